import { z } from 'zod';
import { Secret } from '../../core/model/secret.ts';
import type { Kind } from './variable.ts';

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Whether a path can be appended to a URL: it has no password, query or fragment. */
function isPlain(url: URL): boolean {
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

function webAddress(accepts: (url: URL) => boolean, write: (withoutSlash: string) => string) {
  return z
    .string()
    .refine((text) => {
      const url = parse(text);
      return url !== undefined && isPlain(url) && accepts(url);
    })
    .transform((text) => write(new URL(text).href.replace(/(?<!\/)\/+$/, '')));
}

const isWeb = (url: URL) => url.protocol === 'https:' || url.protocol === 'http:';

/** The base URL of an HTTP API, read without a trailing slash. */
export const apiBase: Kind<string> = {
  schema: webAddress(isWeb, (url) => url),
  expected: 'an http or https address without user, query or fragment',
};

/** The same with a trailing slash, as Slack's client requires. */
export const apiBaseSlash: Kind<string> = {
  schema: webAddress(isWeb, (url) => `${url}/`),
  expected: apiBase.expected,
};

/** The same without a version, which Discord's client adds. */
export const apiBaseUnversioned: Kind<string> = {
  schema: webAddress(
    (url) => isWeb(url) && !/\/v\d+\/*$/.test(url.pathname),
    (url) => url,
  ),
  expected: 'an http or https address that does not end in a version such as /v10',
};

/** A publicly reachable URL. */
export const publicAddress: Kind<string> = {
  schema: webAddress(
    (url) => url.protocol === 'https:',
    (url) => url,
  ),
  expected: 'an https address without user, query or fragment',
};

/** A page for people. */
export const pageAddress: Kind<string> = {
  schema: webAddress(isWeb, (url) => url),
  expected: 'an http or https address without user, query or fragment',
};

/** The database's URL. A secret, because it may hold a password. */
export const storeUrl: Kind<{ readonly kind: 'sqlite' | 'postgres'; readonly url: Secret }> = {
  schema: z
    .string()
    .regex(/^sqlite:\/\/.+$|^postgres(ql)?:\/\/.+$/)
    .refine((text) => text.startsWith('sqlite:') || parse(text) !== undefined)
    .transform((text) => ({
      kind: text.startsWith('sqlite:') ? ('sqlite' as const) : ('postgres' as const),
      url: new Secret(text),
    })),
  expected: 'sqlite://<path> or postgres://<user>:<password>@<host>/<database>',
  isSecret: true,
};
