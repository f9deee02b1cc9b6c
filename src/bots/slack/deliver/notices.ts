import { BotError } from '../../../core/model/errors.ts';
import type { Notices, Recipient } from '../../../core/ports/notices.ts';
import { drawWords } from '../draw/message.ts';
import { postMessage } from '../web/post-message.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import { asDeliveryError } from './delivery-adapter.ts';
import { PLATFORM } from './reply-handle.ts';
import type { Targets } from './targets.ts';

/** Posts notices on Slack unprompted: in a channel, or in a direct message. */
export function createNotices(parts: {
  readonly web: SlackWeb;
  readonly places: Pick<Targets, 'direct'>;
  readonly teamId: () => string;
}): Notices {
  const { web, places, teamId } = parts;

  const channelOf = async (to: Recipient, signal: AbortSignal): Promise<string> => {
    if (!('member' in to)) return to.channel;
    const own = `${PLATFORM}:${teamId()}:`;
    if (to.member.startsWith(own)) return places.direct(to.member.slice(own.length), signal);
    throw new BotError('cannot-deliver', 'A member of another workspace');
  };

  return {
    async tell(to, text, signal, actions = []) {
      try {
        const channel = await channelOf(to, signal);
        await postMessage(web, { channel }, drawWords(text, actions, 'en'), signal);
      } catch (error) {
        throw asDeliveryError(error);
      }
    },
  };
}
