import { BotError, toFailure } from '../core/errors.ts';
import { SERVICES, type Service } from '../core/jobs/request.ts';
import { explainFailure, joinSentences } from '../core/text/explain-failure.ts';
import { formatMoment } from '../core/text/format-moment.ts';
import type { ScopeTotals } from '../core/wallet/ledger.ts';
import { add, formatUsd, subtract, ZERO } from '../core/wallet/money.ts';
import { action } from './action.ts';
import type { Call, Command } from './command.ts';
import { choice, number } from './option.ts';
import { inform, type Outcome } from './reply.ts';

/** Names of the wallet's services as people type them, and as AudioPod calls them (API notes 8.7). */
const SERVICE_TYPES: Readonly<Record<Service, string>> = {
  speech: 'text_to_speech',
  stems: 'stem_extraction',
  music: 'music_generation',
  transcription: 'transcription',
  diarization: 'speaker_diarization',
  denoise: 'denoise',
  clone: 'voice_cloning',
};
const MAX_SECONDS = 10 * 3_600;

/** Who may spend how much, what is left, and what things cost. */
export const wallet: Command = {
  name: 'wallet',
  aliases: [],
  subcommands: {
    balance: action({ options: {}, run: (_values, call) => balance(call) }),
    estimate: action({
      options: {
        service: choice(SERVICES, { required: true }),
        seconds: number({ min: 1, max: MAX_SECONDS, required: true }),
      },
      bare: ['service', 'seconds'],
      run: async (values, call) => {
        const { service, seconds } = values;
        const { purse } = call.services;
        const found = await purse.estimate(SERVICE_TYPES[service], seconds, call.signal);
        const facts = {
          service: call.say(`choice.service.${service}`),
          seconds,
          amount: formatUsd(found.cost),
          limit: formatUsd(purse.perJobLimit),
        };
        const lines = [
          call.say('wallet.estimate', facts),
          ...(found.cost > purse.perJobLimit ? [call.say('wallet.estimate.over-job-limit', facts)] : []),
          ...(found.sufficient ? [] : [call.say('wallet.estimate.insufficient')]),
        ];
        return inform(joinSentences(call.origin.locale, ...lines));
      },
    }),
    pricing: action({
      options: {},
      run: async (_values, call) => {
        const prices = await call.services.purse.pricing(call.signal);
        const rows = Object.entries(prices).map(([type, price]) => [
          serviceName(type, call),
          formatUsd(price.ratePerMinute),
        ]);
        return inform(call.say('wallet.pricing'), {
          table: {
            columns: [call.say('wallet.column.service'), call.say('wallet.column.per-minute')],
            rows,
          },
        });
      },
    }),
  },
};

async function balance(call: Call): Promise<Outcome> {
  const { purse } = call.services;
  const totals = await purse.budget(call.origin);
  const isOwner = purse.isOwner(call.origin);
  const rows = (isOwner ? totals : whatBinds(totals)).map((one) => [
    call.say(`money.scope.${one.scope}`),
    one.limit === null ? call.say('wallet.no-limit') : formatUsd(one.limit),
    formatUsd(add(one.held, one.spent)),
    one.limit === null ? '–' : formatUsd(leftOf(one, one.limit)),
    formatMoment(call.origin.locale, one.resetsAtMs),
  ]);
  const lines = [call.say('wallet.balance', { limit: formatUsd(purse.perJobLimit) })];
  if (isOwner) lines.push(...(await operatorLines(call)));
  return inform(joinSentences(call.origin.locale, ...lines), {
    table: {
      columns: [
        call.say('wallet.column.limit'),
        call.say('wallet.column.amount'),
        call.say('wallet.column.used'),
        call.say('wallet.column.left'),
        call.say('wallet.column.resets'),
      ],
      rows,
    },
  });
}

/** How full the operator's own ceiling is concerns the operator alone, unless it is what runs out first. */
function whatBinds(totals: readonly ScopeTotals[]): readonly ScopeTotals[] {
  const left = (one: ScopeTotals) => (one.limit === null ? Number.POSITIVE_INFINITY : leftOf(one, one.limit));
  const isOperators = (one: ScopeTotals) => one.scope.startsWith('operator');
  const least = Math.min(...totals.filter((one) => !isOperators(one)).map(left));
  return totals.filter((one) => !isOperators(one) || left(one) < least);
}

/** What AudioPod's own wallet holds. That it cannot be read is said, and keeps nobody from reading the limits. */
async function operatorLines(call: Call): Promise<readonly string[]> {
  try {
    const found = await call.services.purse.balance(call.signal);
    const amount = call.say('wallet.balance.operator', { amount: formatUsd(found.balance) });
    return found.lowBalanceWarning ? [amount, call.say('wallet.balance.low')] : [amount];
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return [explainFailure(call.origin.locale, toFailure(error))];
  }
}

function leftOf(one: ScopeTotals, limit: NonNullable<ScopeTotals['limit']>): typeof limit {
  const left = subtract(limit, add(one.held, one.spent));
  return left < 0 ? ZERO : left;
}

function serviceName(type: string, call: Call): string {
  const known = SERVICES.find((service) => SERVICE_TYPES[service] === type);
  return known === undefined ? type.replaceAll('_', ' ') : call.say(`choice.service.${known}`);
}
