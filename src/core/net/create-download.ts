import { lookup } from 'node:dns/promises';
import { rm } from 'node:fs/promises';
import { Agent } from 'undici';
import type { Clock } from '../async/clock.ts';
import { withDeadline } from '../async/deadline.ts';
import { doubling, retry } from '../async/retry.ts';
import { BotError } from '../model/errors.ts';
import { type Log, silentLog } from '../ports/log.ts';
import type { Download } from '../ports/provider.ts';
import { fetchToFile } from './fetch-to-file.ts';
import { guardedConnector, type ResolveHost } from './guarded-connector.ts';
import { trustHosts } from './trusted-hosts.ts';

/** Time limits of a download, in milliseconds. */
export interface DownloadTimes {
  readonly connectMs: number;
  /** Time without data after which a download counts as stuck. */
  readonly stallMs: number;
  /** Total time, including all tries. */
  readonly totalMs: number;
}

/** What a download needs. */
export interface DownloadOptions {
  /** `AUDIOPOD_BASE_URL`; its own host and port may be private and plain http, for the sandbox. */
  readonly apiBaseUrl: URL;
  /** `MEDIA_HOSTS`: further hosts the operator trusts, `host` or `host:port`. */
  readonly mediaHosts: readonly string[];
  readonly clock: Clock;
  readonly log?: Log;
  /** Returns a number from 0 to 1, for retry jitter. Default `Math.random`. */
  readonly random?: () => number;
  /** Default: the system's resolver. */
  readonly resolve?: ResolveHost;
  /** Default: 10 s to connect, 30 s without data, 15 min in total. */
  readonly times?: Partial<DownloadTimes>;
}

const TIMES: DownloadTimes = { connectMs: 10_000, stallMs: 30_000, totalMs: 15 * 60_000 };
const ATTEMPTS = 3;

/**
 * Creates the guarded download.
 *
 * It sends no key or other header of ours. A try that breaks off or gets no response is repeated from the
 * start, three tries in total. On failure the file is removed, even one that existed before. Disk errors
 * (ENOSPC and the like) are passed on unchanged.
 */
export function createDownload(options: DownloadOptions): Download {
  const { clock, log = silentLog, random = Math.random } = options;
  const times = { ...TIMES, ...options.times };
  const trusted = trustHosts(options.apiBaseUrl, options.mediaHosts);
  const dispatcher = new Agent({
    connect: guardedConnector({
      isTrusted: (origin) => trusted.has(origin),
      resolve: options.resolve ?? ((hostname) => lookup(hostname, { all: true })),
      connectTimeoutMs: times.connectMs,
    }),
    headersTimeout: times.stallMs,
    bodyTimeout: times.stallMs,
  });

  return async (url, toPath, { maxBytes, signal }) => {
    try {
      const deadline = {
        clock,
        durationMs: times.totalMs,
        signal,
        failure: (cause: Error) =>
          new BotError('result-unreachable', 'The download took too long', { cause }),
      };
      return await withDeadline(deadline, (bounded) =>
        retry(() => fetchToFile({ url, toPath, maxBytes, dispatcher, trusted, signal: bounded }), {
          attempts: ATTEMPTS,
          signal: bounded,
          isTransient,
          pauses: { clock, ms: doubling({ random }) },
          onRetry: ({ code, facts }, next) => log.warn({ code, facts, ...next }, 'download-retried'),
        }),
      );
    } catch (error) {
      await rm(toPath, { force: true });
      throw error;
    }
  };
}

function isTransient(error: unknown): error is BotError {
  return error instanceof BotError && (error.code === 'result-short' || error.code === 'result-unreachable');
}
