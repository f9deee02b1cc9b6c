import type { Keyv } from 'keyv';
import type { Origin } from '../model/job/origin.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '../model/job/request.ts';

/** What stands for a member who names nothing else. */
export interface Defaults {
  /** The uuid of a voice, or its id where it has none. */
  readonly voice?: string;
  /** ISO 639-1; of speech and of transcripts. */
  readonly language?: string;
  /** Of transcripts. */
  readonly format?: TranscriptFormat;
}

/** What is left out stays; `null` is forgotten. */
export type DefaultsChange = { readonly [Name in keyof Defaults]?: Defaults[Name] | null };

/** Whose they are: a member has others in each tenant. */
type Who = Pick<Origin, 'tenant' | 'member'>;

/** What members chose to stand for them. It may be lost at any time, and is then chosen again. */
export interface MemberDefaults {
  of(who: Who): Promise<Defaults>;
  change(who: Who, change: DefaultsChange): Promise<void>;
  /** Forgets all of it. */
  forget(who: Who): Promise<void>;
}

const NAMES = ['voice', 'language', 'format'] as const;

/** Keeps defaults in a cache, each by itself, so that two changes at once are both kept. */
export function createMemberDefaults(cache: Keyv<string>): MemberDefaults {
  return {
    async of(who) {
      const [voice, language, kept] = await cache.getMany(NAMES.map((name) => keyOf(who, name)));
      const format = TRANSCRIPT_FORMATS.find((one) => one === kept);
      return {
        ...(voice === undefined ? {} : { voice }),
        ...(language === undefined ? {} : { language }),
        ...(format === undefined ? {} : { format }),
      };
    },
    async change(who, change) {
      for (const name of NAMES) {
        const value = change[name];
        if (value === null) await cache.delete(keyOf(who, name));
        else if (value !== undefined) await cache.set(keyOf(who, name), value);
      }
    },
    async forget(who) {
      await cache.deleteMany(NAMES.map((name) => keyOf(who, name)));
    },
  };
}

/** No id of a tenant or a member holds a space. The voice was there before the others, under the member alone. */
function keyOf({ tenant, member }: Who, name: keyof Defaults): string {
  return name === 'voice' ? `${tenant} ${member}` : `${tenant} ${member} ${name}`;
}
