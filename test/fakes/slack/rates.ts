import type { Clock } from '../../../src/core/async/clock.ts';
import type { Method } from './method-arguments.ts';

/** Calls a minute, per method (Slack, "Web API rate limits: tiers"). Methods not named are not limited. */
const PER_MINUTE: Partial<Readonly<Record<Method, number>>> = {
  'chat.postEphemeral': 100,
  'files.info': 100,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'users.info': 100,
  'views.open': 100,
  'views.push': 100,
  'views.publish': 100,
  'views.update': 100,
  'chat.update': 50,
  'chat.delete': 50,
  'conversations.info': 50,
  'conversations.join': 50,
  'conversations.open': 50,
};

/** One message a second and channel; how many at once are let pass is not published. */
const POST_BURST = 4;

/** Counts calls. */
export interface Rates {
  /** How long the caller must wait, in whole seconds, or undefined when the call may pass. */
  over(method: Method, channelId: unknown): number | undefined;
}

/** Buckets that start full and fill evenly. */
export function createRates(clock: Clock): Rates {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return {
    over(method, channelId) {
      const post = method === 'chat.postMessage';
      const perMinute = post ? 60 : PER_MINUTE[method];
      if (perMinute === undefined) return undefined;
      const size = post ? POST_BURST : perMinute;
      const key = post ? `${method} ${String(channelId)}` : method;
      const bucket = buckets.get(key) ?? { left: size, atMs: clock.now() };
      const filled = ((clock.now() - bucket.atMs) / 60_000) * perMinute;
      bucket.left = Math.min(size, bucket.left + filled);
      bucket.atMs = clock.now();
      buckets.set(key, bucket);
      if (bucket.left < 1) return Math.max(1, Math.ceil(((1 - bucket.left) * 60) / perMinute));
      bucket.left -= 1;
      return undefined;
    },
  };
}
