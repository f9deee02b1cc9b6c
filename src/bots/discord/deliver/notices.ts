import { randomUUID } from 'node:crypto';
import type { Notices } from '../../../core/ports/notices.ts';
import { buttonsFor } from '../draw/buttons.ts';
import { cut, MAX_CONTENT } from '../draw/cut.ts';
import { escapeMarkdown } from '../draw/escape.ts';
import { personalTenant } from '../payload/platform.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { asDeliveryError } from './delivery-error.ts';
import { userIdOf } from './fallback-targets.ts';
import { channelOf, directTo } from './target.ts';

/** Posts notices on Discord unprompted: in a channel, or in a direct message. */
export function createNotices(api: DiscordApi): Notices {
  return {
    async tell(to, text, signal, actions = []) {
      const key = randomUUID();
      const target =
        'member' in to ? directTo(api, userIdOf(to), key) : channelOf(api, to.channel, key, undefined);
      try {
        const message = { content: cut(escapeMarkdown(text), MAX_CONTENT) };
        // The person who gets a notice with buttons may press them, and pays for nothing by that.
        const buttons =
          'member' in to
            ? buttonsFor(actions, { member: to.member, tenant: personalTenant(userIdOf(to)) }, 'en')
            : [];
        await target.first({ ...message, ...(buttons.length > 0 && { buttons }) }, signal);
      } catch (error) {
        throw asDeliveryError(refusalOf(error), 'Discord refused a notice');
      }
    },
  };
}
