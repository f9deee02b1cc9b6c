import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { webWordsOf } from '../../../src/bots/web/text/words.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { describe } from '../../../src/commands/framework/describe.ts';
import { LOCALES } from '../../../src/core/model/locale.ts';
import type { Exhibit, Section } from '../exhibit.ts';
import { asHtml, type Html, html, jsonHtml } from '../html.ts';
import { sampleSound } from '../sample/sound.ts';
import { playgroundParts } from './modules.ts';
import type { SlotContext } from './slot.ts';

/** Puts all sections on one page that needs no other file. */
export async function galleryPage(sections: readonly Section[]): Promise<string> {
  const style = await readFile(join(import.meta.dirname, 'gallery.css'), 'utf8');
  const { styles, importMap, drawSlots, icon } = await playgroundParts();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gallery</title>
<link rel="icon" href="${icon}">
${styles}<style>${asHtml(style)}</style>
${importMap}
</head>
<body class="gallery">
<nav aria-label="Sections"><h1>Gallery</h1>${CHOICES}${sections.map(
    ({ id, title, exhibits }) => html`<a href="#${id}">${title}<small>${exhibits.length}</small></a>`,
  )}</nav>
<main class="rooms">${sections.map(sectionHtml)}</main>
<script type="application/json" id="contexts">${jsonHtml(contexts())}</script>
<script type="text/plain" id="sound">${sampleSound()}</script>
<script>${CHOOSE}</script>
${drawSlots}
</body>
</html>
`.text;
}

function sectionHtml({ id, title, about, exhibits }: Section): Html {
  return html`<section id="${id}"><h2>${title}</h2><p>${about}</p>${exhibits.map((one) => exhibitHtml(id, one))}</section>`;
}

function exhibitHtml(section: string, { name, panels }: Exhibit): Html {
  const anchor = `${section}/${name}`.replaceAll(/[^\p{L}\p{N}./-]+/gu, '-');
  return html`<article class="exhibit" id="${anchor}" data-name="${name}"><h3><a href="#${anchor}">${name}</a></h3>${LOCALES.map(
    (locale) =>
      html`<div lang="${locale}">${panels[locale].map(
        ({ where, body }) => html`<div class="panel" data-where="${where}">${body}</div>`,
      )}</div>`,
  )}</article>
`;
}

function contexts(): Readonly<Record<string, SlotContext>> {
  return Object.fromEntries(
    LOCALES.map((locale) => [locale, { words: webWordsOf(locale), commands: describe(COMMANDS, locale) }]),
  );
}

const CHOICES = html`<fieldset data-choice="scheme">${['system', 'light', 'dark'].map((one) => choice('scheme', one))}</fieldset>
<fieldset data-choice="where">${['all', 'Web', 'Discord', 'Slack'].map((one) => choice('where', one))}</fieldset>`;

function choice(name: string, value: string): Html {
  const checked = value === 'system' || value === 'all' ? asHtml(' checked') : undefined;
  return html`<label><input type="radio" name="${name}" value="${value}"${checked}> ${value}</label>`;
}

/** Chooses the colors and platforms to show. */
const CHOOSE = asHtml(`addEventListener('change', ({ target }) => {
  const place = target.name === 'scheme' ? document.documentElement : document.querySelector('.rooms');
  place.dataset[target.name] = target.value;
});`);
