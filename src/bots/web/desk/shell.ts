import type { Locale } from '../../../core/model/locale.ts';
import { ASSETS_PATH, DESK_STYLES_PATH } from '../assets/paths.ts';
import { documentOf, escaped } from '../assets/shell.ts';
import { deskWordsOf } from './text/words.ts';

/** Where the desk is. */
export const DESK_PATH = '/admin';

/** Builds the document that loads the desk's scripts. */
export function deskShell(locale: Locale, scripts: readonly string[]): string {
  const words = deskWordsOf(locale);
  const preloads = scripts.map((path) => `<link rel="modulepreload" href="${path}">`).join('\n');
  return documentOf({
    locale,
    title: words['desk.title'],
    head: `<link rel="stylesheet" href="${DESK_STYLES_PATH}">
${preloads}
<script type="module" src="${ASSETS_PATH}/desk/app.ts"></script>`,
    body: `<noscript><p class="notice">${escaped(words['desk.needsScript'])}</p></noscript><div id="app"></div>`,
  });
}

/** Builds the page that asks for the owner's token, or says why it was rejected. */
export function ownerLoginShell(locale: Locale, problem?: 'owner.wrong' | 'owner.tooMany'): string {
  const words = deskWordsOf(locale);
  const note =
    problem === undefined ? '' : `<p class="login-problem" role="alert">${escaped(words[problem])}</p>`;
  return documentOf({
    locale,
    title: words['desk.title'],
    head: '',
    body: `<main class="login"><form method="post" action="${DESK_PATH}/login">
<h1>${escaped(words['owner.title'])}</h1>
<p>${escaped(words['owner.lead'])}</p>
<label for="token">${escaped(words['owner.label'])}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
${note}<button type="submit" class="primary">${escaped(words['owner.submit'])}</button>
</form></main>`,
  });
}

/** Builds the page that tells the bot owner to set a token. */
export function deskClosedShell(locale: Locale): string {
  const words = deskWordsOf(locale);
  return documentOf({
    locale,
    title: words['desk.title'],
    head: '',
    body: `<main class="login"><p class="notice">${escaped(words['owner.closed'])}</p></main>`,
  });
}
