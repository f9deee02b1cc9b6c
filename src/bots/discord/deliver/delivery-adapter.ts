import type { Clock } from '../../../core/async/clock.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import { type DeliveryAdapter, isOneOfSeveral, type Post } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { buttonsFor } from '../draw/buttons.ts';
import { cutAtLine, MAX_CONTENT } from '../draw/cut.ts';
import { escapeMarkdown } from '../draw/escape.ts';
import { installLink } from '../draw/install-link.ts';
import { naming } from '../draw/mentions.ts';
import type { ButtonOwner } from '../payload/press-id.ts';
import { type ReplyHandle, readHandle } from '../payload/reply-handle.ts';
import { MAX_FILES } from '../payload/upload-limit.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { type DiscordRefusal, refusalOf } from '../rest/discord-refusal.ts';
import { say } from '../text/words.ts';
import { createAnnounce } from './announce.ts';
import { asDeliveryError, refusesEverywhere } from './delivery-error.ts';
import { fallbackTargets, userIdOf } from './fallback-targets.ts';
import { requirePermissions } from './missing-permissions.ts';
import type { ProgressPace } from './progress-pace.ts';
import type { ReplyOrder } from './reply-order.ts';
import type { SizeLimits } from './size-limits.ts';
import type { Target } from './target.ts';
import { closingAtMs } from './token-life.ts';
import { type Draft, writePost } from './write-post.ts';

/** Posts outcomes on Discord: in the reply while it can be edited, else in the next best target. */
export function createDeliveryAdapter(parts: {
  readonly api: DiscordApi;
  readonly pace: ProgressPace;
  readonly gate: ReplyOrder;
  readonly sizes: SizeLimits;
  readonly keys: BoxKeys;
  readonly clock: Clock;
  readonly log: Log;
}): DeliveryAdapter {
  const { api, pace, gate, sizes, keys, clock, log } = parts;

  /** @returns the message's id, or why this target failed. */
  const tryTarget = async (
    target: Target,
    draft: Draft,
    signal: AbortSignal,
  ): Promise<string | DiscordRefusal> => {
    try {
      return await writePost(target, draft, signal);
    } catch (error) {
      signal.throwIfAborted();
      return refusalOf(error);
    }
  };

  /** Removes what the message took the place of. Best effort: who posts the same again tries it again. */
  const retire = async (target: Target, signal: AbortSignal): Promise<void> => {
    await target
      .retire?.(signal)
      .catch((error: unknown) => log.info({ error: refusalOf(error) }, 'replaced-message-not-removed'));
  };

  const tooLarge = (handle: ReplyHandle, post: Post, file: string | undefined): BotError => {
    const largest = Math.max(0, ...post.files.map((file) => file.sizeBytes));
    if (sizes.lower(handle, largest)) {
      return new BotError('files-too-large-here', 'Discord’s file limit is lower than announced');
    }
    if (file === undefined || !isOneOfSeveral(post, file)) {
      return new BotError(
        'files-too-large-here',
        'Discord refuses the files even after they were made smaller',
      );
    }
    return new BotError('track-refused', 'Discord refuses one of the files', { facts: { file } });
  };

  return {
    limits: (origin) => sizes.of(origin, readHandle(origin, keys), clock.now()),
    async requireDeliverable(origin) {
      requirePermissions(origin, readHandle(origin, keys));
    },
    progress: (origin, progress, isHeld) => pace.show(origin, progress, isHeld),
    letGo: (jobId, last) => pace.letGo(jobId, last),
    announce: createAnnounce(parts),
    closesAtMs: (origin) => closingAtMs(readHandle(origin, keys)),
    async post(origin, post, signal) {
      const handle = readHandle(origin, keys);
      await gate.passed(handle.kind === 'interaction' ? handle.interactionId : handle.statusId, signal);
      await pace.finish(post.jobId);
      signal.throwIfAborted();
      const installed =
        handle.kind === 'interaction' ? { installLink: installLink(handle.applicationId, 'server') } : {};
      const draft = draftOf(post, { ...origin, ...installed });
      const { key, isRefusal = false } = post;
      const placing = { origin, handle, key, isRefusal, nowMs: clock.now() };
      let refusal: DiscordRefusal | undefined;
      for (const target of fallbackTargets(api, placing)) {
        const end = await tryTarget(target, addressed(draft, target.address, userIdOf(origin)), signal);
        if (typeof end === 'string') {
          await retire(target, signal);
          log.info({ job: post.jobId, place: target.name, files: draft.files.length }, 'posted');
          return end;
        }
        log.info({ job: post.jobId, place: target.name, error: end }, 'place-refused');
        if (end.trouble === 'too-large') throw tooLarge(handle, post, end.file);
        if (refusesEverywhere(end)) {
          throw asDeliveryError(end, `The ${target.name} message did not get through`);
        }
        // What admins can allow says more than that direct messages are closed.
        if (refusal?.trouble !== 'filtered') refusal = end;
      }
      throw refusal === undefined
        ? new BotError('cannot-deliver', 'There is no target for the message')
        : asDeliveryError(refusal, 'No target accepts the message');
    },
  };
}

/** Returns a message that names the member, and notifies them if it should. */
function addressed(draft: Draft, address: Target['address'], userId: string): Draft {
  if (address === undefined) return draft;
  return {
    ...draft,
    content: cutAtLine(naming(userId, draft.content), MAX_CONTENT),
    plainContent: naming(userId, draft.plainContent),
    ...(address === 'pinged' && { pings: [userId] }),
  };
}

/** Draws one message of an outcome within Discord's limits. */
export function draftOf(post: Post, origin: ButtonOwner & Pick<Origin, 'locale'>): Draft {
  // A post stored before the limit left room for the picture may be full; the tracks matter more.
  const picture = post.picture !== undefined && post.files.length < MAX_FILES ? [post.picture] : [];
  return {
    // The rest of a long transcript is in its file.
    content: cutAtLine(escapeMarkdown(post.text), MAX_CONTENT),
    plainContent: say(origin.locale, 'discord.plain'),
    buttons: buttonsFor(post.actions, origin, origin.locale),
    files: [...picture, ...post.files],
  };
}
