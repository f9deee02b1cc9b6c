import type { Locale } from '../../../core/model/locale.ts';
import { type WebWordKey, webWord } from '../text/words.ts';
import { ASSETS_PATH, STYLES_PATH } from './paths.ts';

/** The pages that a login leads to. */
export const LOGIN_TARGETS = ['/', '/admin'] as const;
export type LoginTarget = (typeof LOGIN_TARGETS)[number];

/** Builds the document that loads the page's scripts. */
export function pageShell(locale: Locale, scripts: readonly string[]): string {
  const preloads = scripts.map((path) => `<link rel="modulepreload" href="${path}">`).join('\n');
  return shell(
    locale,
    `${preloads}
<script type="module" src="${ASSETS_PATH}/server/opened-session.ts"></script>
<script type="module" src="${ASSETS_PATH}/app.ts"></script>`,
    `<noscript><p class="notice">${text(locale, 'page.needsScript')}</p></noscript><div id="app"></div>`,
  );
}

/**
 * Builds the page that asks for the token, or says why it was rejected.
 *
 * @param to where the browser goes once it's right.
 */
export function loginShell(
  locale: Locale,
  problem?: 'login.wrong' | 'login.tooMany',
  to: LoginTarget = '/',
): string {
  const note =
    problem === undefined ? '' : `<p class="login-problem" role="alert">${text(locale, problem)}</p>`;
  return shell(
    locale,
    '',
    `<main class="login"><form method="post" action="/playground/login">
<h1>${text(locale, 'login.title')}</h1>
<p>${text(locale, 'login.lead')}</p>
<label for="token">${text(locale, 'login.label')}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<input type="hidden" name="to" value="${to}">
${note}<button type="submit" class="primary">${text(locale, 'login.submit')}</button>
</form></main>`,
  );
}

/** Builds the page that tells the bot owner to set a token. */
export function unprotectedShell(locale: Locale): string {
  return shell(
    locale,
    '',
    `<main class="login"><p class="notice">${text(locale, 'login.unprotected')}</p></main>`,
  );
}

function shell(locale: Locale, head: string, body: string): string {
  return documentOf({ locale, title: webWord(locale, 'page.title'), head, body });
}

/** Builds a document in the page's styles. `head` and `body` are markup, the title is text. */
export function documentOf(parts: {
  readonly locale: Locale;
  readonly title: string;
  readonly head: string;
  readonly body: string;
}): string {
  const { locale, title, head, body } = parts;
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="${ASSETS_PATH}/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${STYLES_PATH}">
${head}
</head>
<body>${body}</body>
</html>
`;
}

function text(locale: Locale, key: WebWordKey): string {
  return escaped(webWord(locale, key));
}

/** Returns a text as markup shows it. */
export function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
