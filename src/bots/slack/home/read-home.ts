import { NO_PERMISSIONS } from '../../../commands/framework/caller-permissions.ts';
import type { Reply } from '../../../commands/framework/reply.ts';
import type { Clock } from '../../../core/async/clock.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { CommandDispatcher } from '../../bot.ts';
import { originOf } from '../deliver/reply-handle.ts';
import type { Members } from '../people/members.ts';
import { withNames } from '../people/with-names.ts';
import { say } from '../text/words.ts';
import { drawHome, drawRefusedHome } from './draw-home.ts';
import type { ReadHome } from './home.ts';

/** Creates the reader of homes: each shows what the commands reply to its member, so that both say the same. */
export function createReadHome(parts: {
  readonly dispatcher: CommandDispatcher;
  readonly members: Members;
  readonly teamId: () => string;
  readonly keys: BoxKeys;
  readonly clock: Clock;
}): ReadHome {
  const { dispatcher, members, keys, clock } = parts;
  return async (userId, signal) => {
    const { locale, isOwn } = await members.find(userId, signal);
    if (!isOwn) return drawRefusedHome(say(locale, 'slack.outsider'));
    // Nothing is posted for it, so that no channel matters.
    const asking = { teamId: parts.teamId(), userId, locale, channel: userId };
    const origin = originOf(asking, keys, clock.now());
    const permissions = await members.findPermissions(userId, signal).catch(() => NO_PERMISSIONS);
    const findPermissions = async () => permissions;
    const replyTo = async (command: string, subcommand: string): Promise<Reply> => {
      const answer = await dispatcher.run(
        { command, subcommand, options: {}, origin, findPermissions },
        signal,
      );
      if (answer.kind === 'job') throw new Error(`/${command} ${subcommand} started a job`);
      return withNames(answer.reply, members, signal);
    };
    const mayManage = await dispatcher.mayManage(origin, findPermissions, signal);
    const [balance, jobs, limits] = await Promise.all([
      replyTo('wallet', 'balance'),
      replyTo('jobs', 'list'),
      mayManage ? replyTo('wallet', 'limits') : undefined,
    ]);
    return drawHome({ balance, jobs, ...(limits && { limits }) }, locale);
  };
}
