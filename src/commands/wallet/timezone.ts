import { withZone, zoneAt } from '../../core/model/money/periods.ts';
import type { TenantRules, ZoneSchedule } from '../../core/model/money/spending-rules.ts';
import { formatMoment } from '../../core/text/format-moment.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { inform } from '../framework/reply.ts';
import { zone } from '../options/zone-option.ts';
import { changer } from './rule-change.ts';

type Speaker = Pick<Call, 'origin' | 'nowMs' | 'say'>;

/**
 * The subcommand that sets the time zone in which limits are counted. A period that has begun keeps its time
 * zone to its end.
 */
export const timezone = action({
  options: { zone: zone() },
  bare: ['zone'],
  onlyFor: 'admins',
  run: async ({ zone: chosen }, call) => {
    const { after } = await call.services.rules.changeTenant(call.origin.tenant, changer(call), (rules) =>
      withZone(rules, chosen, call.nowMs),
    );
    return inform(zoneLines(after.zones, call).join('\n'));
  },
});

/** Returns the time zone of current periods, and of later ones with their start. */
export function zoneLines({ month, day }: TenantRules['zones'], call: Speaker): readonly string[] {
  const { nowMs, say } = call;
  const [ofMonth, ofDay] = [zoneAt(month, nowMs), zoneAt(day, nowMs)];
  const now =
    ofMonth === ofDay
      ? say('rules.zone', { zone: ofDay })
      : say('rules.zones', { day: ofDay, month: ofMonth });
  return [now, ...nextLine('day', day, call), ...nextLine('month', month, call)];
}

function nextLine(
  unit: 'day' | 'month',
  { next }: ZoneSchedule,
  { origin, nowMs, say }: Speaker,
): readonly string[] {
  if (next === undefined || next.fromMs <= nowMs) return [];
  const { zone, fromMs } = next;
  return [say(`rules.zone-next-${unit}`, { zone, at: formatMoment(origin.locale, fromMs, zone) })];
}
