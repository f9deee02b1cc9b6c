import type { ReplacedKey } from '../../core/accounts/own-key-service.ts';
import { BotError, toFailure } from '../../core/model/errors.ts';
import { formatUsd } from '../../core/model/money/money.ts';
import { explainFailure, joinSentences } from '../../core/text/explain-failure.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { inform } from '../framework/reply.ts';
import { isAdmin } from '../framework/who-may.ts';
import { secret } from '../options/secret-option.ts';

/** The subcommand that pays for the tenant's jobs with its own AudioPod key. */
export const connect = action({
  options: { key: secret() },
  bare: ['key'],
  onlyFor: 'admins',
  run: async (values, call) => {
    const { origin, services, say, signal } = call;
    const { key, balance, replaced } = await services.keys.connect(values.key, origin, signal);
    const { lastFour } = key;
    return inform(
      joinSentences(
        origin.locale,
        say('own-key.connected', { lastFour }),
        ...(replaced === undefined
          ? []
          : [say('own-key.replaced', { lastFour: replaced.lastFour }), afterwards(replaced, call)]),
        say('own-key.paying', { amount: formatUsd(balance.balance) }),
      ),
    );
  },
});

/** The subcommand that lets the bot owner pay for the tenant's jobs again. */
export const disconnect = action({
  options: {},
  onlyFor: 'admins',
  run: async (_values, call) => {
    const { origin, services, say } = call;
    const replaced = await services.keys.disconnect(origin);
    return inform(
      joinSentences(
        origin.locale,
        say('own-key.disconnected', { lastFour: replaced.lastFour }),
        afterwards(replaced, call),
        say('own-key.operator-pays'),
      ),
    );
  },
});

/** Returns the balance of the wallet behind the tenant's own key, and how to top it up, for its admins. */
export async function ownWalletLines(call: Call): Promise<readonly string[]> {
  const { origin, services, say, signal } = call;
  const { key } = await call.tenantRules();
  if (key === undefined || !(await isAdmin(call))) return [];
  try {
    const found = await services.keys.wallet(origin.tenant, signal);
    if (found === undefined) return [];
    const { balance, topUpUrl: url } = found;
    return [
      say('own-key.balance', { lastFour: found.key.lastFour, amount: formatUsd(balance.balance) }),
      url === undefined ? say('own-key.top-up-there') : say('own-key.top-up', { url }),
    ];
  } catch (error) {
    // An unavailable balance must not stop the limits from being shown.
    if (!(error instanceof BotError)) throw error;
    return [explainFailure(origin.locale, toFailure(error))];
  }
}

function afterwards({ jobs }: ReplacedKey, { say }: Call): string {
  return jobs === 0 ? say('own-key.erased') : say('own-key.kept', { count: jobs });
}
