import { BotError } from '../../core/model/errors.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import { excerpt } from '../framework/excerpt.ts';
import { asText, type Option, type OptionKind } from '../framework/option.ts';

/** Platform ids, with or without their prefixes. */
const ID = /^[\w:-]{1,100}$/;

/** A role, by the platform's own id. Offered only where the platform has roles. */
export const role = (): Option<string, false> => idOption('role');

/** A member of the caller's tenant, by the platform's own id; {@link memberNamed} turns it into a member. */
export const member = (): Option<string, false> => idOption('member');

/** A tenant, by its whole id such as `discord:1234`, or by the part after the platform. */
export const tenant = (): Option<string, false> => idOption('tenant');

/**
 * Returns the member that an id means, in the form of `origin.member`.
 *
 * @throws {BotError} `id-unknown` for what cannot be an id there, such as a name.
 */
export function memberNamed(id: string, { member: asker }: Pick<Origin, 'member'>): string {
  const own = asker.slice(asker.lastIndexOf(':') + 1);
  const prefix = asker.slice(0, asker.length - own.length);
  const bare = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  // Ids of one platform look alike; an id that looks different is nobody's.
  const looks = [/^\d+$/, /^[A-Z\d]+$/, /^[\da-f]{16}$/].filter((look) => look.test(own));
  if (bare.includes(':') || !looks.every((look) => look.test(bare))) throw idUnknown(id);
  return prefix + bare;
}

/** Returns a tenant's whole id; without a platform, the caller's platform is meant. */
export function tenantNamed(id: string, { platform }: Pick<Origin, 'platform'>): string {
  return id.includes(':') ? id : `${platform}:${id}`;
}

function idOption(kind: OptionKind): Option<string, false> {
  return {
    kind,
    required: false,
    fits: () => false,
    read(raw) {
      const given = asText(raw);
      if (!ID.test(given)) throw idUnknown(given);
      return given;
    },
  };
}

function idUnknown(given: string): BotError {
  return new BotError('id-unknown', 'Not a valid id on this platform', {
    facts: { value: excerpt(given) },
  });
}
