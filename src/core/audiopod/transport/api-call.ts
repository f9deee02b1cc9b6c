import type { FormData } from 'undici';
import { AudioPodError } from './audiopod-error.ts';

/** The body of a POST: a form whose files are streamed from disk, a form of plain fields, or JSON as text. */
export type ApiBody = FormData | URLSearchParams | string;

/** One request to AudioPod, without host, key or encoding. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Under `/api/v1`, such as `/stem-extraction/status/{id}`. Also its name in logs and metrics. */
  readonly route: string;
  /** Replace the `{…}` in the route. */
  readonly values?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Called for each attempt, because a stream can be read only once. */
  readonly body?: () => ApiBody | Promise<ApiBody>;
  /**
   * Whether it may cost money or take effect twice: never sent again unless the first try provably had no
   * effect.
   */
  readonly charged: boolean;
  /** The `Accept` header. Default JSON. */
  readonly accept?: string | undefined;
  /** The longest response that is read. Default 8 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  /** For the whole call, including waits. Default 4 minutes. */
  readonly deadlineMs?: number;
}

/**
 * Returns the path and query of a call. Each value becomes exactly one path segment.
 *
 * @throws {AudioPodError} `audiopod-rejected` for a value that cannot be one: empty, `.` or `..`.
 */
export function pathOf(call: ApiCall): string {
  const path = call.route.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = (call.values?.[name] ?? '').toWellFormed();
    if (value === '' || value === '.' || value === '..') {
      throw new AudioPodError('audiopod-rejected', `${call.route} needs a usable ${name}`, {
        outcome: 'refused',
      });
    }
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(
    Object.entries(call.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return `/api/v1${path}${query.size === 0 ? '' : `?${query}`}`;
}
