import type { Bot } from '../../src/bots/bot.ts';
import type { JobDependencies } from '../../src/core/jobs/context/job-context.ts';
import { createNotifyOwners } from '../../src/core/notify/notify-owners.ts';
import type { Notices, Recipient } from '../../src/core/ports/notices.ts';

/** Has notices sent by a real bot, those to owners too. The list may grow. */
export function ownersOn(
  given: JobDependencies,
  owners: readonly Recipient[],
  bot: () => Bot,
): JobDependencies {
  const notices: Notices = { tell: (...told) => bot().notices.tell(...told) };
  const { store, clock, log } = given;
  const notifyOwners = createNotifyOwners({ owners, notices, seen: store.seen, clock, log });
  return { ...given, notices, notifyOwners };
}
