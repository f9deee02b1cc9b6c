import type { TenantVoices } from '../../../src/core/accounts/tenant-voices.ts';
import type { GenreCatalog } from '../../../src/core/audiopod/catalogs/genre-catalog.ts';
import type { Reach } from '../../../src/core/jobs/manage/job-deleter.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { GenrePreset, Voice } from '../../../src/core/model/job/provider-job.ts';
import type { Clone } from '../../../src/core/model/job/voice-clone.ts';
import { JOB_ID, NOW_MS } from './origin.ts';

const AURA: Voice = {
  id: 'aura',
  name: 'aura',
  displayName: 'Aura',
  languageCode: 'en',
  languageName: 'English',
  gender: 'female',
  description: 'Warm and calm, for stories and long reads',
  isCustom: false,
};
const MIRA: Voice = { id: 'mira', name: 'mira', displayName: 'Mira', isCustom: true };
const LIN: Voice = {
  ...AURA,
  id: 'xiaolin',
  name: 'xiaolin',
  displayName: '小林',
  languageName: '中文',
  description: '年轻、明亮，适合讲解视频',
};
const CLONE: Clone = {
  jobId: JOB_ID,
  tenant: '',
  member: '',
  voiceId: 'mira',
  name: 'Mira',
  consent: { member: '', atMs: NOW_MS - 86_400_000 },
  state: 'ready',
};

/** Returns this many voices, of which one was made with this bot. */
export function sampleVoices(count: number, reach: Reach): TenantVoices {
  const voices = Array.from({ length: count }, (_, index) => {
    const voice = [AURA, MIRA, LIN][index % 3] ?? AURA;
    const round = Math.floor(index / 3) + 1;
    if (round === 1) return voice;
    return { ...voice, id: `${voice.id}-${round}`, displayName: `${voice.displayName} ${round}` };
  });
  return {
    async find(query, _seeker, chosen) {
      const found = voices.find(({ displayName, id }) => displayName === query || id === chosen);
      if (found !== undefined) return found;
      throw new BotError('voice-unknown', 'No such voice', {
        facts: { query: query ?? '', near: 'Aura, Mira' },
      });
    },
    search: async () => voices,
    sample: async () => undefined,
    cloneOf: async ({ isCustom }) => (isCustom ? CLONE : undefined),
    remove: async () => ({ ...CLONE, isGoneThere: reach !== 'key-gone' }),
  };
}

const GENRES: readonly GenrePreset[] = [
  { name: 'Pop', prompt: 'catchy pop, bright synths, steady beat' },
  { name: 'Lo-fi', prompt: 'dusty drums, soft keys, vinyl noise' },
  { name: 'Hip Hop', prompt: 'boom bap drums, deep bass' },
  { name: 'Ambient' },
];

/** Returns sample genres. */
export function sampleGenres(): GenreCatalog {
  return {
    all: async () => GENRES,
    async find(name) {
      const found = GENRES.find((one) => one.name === name);
      if (found !== undefined) return found;
      throw new BotError('genre-unknown', 'No such genre', { facts: { query: name, near: 'Pop' } });
    },
  };
}
