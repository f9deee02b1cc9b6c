import { formatUsd } from '../../core/model/money/money.ts';
import { SERVICES } from '../../core/model/service.ts';
import { joinSentences } from '../../core/text/explain-failure.ts';
import { SERVICE_TYPES } from '../../core/wallet/pricing/price-list.ts';
import { quoteForLength } from '../../core/wallet/pricing/prices.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { choice, number } from '../framework/option.ts';
import { type Card, inform, informInGroups } from '../framework/reply.ts';

const MAX_SECONDS = 10 * 3_600;

/** The subcommand that shows what a duration of audio costs, and what is reserved for it. */
export const estimate = action({
  options: {
    service: choice(SERVICES, { required: true }),
    seconds: number({ min: 1, max: MAX_SECONDS, required: true }),
  },
  bare: ['service', 'seconds'],
  run: async (values, call) => {
    const { service, seconds } = values;
    const { budgetReader } = call.services;
    const { perJob } = await budgetReader.jobLimits(call.origin.tenant);
    const [type] = SERVICE_TYPES[service];
    const found = await budgetReader.estimate(type, seconds, call.signal);
    const prices = await budgetReader.prices(call.signal);
    const amount = formatUsd(found.cost);
    // What speech reserves depends on its text.
    const quoted = service === 'speech' ? found.cost : quoteForLength(service, seconds, prices);
    const isTooMuch = perJob !== null && Math.max(found.cost, quoted) > perJob;
    const lines = [
      call.say('wallet.estimate', { service: call.say(`choice.service.${service}`), seconds, amount }),
      ...(quoted === found.cost
        ? []
        : [call.say('wallet.estimate.set-aside', { amount: formatUsd(quoted) })]),
      ...(service === 'speech' ? [call.say('wallet.estimate.speech')] : []),
      ...(isTooMuch ? [call.say('wallet.estimate.over-job-limit', { limit: formatUsd(perJob) })] : []),
      ...(await coverLines(found.sufficient, type, seconds, call)),
    ];
    const card: Card = [lines.map((text) => ({ text }))];
    return inform(joinSentences(call.origin.locale, ...lines), { card });
  },
});

/** The subcommand that shows AudioPod's price of every service. */
export const pricing = action({
  options: {},
  run: async (_values, call) => {
    const { shown, source } = await call.services.budgetReader.prices(call.signal);
    const rows = Object.entries(shown).map(([type, price]) => [
      serviceName(type, call),
      formatUsd(price.ratePerMinute),
    ]);
    const text = call.say(source === 'published' ? 'wallet.pricing' : 'wallet.pricing.built-in');
    return informInGroups([[{ text }]], {
      table: {
        columns: [call.say('wallet.column.service'), call.say('wallet.column.per-minute')],
        rows,
      },
    });
  },
});

/** Warns if the wallet that pays holds too little. */
async function coverLines(
  operatorCovers: boolean,
  type: string,
  seconds: number,
  { origin, services, say, signal }: Call,
): Promise<readonly string[]> {
  const ownCovers = await services.keys.covers(origin.tenant, type, seconds, signal);
  if (ownCovers ?? operatorCovers) return [];
  return [say(ownCovers === undefined ? 'wallet.estimate.insufficient' : 'own-key.insufficient')];
}

function serviceName(type: string, call: Call): string {
  const known = SERVICES.find((service) => SERVICE_TYPES[service][0] === type);
  return known === undefined ? type.replaceAll('_', ' ') : call.say(`choice.service.${known}`);
}
