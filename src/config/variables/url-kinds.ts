import { z } from 'zod';
import { Secret } from '../../core/model/secret.ts';
import type { Kind } from './variable.ts';

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** True when a path can simply be appended: no password, no query, no fragment. */
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
    .transform((text) => write(new URL(text).href.replace(/\/+$/, '')));
}

const isWeb = (url: URL) => url.protocol === 'https:' || url.protocol === 'http:';

/** Where an http interface begins. Read without a slash at the end. */
export const apiBase: Kind<string> = {
  schema: webAddress(isWeb, (url) => url),
  expected: 'an http or https address without user, query or fragment',
};

/** The same with a slash at the end, as Slack's client wants it. */
export const apiBaseSlash: Kind<string> = {
  schema: webAddress(isWeb, (url) => `${url}/`),
  expected: apiBase.expected,
};

/** The same, but Discord's client adds the version itself. */
export const apiBaseUnversioned: Kind<string> = {
  schema: webAddress(
    (url) => isWeb(url) && !/\/v\d+\/*$/.test(url.pathname),
    (url) => url,
  ),
  expected: 'an http or https address that does not end in a version such as /v10',
};

/** An address the world can reach. */
export const publicAddress: Kind<string> = {
  schema: webAddress(
    (url) => url.protocol === 'https:',
    (url) => url,
  ),
  expected: 'an https address without user, query or fragment',
};

/** Where the database is. A secret, because it may hold a password. */
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
