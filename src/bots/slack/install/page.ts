import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locale } from '../../../core/model/locale.ts';
import { say } from '../text/words.ts';

/** A page about the installation. Texts are plain. */
export interface InstallPage {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly points?: readonly string[];
  readonly button?: Link;
  readonly links?: readonly Link[];
}

/** A link, and where it leads. */
export interface Link {
  readonly text: string;
  readonly href: string;
}

/** Draws pages about the installation. */
export interface InstallPages {
  /** Returns the document. */
  draw(page: InstallPage, locale: Locale): string;
  /** The headers that forbid what these pages never do. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The colors and type of the playground, and the layout of these pages. */
const STYLES = ['../../web/page/styles/theme.css', './page.css'];

/** Reads the styles once, for all pages. */
export async function createInstallPages(): Promise<InstallPages> {
  const texts = await Promise.all(STYLES.map((path) => readFile(new URL(path, import.meta.url), 'utf8')));
  const style = texts.join('\n');
  const digest = createHash('sha256').update(style).digest('base64');
  return {
    draw: (page, locale) => draw(page, locale, style),
    headers: {
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'Content-Type': 'text/html; charset=utf-8',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      Vary: 'Accept-Language',
    },
  };
}

function draw(
  { title, paragraphs, points = [], button, links = [] }: InstallPage,
  locale: Locale,
  style: string,
) {
  const list = points.map((point) => `<li>${escaped(point)}</li>`).join('\n');
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(say(locale, 'slack.install.site'))}</title>
<style>${style}</style>
</head>
<body><main class="install">
<h1>${escaped(title)}</h1>
${paragraphs.map((paragraph) => `<p>${withCode(paragraph)}</p>`).join('\n')}
${list === '' ? '' : `<ul>\n${list}\n</ul>`}
${button === undefined ? '' : `<p>${anchor(button, 'primary')}</p>`}
${links.length === 0 ? '' : `<nav>${links.map((link) => anchor(link)).join('\n')}</nav>`}
</main></body>
</html>
`;
}

function anchor({ text, href }: Link, name?: string): string {
  return `<a${name === undefined ? '' : ` class="${name}"`} href="${escaped(href)}">${escaped(text)}</a>`;
}

/** Shows what stands between backticks as code, as everywhere in the bot’s texts. */
function withCode(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
