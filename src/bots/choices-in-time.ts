import type { Completion } from '../commands/dispatch/complete.ts';
import type { Choice } from '../commands/framework/reply.ts';
import { unlessAborted } from '../core/async/unless-aborted.ts';
import type { CommandDispatcher } from './bot.ts';

/** Returns choices for the option being typed: an empty list in time is better than a full one too late. */
export async function choicesInTime(
  dispatcher: CommandDispatcher,
  completion: Completion,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  try {
    return await unlessAborted(dispatcher.choices(completion, signal), signal);
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}
