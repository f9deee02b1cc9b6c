import type { Clock } from '../../../core/async/clock.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { DeliveryAdapter, PostLimits } from '../../../core/ports/delivery.ts';
import type { PostArchive } from '../files/post-archive.ts';
import type { OpenPages } from '../live/open-pages.ts';
import type { JobProgress } from './job-progress.ts';

const MIB = 1024 * 1024;

/** The page has no limits of its own; these keep one outcome within what a disk and a browser handle well. */
const LIMITS: PostLimits = {
  maxFileBytes: 100 * MIB,
  maxFilesPerPost: 12,
  maxPostBytes: 1200 * MIB,
};

/**
 * Creates the delivery adapter of the playground. A post is stored on disk, where pages find it now and after a
 * restart, and open pages are notified. Delivery can therefore fail only when the disk does.
 */
export function createWebDelivery(parts: {
  readonly archive: PostArchive;
  readonly progress: JobProgress;
  readonly openPages: OpenPages;
  /** Keeps what a job was made of, once it has a result. Never rejects. */
  readonly keepSource: (jobId: string) => Promise<void>;
  readonly clock: Clock;
}): DeliveryAdapter {
  const { archive, progress, openPages, keepSource, clock } = parts;
  return {
    limits: () => LIMITS,
    requireDeliverable: async () => {},
    progress(_origin, report) {
      progress.put(report);
      openPages.jobChanged(report.jobId);
    },
    async letGo(jobId, last) {
      if (last !== 'nothing') return;
      progress.clear(jobId);
      openPages.jobChanged(jobId);
    },
    async post(_origin, post, signal) {
      signal.throwIfAborted();
      try {
        if (post.files.length > 0) await keepSource(post.jobId);
        const kept = await archive.keep(post, clock.now());
        progress.clear(post.jobId);
        openPages.jobChanged(post.jobId);
        return kept.id;
      } catch (error) {
        throw new BotError('delivery-failed', 'A post could not be stored on disk', { cause: error });
      }
    },
  };
}
