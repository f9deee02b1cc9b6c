import type { Locale } from '../../core/model/locale.ts';
import { ASSETS_PATH } from './page-assets.ts';
import { type WebWordKey, webWord } from './text/words.ts';

/** The frame of the page; everything inside is built by the script. */
export function pageShell(locale: Locale): string {
  return shell(
    locale,
    `<script type="module" src="${ASSETS_PATH}/app.ts"></script>`,
    `<noscript><p class="notice">${word(locale, 'page.needsScript')}</p></noscript><div id="app"></div>`,
  );
}

/** The page that asks for the token, or says why it was not let in. */
export function loginShell(locale: Locale, problem?: 'login.wrong' | 'login.tooMany'): string {
  const note =
    problem === undefined ? '' : `<p class="login-problem" role="alert">${word(locale, problem)}</p>`;
  return shell(
    locale,
    '',
    `<main class="login"><form method="post" action="/playground/login">
<h1>${word(locale, 'login.title')}</h1>
<p>${word(locale, 'login.lead')}</p>
<label for="token">${word(locale, 'login.label')}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
${note}<button type="submit" class="primary">${word(locale, 'login.submit')}</button>
</form></main>`,
  );
}

/** The page that tells the operator to set a token. */
export function unprotectedShell(locale: Locale): string {
  return shell(
    locale,
    '',
    `<main class="login"><p class="notice">${word(locale, 'login.unprotected')}</p></main>`,
  );
}

function shell(locale: Locale, head: string, body: string): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${word(locale, 'page.title')}</title>
<link rel="icon" href="${ASSETS_PATH}/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${ASSETS_PATH}/theme.css">
<link rel="stylesheet" href="${ASSETS_PATH}/layout.css">
<link rel="stylesheet" href="${ASSETS_PATH}/composer.css">
<link rel="stylesheet" href="${ASSETS_PATH}/card.css">
${head}
</head>
<body>${body}</body>
</html>
`;
}

function word(locale: Locale, key: WebWordKey): string {
  return webWord(locale, key).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
