import { formatUsd } from '../../core/model/money/money.ts';
import { MAX_USAGE_DAYS, type Spent, type UsageRow } from '../../core/model/money/usage.ts';
import { SERVICES, type Service } from '../../core/model/service.ts';
import type { Spending } from '../../core/pictures/spending-chart.ts';
import { joinSentences } from '../../core/text/explain-failure.ts';
import { joinNames } from '../../core/text/join-names.ts';
import { asSeenBy, byMember, byService, OTHERS, sumOf, type Usage } from '../../core/wallet/usage/usage.ts';
import { usageFile } from '../../core/wallet/usage/usage-csv.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { number } from '../framework/option.ts';
import { fileOf, inform, type ReplyFile, runs, type Table } from '../framework/reply.ts';
import { isAdmin } from '../framework/who-may.ts';
import { person } from './rule-words.ts';

const USUAL_DAYS = 30;
/** Members who are listed; the file lists all of them. */
const TOP = 10;

/**
 * The subcommand that shows the tenant's spending: a chart by day and service, sums by service and member,
 * and all of it as a file. Only admins see who spent it.
 */
export const usage = action({
  options: { days: number({ min: 1, max: MAX_USAGE_DAYS }) },
  bare: ['days'],
  run: async ({ days = USUAL_DAYS }, call) => {
    const { say, origin, services } = call;
    const found = await services.budgetReader.usage(origin.tenant, Math.floor(days));
    const about = { count: found.days.length, zone: found.zone };
    if (found.rows.length === 0) return inform(say('usage.none', about));
    const seesAll = await isAdmin(call);
    const rows = seesAll ? found.rows : asSeenBy(origin.member, found.rows);
    const { spent, overshoot } = sumOf(rows);
    const lines = [
      say('usage.spent', { ...about, spent: formatUsd(spent) }),
      ...(overshoot > 0 ? [say('usage.overshoot', { overshoot: formatUsd(overshoot) })] : []),
      ...(seesAll ? [] : [say('usage.own')]),
    ];
    const chart = spent > 0 ? spendingOf(found, rows, call) : undefined;
    const picture = chart && (await drawn(chart, found, rows, call));
    const { extension, ...file } = await usageFile(rows);
    const actions = runs('wallet balance', 'wallet limits');
    return inform(joinSentences(origin.locale, ...lines), {
      ...{ actions, card: [lines.map((text) => ({ text }))] },
      table: tableOf(rows, call),
      ...(picture && { picture }),
      ...(chart && { chart }),
      files: [fileOf({ ...file, fileName: fileName(found, extension), title: say('usage.file') })],
    });
  },
});

function tableOf(rows: readonly UsageRow[], call: Call): Table {
  const { say } = call;
  const hasHeld = sumOf(rows).held > 0;
  const line = (name: string, { jobs, spent, held }: Spent) => [
    name,
    say('usage.jobs', { count: jobs }),
    say('wallet.spent', { amount: formatUsd(spent) }),
    ...(hasHeld ? [say('wallet.held', { amount: formatUsd(held) })] : []),
  ];
  const ranked = byMember(rows);
  const named = ranked.filter(([member]) => member !== OTHERS).slice(0, TOP);
  const rest = ranked.filter((one) => !named.includes(one)).map(([, spent]) => spent);
  return {
    columns: [
      say('usage.column.what'),
      say('usage.column.jobs'),
      say('wallet.column.spent'),
      ...(hasHeld ? [say('wallet.column.held')] : []),
    ],
    rows: [
      ...byService(rows).map(({ service, rows: own }) => line(serviceName(service, call), sumOf(own))),
      ...named.map(([member, spent]) => line(person(member, call), spent)),
      ...(rest.length > 0 ? [line(say('usage.others'), sumOf(rest))] : []),
    ],
  };
}

async function drawn(
  spending: Spending,
  found: Usage,
  rows: readonly UsageRow[],
  call: Call,
): Promise<ReplyFile | undefined> {
  const { say, origin, services } = call;
  const bytes = await services.charts.spending(spending);
  const facts = { ...span(found, call), spent: formatUsd(sumOf(rows).spent) };
  const parts = joinNames(
    origin.locale,
    spending.series.map(({ name }) => name),
  );
  return (
    bytes &&
    fileOf({
      bytes: new Uint8Array(bytes),
      fileName: fileName(found, 'png'),
      mimeType: 'image/png',
      title: say('usage.chart.alt', { ...facts, parts }),
    })
  );
}

function spendingOf(found: Usage, rows: readonly UsageRow[], call: Call): Spending {
  return {
    locale: call.origin.locale,
    title: call.say('usage.chart.title', { ...span(found, call), spent: formatUsd(sumOf(rows).spent) }),
    days: found.days,
    series: byService(rows).flatMap(({ service, rows: own }) => {
      const { spent } = sumOf(own);
      if (spent === 0) return [];
      const perDay = Map.groupBy(own, ({ day }) => day);
      return {
        name: `${serviceName(service, call)} ${formatUsd(spent)}`,
        colour: service === undefined ? SERVICES.length : SERVICES.indexOf(service),
        amounts: found.days.map((day) => sumOf(perDay.get(day) ?? []).spent),
      };
    }),
  };
}

function serviceName(service: Service | undefined, { say }: Call): string {
  return service === undefined ? say('usage.unnamed') : say(`choice.service.${service}`);
}

/** Formats the first and the last day. */
function span({ days }: Usage, { origin }: Call): { readonly from: string; readonly to: string } {
  const format = new Intl.DateTimeFormat(origin.locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const word = (day = '') => format.format(Date.parse(day));
  return { from: word(days[0]), to: word(days.at(-1)) };
}

function fileName({ days }: Usage, extension: string): string {
  return `usage-${days[0]}-to-${days.at(-1)}.${extension}`;
}
