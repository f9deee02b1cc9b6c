import { commandJson } from '../../../src/bots/discord/commands/command-json.ts';
import { slackManifest } from '../../../src/bots/slack/manifest.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { describe } from '../../../src/commands/framework/describe.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { slot } from '../draw/web.ts';
import { type Exhibit, exhibit, type Panel, type Section } from '../exhibit.ts';
import { type Html, html } from '../html.ts';

/** The parts of a Discord command, an option or a choice that people read. */
interface Entry {
  readonly type?: number;
  readonly name: string;
  readonly name_localizations?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly description_localizations?: Readonly<Record<string, string>>;
  readonly required?: boolean;
  readonly options?: readonly Entry[];
  readonly choices?: readonly Entry[];
}

const MESSAGE_MENU = 3;
/** Input for the page's menu: a typed line, or a file. */
const TYPED: readonly string[] = [
  '/',
  '/music ',
  '/tts ',
  '/stems mode:',
  '/transcribe private:',
  'Hello there',
];

/** Shows the suggestions while people type, and those in the menu of a message. */
export async function menus(): Promise<Section> {
  // The JSON has Discord's own types; only the visible parts matter for the gallery.
  const entries = commandJson((locale) => describe(COMMANDS, locale), {
    server: true,
    person: true,
  }) as readonly Entry[];
  const shown: Exhibit[] = [];
  for (const entry of entries)
    shown.push(await exhibit(nameOf(entry), (locale) => [discordMenu(entry, locale)]));
  for (const line of TYPED) {
    shown.push(
      await exhibit(`typed: ${line}`, (locale) => [slot(locale, { kind: 'menu', line, attachments: [] })]),
    );
  }
  shown.push(
    await exhibit('attached: a song', (locale) => [
      slot(locale, { kind: 'menu', line: '', attachments: ['a.mp3'] }),
    ]),
    await exhibit('attached: a text', (locale) => [
      slot(locale, { kind: 'menu', line: '', attachments: ['a.txt'] }),
    ]),
    await exhibit('Slack app', (locale) => [slackMenu(locale)]),
  );
  return {
    id: 'menus',
    title: 'Menus',
    about:
      'Commands, options and choices, as Discord’s menu, the page’s menu and Slack’s app settings show them.',
    exhibits: shown,
  };
}

function nameOf({ name, type }: Entry): string {
  return type === MESSAGE_MENU ? `message menu: ${name}` : `/${name}`;
}

function discordMenu(entry: Entry, locale: Locale): Panel {
  return { where: 'Discord', body: html`<table class="plain">${rowsOf(entry, locale, '')}</table>` };
}

function rowsOf(entry: Entry, locale: Locale, before: string): readonly Html[] {
  const { choices = [], options = [], required } = entry;
  const name = `${before}${entry.name_localizations?.[locale === 'en' ? 'en-US' : locale] ?? entry.name}`;
  const description =
    entry.description_localizations?.[locale === 'en' ? 'en-US' : locale] ?? entry.description;
  const labels = choices.map(
    (choice) => choice.name_localizations?.[locale === 'en' ? 'en-US' : locale] ?? choice.name,
  );
  return [
    html`<tr><td><code>${name}</code>${required === true ? ' *' : ''}</td><td>${description}${
      labels.length === 0 ? undefined : html`<br><small>${labels.join(' · ')}</small>`
    }</td></tr>`,
    ...options.flatMap((option) => rowsOf(option, locale, `${name} `)),
  ];
}

function slackMenu(locale: Locale): Panel {
  const manifest = slackManifest(describe(COMMANDS, locale), { mode: 'socket' }) as unknown as SlackManifest;
  const { shortcuts, slash_commands: commands } = manifest.features;
  const rows = [...commands.map((one) => ({ ...one, name: one.command })), ...shortcuts];
  return {
    where: 'Slack',
    body: html`<p>${manifest.display_information.description}</p><table class="plain">${rows.map(
      ({ name, description, usage_hint: hint }) =>
        html`<tr><td><code>${name}</code></td><td>${description}<br><small>${hint}</small></td></tr>`,
    )}</table>`,
  };
}

/** The parts of the manifest that people read. */
interface SlackManifest {
  readonly display_information: { readonly description: string };
  readonly features: {
    readonly shortcuts: readonly SlackEntry[];
    readonly slash_commands: readonly (SlackEntry & { readonly command: string })[];
  };
}

interface SlackEntry {
  readonly name: string;
  readonly description: string;
  readonly usage_hint?: string;
}
