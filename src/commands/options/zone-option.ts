import { BotError } from '../../core/model/errors.ts';
import { excerpt } from '../framework/excerpt.ts';
import { asText, type Option } from '../framework/option.ts';

/** Every available time zone, by its IANA name. */
export const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** A time zone by its IANA name, in any case; older names are read as the current one. */
export function zone(): Option<string, true> {
  return {
    kind: 'zone',
    required: true,
    fits: () => true,
    read(raw, name) {
      const given = asText(raw).normalize('NFKC');
      const found = ZONES.find((one) => one.toLowerCase() === given.toLowerCase()) ?? presentName(given);
      if (found !== undefined) return found;
      throw new BotError('zone-unknown', 'No such time zone', {
        facts: { option: name, value: excerpt(given) },
      });
    },
  };
}

/** Offsets such as `+08:00` are refused: they have no daylight saving time. */
function presentName(given: string): string | undefined {
  if (!/^[a-z]/i.test(given)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
