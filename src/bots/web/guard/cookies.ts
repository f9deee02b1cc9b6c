import type { Request, Response } from 'express';

/** Reads one cookie of a request; values here are plain hexadecimal or base64url, so nothing is decoded. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Sets a cookie no script can read. `isSecure` marks it for https only, where the playground is served so. */
export function setCookie(
  response: Response,
  cookie: {
    readonly name: string;
    readonly value: string;
    readonly sameSite: 'strict' | 'lax';
    readonly isSecure: boolean;
    readonly maxAgeMs: number;
  },
): void {
  response.cookie(cookie.name, cookie.value, {
    httpOnly: true,
    sameSite: cookie.sameSite,
    secure: cookie.isSecure,
    path: '/',
    maxAge: cookie.maxAgeMs,
  });
}
