import type { Clock } from '../../../core/async/clock.ts';
import { doubling, retry } from '../../../core/async/retry.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { DiscordSettings } from '../gateway/settings.ts';
import type { ApplicationApi } from '../rest/application-api.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { clearCopies } from './clear-copies.ts';
import type { Describe } from './command-json.ts';
import { register } from './register.ts';
import { registrationProblem } from './registration-problem.ts';

/** Remembers that no copies are left in servers. A lost entry costs one more look. */
export interface CopiesMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** What registering needs. */
export interface KeepRegisteredParts {
  readonly api: ApplicationApi;
  readonly config: Pick<DiscordSettings, 'apiUrl' | 'devGuild'>;
  readonly describe: Describe;
  readonly memory: CopiesMemory;
  readonly clock: Clock;
  readonly log: Log;
}

/** A registration that is tried until Discord accepts it. */
export interface KeptRegistration {
  /** Resolves after the first attempt, whatever came of it. */
  readonly tried: Promise<void>;
  /** Resolves when there is nothing left to do. Never rejects. */
  readonly done: Promise<void>;
  /** Why the commands are not registered; `undefined` if they are. */
  problem(): string | undefined;
}

const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 30 * 60_000;

/**
 * Registers the commands, again with growing pauses as long as Discord refuses: without them nobody can use the
 * bot. Then removes what was registered in single servers before.
 */
export function keepRegistered(parts: KeepRegisteredParts, signal: AbortSignal): KeptRegistration {
  const { api, config, describe, clock, log } = parts;
  const guild = config.devGuild;
  const tried = Promise.withResolvers<void>();
  let problem: string | undefined;

  const attempt = async (): Promise<string> => {
    const registration = { describe, ...(guild !== undefined && { guildId: guild }) };
    const { applicationId, isChanged } = await register(api, registration, signal);
    problem = undefined;
    if (isChanged) log.info({ guild: guild ?? 'everywhere' }, 'commands-registered');
    tried.resolve();
    return applicationId;
  };
  const untilRegistered = (): Promise<string> =>
    retry(attempt, {
      signal,
      pauses: { clock, ms: doubling({ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS }) },
      onRetry(error, { waitMs }) {
        const refusal = refusalOf(error);
        problem = `commands are not registered: ${refusal.message}`;
        const reason = registrationProblem(refusal, config);
        log.error({ error: refusal, reason, retryInMs: waitMs }, 'commands-not-registered');
        tried.resolve();
      },
    });

  const run = async (): Promise<void> => {
    try {
      await clearOnce(parts, await untilRegistered(), signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ error: refusalOf(error) }, 'command-copies-not-cleared');
    } finally {
      tried.resolve();
    }
  };
  return { tried: tried.promise, done: run(), problem: () => problem };
}

/** Looks for copies in all servers, once after commands were registered in one. */
async function clearOnce(
  { api, config, memory, log }: KeepRegisteredParts,
  applicationId: string,
  signal: AbortSignal,
): Promise<void> {
  const key = `no-command-copies:${applicationId}`;
  if (config.devGuild !== undefined) {
    await memory.delete(key);
    return;
  }
  if ((await memory.get(key)) !== undefined) return;
  const servers = await clearCopies(api, applicationId, signal);
  if (servers > 0) log.info({ servers }, 'command-copies-cleared');
  await memory.set(key, 'yes');
}
