import { LOCALES, type Locale } from '../../src/core/model/locale.ts';
import type { Html } from './html.ts';

/** JSON that a platform is sent, and as what. */
export interface Sent {
  readonly as:
    | `discord-${'message' | 'voice' | 'form'}`
    | `slack-${'message' | 'message-with-files' | 'form' | 'home'}`;
  readonly body: unknown;
}

/** One thing as one platform shows it. */
export interface Panel {
  /** What the platform is sent for it; absent where nothing is sent as it is shown. */
  readonly sent?: readonly Sent[];
  readonly where: 'Web' | 'Discord' | 'Slack' | 'Text' | 'Picture';
  readonly body: Html;
}

/** One thing people read or see, in both languages. */
export interface Exhibit {
  /** A search term: a key, a code, a stage or a command line. Unique in its section. */
  readonly name: string;
  readonly panels: Readonly<Record<Locale, readonly Panel[]>>;
}

/** One part of the page, with an anchor. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** The content in one sentence. */
  readonly about: string;
  readonly exhibits: readonly Exhibit[];
}

/** Shows one thing in every language. */
export async function exhibit(
  name: string,
  draw: (locale: Locale) => readonly Panel[] | Promise<readonly Panel[]>,
): Promise<Exhibit> {
  const panels = { en: await draw('en'), 'zh-CN': await draw('zh-CN') } satisfies Record<Locale, unknown>;
  return { name, panels };
}

/** Shows many things, one after the other, under their names. */
export async function exhibits<Item>(
  items: Readonly<Record<string, Item>>,
  draw: (item: Item, locale: Locale, name: string) => readonly Panel[] | Promise<readonly Panel[]>,
): Promise<readonly Exhibit[]> {
  const shown: Exhibit[] = [];
  for (const [name, item] of Object.entries(items)) {
    shown.push(await exhibit(name, (locale) => draw(item, locale, name)));
  }
  return shown;
}

/** Returns all markup of an exhibit, for searching in it. */
export function markupOf({ panels }: Exhibit): string {
  return LOCALES.flatMap((locale) => panels[locale].map(({ body }) => body.text)).join('\n');
}
