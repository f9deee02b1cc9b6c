import { BotError } from '../../core/model/errors.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import { excerpt } from '../framework/excerpt.ts';
import { asText, type Option, type OptionKind } from '../framework/option.ts';

/** Ids as platforms make them, whole or without what stands in front of each. */
const ID = /^[\w:-]{1,100}$/;

/** A role, by the platform's own id. Offered only where a platform has roles. */
export const role = (): Option<string, false> => idOption('role');

/** Somebody of the place it is asked in, by the platform's own id; {@link memberNamed} makes a member of it. */
export const member = (): Option<string, false> => idOption('member');

/** A tenant, by its whole id such as `discord:1234`, or by the part that is its own. */
export const tenant = (): Option<string, false> => idOption('tenant');

/**
 * The member of a place that an id means, as `origin.member` has them.
 *
 * @throws {BotError} `id-unknown` for what cannot be an id there, such as a name.
 */
export function memberNamed(id: string, { member: asker }: Pick<Origin, 'member'>): string {
  const own = asker.slice(asker.lastIndexOf(':') + 1);
  const prefix = asker.slice(0, asker.length - own.length);
  const bare = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  // Ids of one place look alike; what does not, nobody there is called.
  const looks = [/^\d+$/, /^[A-Z\d]+$/, /^[\da-f]{16}$/].filter((look) => look.test(own));
  if (bare.includes(':') || !looks.every((look) => look.test(bare))) throw idUnknown(id);
  return prefix + bare;
}

/** The whole id of a tenant; the part that is its own means one of the platform it is asked on. */
export function tenantNamed(id: string, { platform }: Pick<Origin, 'platform'>): string {
  return id.includes(':') ? id : `${platform}:${id}`;
}

function idOption(kind: OptionKind): Option<string, false> {
  return {
    kind,
    required: false,
    fits: () => false,
    read(raw) {
      const given = asText(raw).trim();
      if (!ID.test(given)) throw idUnknown(given);
      return given;
    },
  };
}

function idUnknown(given: string): BotError {
  return new BotError('id-unknown', 'No id of anybody or anything there', {
    facts: { value: excerpt(given) },
  });
}
