import type { Clock } from '../../core/async/clock.ts';
import { BotError } from '../../core/model/errors.ts';
import type { DeliveryAdapter, PostLimits } from '../../core/ports/delivery.ts';
import type { Audience } from './audience.ts';
import type { PostArchive } from './post-archive.ts';
import type { ProgressBoard } from './progress-board.ts';

const MIB = 1024 * 1024;

/** The page has no limits of its own; these keep one outcome within what a disk and a browser bear well. */
const LIMITS: PostLimits = {
  maxFileBytes: 100 * MIB,
  maxFilesPerPost: 12,
  maxPostBytes: 1200 * MIB,
};

/**
 * The adapter of the playground: a post is kept on disk, where pages find it now or after a restart, and whoever
 * is looking is told. Delivery can therefore only fail for want of disk.
 */
export function createWebDelivery(parts: {
  readonly archive: PostArchive;
  readonly board: ProgressBoard;
  readonly audience: Audience;
  readonly clock: Clock;
}): DeliveryAdapter {
  const { archive, board, audience, clock } = parts;
  return {
    limits: () => LIMITS,
    prove: async () => {},
    progress(_origin, progress) {
      board.put(progress);
      audience.changed(progress.jobId);
    },
    async post(_origin, post, signal) {
      signal.throwIfAborted();
      try {
        const kept = await archive.keep(post, clock.now());
        board.clear(post.jobId);
        audience.changed(post.jobId);
        return kept.id;
      } catch (error) {
        throw new BotError('delivery-failed', 'A post could not be kept on disk', { cause: error });
      }
    },
  };
}
