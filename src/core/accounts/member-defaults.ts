import type { Keyv } from 'keyv';
import type { Origin } from '../model/job/origin.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '../model/job/request.ts';

/** Options used when a member specifies none. */
export interface Defaults {
  /** The uuid of a voice, or its id if it has none. */
  readonly voice?: string;
  /** ISO 639-1; for speech and for transcripts. */
  readonly language?: string;
  /** For transcripts. */
  readonly format?: TranscriptFormat;
}

/** A change to defaults. Omitted ones stay; `null` clears one. */
export type DefaultsChange = { readonly [Name in keyof Defaults]?: Defaults[Name] | null };

/** The owner of the defaults: a member has separate ones in each tenant. */
type Who = Pick<Origin, 'tenant' | 'member'>;

/** Stores members' defaults. They may be lost at any time, and can be set again. */
export interface MemberDefaults {
  of(who: Who): Promise<Defaults>;
  change(who: Who, change: DefaultsChange): Promise<void>;
  /** Lists the defaults of all members of a tenant who have any. */
  ofTenant(tenant: string): Promise<readonly (Defaults & Pick<Origin, 'member'>)[]>;
  /** Deletes all of the member's defaults. */
  forget(who: Who): Promise<void>;
}

const NAMES = ['voice', 'language', 'format'] as const;

/**
 * Creates {@link MemberDefaults} over a cache. Each is stored separately, so that concurrent changes are both
 * kept.
 */
export function createMemberDefaults(cache: Keyv<string>): MemberDefaults {
  const of = async (who: Who): Promise<Defaults> => {
    const [voice, language, kept] = await cache.getMany(NAMES.map((name) => keyOf(who, name)));
    const format = TRANSCRIPT_FORMATS.find((one) => one === kept);
    return {
      ...(voice === undefined ? {} : { voice }),
      ...(language === undefined ? {} : { language }),
      ...(format === undefined ? {} : { format }),
    };
  };
  return {
    of,
    async ofTenant(tenant) {
      const members = new Set<string>();
      for await (const [key] of cache.iterator()) {
        const [of, member] = String(key).split(' ');
        if (of === tenant && member !== undefined) members.add(member);
      }
      const found: (Defaults & Pick<Origin, 'member'>)[] = [];
      for (const member of members) found.push({ member, ...(await of({ tenant, member })) });
      return found;
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

/**
 * Returns a cache key. No tenant or member id contains a space. The voice has no name in its key, because it
 * came first.
 */
function keyOf({ tenant, member }: Who, name: keyof Defaults): string {
  return name === 'voice' ? `${tenant} ${member}` : `${tenant} ${member} ${name}`;
}
