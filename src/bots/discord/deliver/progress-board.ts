import type { Clock } from '../../../core/async/clock.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import { drawClosing, drawProgress } from '../draw/draw-progress.ts';
import { addressOf, readHandle } from '../payload/reply-handle.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { userIdOf } from './fallback-targets.ts';
import type { ProgressBoard } from './progress-pace.ts';
import { closingAtMs, isTokenUsable } from './token-life.ts';

const DEADLINE_MS = 8_000;

/** Shows progress in the reply to the interaction, or in the bot's reply to a mention. */
export function createProgressBoard(parts: {
  readonly api: DiscordApi;
  readonly keys: BoxKeys;
  readonly clock: Clock;
}): ProgressBoard {
  const { api, keys, clock } = parts;
  return {
    closesAtMs: (origin) => closingAtMs(readHandle(origin, keys)),
    async draw(origin, progress, isClosing) {
      const handle = readHandle(origin, keys);
      const signal = clock.timeout(DEADLINE_MS);
      // The buttons of a question outlive the reply's token, and a reply to them could not be shown.
      const isAsking = progress.actions.some(({ kind }) => kind === 'confirm');
      const status = handle.kind === 'interaction' ? handle.status : undefined;
      const named = status === undefined ? undefined : userIdOf(origin);
      const draw = isClosing && !isAsking ? drawClosing : drawProgress;
      const message = draw(progress, origin, named);
      // What the member alone may see is not drawn in public.
      if (origin.visibility === 'private' && (handle.kind === 'mention' || !handle.isEphemeral)) return;
      if (handle.kind === 'mention') await api.edit(origin.channel, handle.statusId, message, signal);
      else if (status?.by === 'bot') await api.edit(origin.channel, status.id, message, signal);
      else if (!isTokenUsable(handle, clock.now())) return;
      else if (status === undefined) await api.editOriginal(addressOf(handle), message, signal);
      else await api.editFollowUp(addressOf(handle), status.id, message, signal);
    },
  };
}
