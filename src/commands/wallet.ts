import { formatMoment } from '../core/text/format-moment.ts';
import type { ScopeTotals } from '../core/wallet/ledger.ts';
import { add, formatUsd, subtract, ZERO } from '../core/wallet/money.ts';
import { action } from './action.ts';
import type { Call, Command } from './command.ts';
import { choice, number } from './option.ts';
import { inform, type Outcome } from './reply.ts';

/** Names of the wallet's services as people type them, and as AudioPod calls them (API notes 8.7). */
const SERVICE_TYPES = { speech: 'text_to_speech', stems: 'stem_extraction' } as const;
const SERVICES = ['speech', 'stems'] as const;
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
        const service = values.service ?? 'stems';
        const seconds = values.seconds ?? 0;
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
        return inform(lines.join(' '));
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
  // How full the operator's own ceiling is concerns the operator alone, unless it is what runs out first.
  const shown = totals.filter((one) => isOwner || !one.scope.startsWith('operator'));
  const rows = shown.map((one) => [
    call.say(`money.scope.${one.scope}`),
    one.limit === null ? call.say('wallet.no-limit') : formatUsd(one.limit),
    formatUsd(add(one.held, one.spent)),
    one.limit === null ? '–' : formatUsd(leftOf(one, one.limit)),
    formatMoment(call.origin.locale, one.resetsAtMs),
  ]);
  const lines = [call.say('wallet.balance', { limit: formatUsd(purse.perJobLimit) })];
  if (isOwner) {
    const found = await purse.balance(call.signal);
    lines.push(call.say('wallet.balance.operator', { amount: formatUsd(found.balance) }));
    if (found.lowBalanceWarning) lines.push(call.say('wallet.balance.low'));
  }
  return inform(lines.join(' '), {
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

function leftOf(one: ScopeTotals, limit: NonNullable<ScopeTotals['limit']>): typeof limit {
  const left = subtract(limit, add(one.held, one.spent));
  return left < 0 ? ZERO : left;
}

function serviceName(type: string, call: Call): string {
  const known = SERVICES.find((service) => SERVICE_TYPES[service] === type);
  return known === undefined ? type.replaceAll('_', ' ') : call.say(`choice.service.${known}`);
}
