import { BotError } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { missingPermissions, type Permission } from '../payload/permissions.ts';
import type { ReplyHandle } from '../payload/reply-handle.ts';
import { permissionsToPost } from './fallback-targets.ts';

/**
 * Returns the permissions that are missing to post a result. Replies to an interaction need only the one to
 * attach files. In a thread, however, the result of a long job is a message of the bot's own, and a mention
 * is always replied to by one.
 */
export function missingToDeliver(
  handle: Pick<ReplyHandle, 'kind' | 'isThread' | 'isMember' | 'permissions'>,
): readonly Permission[] {
  const wanted: readonly Permission[] =
    handle.kind === 'mention'
      ? permissionsToPost(handle)
      : ['attach', ...(handle.isThread && handle.isMember ? (['send-in-threads'] as const) : [])];
  return missingPermissions(BigInt(handle.permissions), wanted);
}

/**
 * Checks that a result can be posted.
 *
 * @throws {BotError} `cannot-deliver`, with the missing permissions as facts.
 */
export function requirePermissions(origin: Pick<Origin, 'visibility'>, handle: ReplyHandle): void {
  const missing = missingToDeliver(handle);
  if (missing.length === 0 || (handle.kind === 'mention' && origin.visibility === 'private')) return;
  throw new BotError('cannot-deliver', 'The bot lacks permissions in the channel', {
    facts: { rights: missing.join(', ') },
  });
}
