import { createHash } from 'node:crypto';
import type { FliteVoice } from '../audio/flite.ts';

/** A voice of the catalog. */
export interface CatalogVoice {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  /** Null where unknown. */
  readonly gender: 'female' | 'male' | null;
  readonly flite: FliteVoice;
}

/** The stock voices (AudioPod API notes 4.4) and the sandbox voices that represent them. */
const STOCK: readonly (readonly [string, string, FliteVoice])[] = [
  ['aura', 'bright and clear', { base: 'slt', pitch: 1.1 }],
  ['jester', 'playful, a little shrill', { base: 'kal16', pitch: 1.7 }],
  ['sage', 'low and calm', { base: 'rms', pitch: 1 }],
  ['ava', 'warm', { base: 'slt', pitch: 0.92 }],
  ['surge', 'full of energy', { base: 'awb', pitch: 0.85 }],
  ['willow', 'soft, with a Scottish lilt', { base: 'awb', pitch: 1.35 }],
];

/** The guide promises more than 50 voices; these fill the catalog so that lists have pages. */
const FURTHER = (
  'amber basil birch briar brook cedar cliff clover comet coral delta dune ember fable fern finch flint frost ' +
  'harbor hazel heron indigo iris ivy jade juniper lark laurel lumen maple marble meadow mist moss nova ochre onyx ' +
  'opal orchid pebble quartz raven reed river rowan sable thistle violet'
).split(' ');

const BASES = ['slt', 'awb', 'kal16'] as const;

/** Every voice, stock ones first. Ids and uuids are the same in every process. */
export const VOICES: readonly CatalogVoice[] = [
  ...STOCK.map(([name, description, flite], index) => toVoice(368 + index, name, description, flite)),
  ...FURTHER.map((name, index) => {
    const base = BASES[index % BASES.length] ?? 'slt';
    const pitch = 0.8 + Math.floor(index / BASES.length) * 0.05;
    return toVoice(400 + index, name, 'a further voice', { base, pitch });
  }),
];

function toVoice(id: number, name: string, description: string, flite: FliteVoice): CatalogVoice {
  const hex = createHash('sha256').update(name).digest('hex');
  return {
    id,
    uuid: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    name,
    displayName: name.charAt(0).toUpperCase() + name.slice(1),
    description,
    gender: flite.base === 'slt' ? 'female' : 'male',
    flite,
  };
}
