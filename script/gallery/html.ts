/** Markup that is safe to put into the page as it is. Made by {@link html} only. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What fits into a gap of {@link html}. */
export type Part = Html | string | number | undefined | readonly Part[];

/** Makes markup. Whatever stands in a gap is escaped, unless it is markup itself. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(pieces.map((piece, index) => piece + textOf(parts[index])).join(''));
}

/** Markup that was written elsewhere, such as a style sheet of the page. */
export function asHtml(text: string): Html {
  return new Html(text);
}

/** JSON that may stand inside a script element. */
export function jsonHtml(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return String(part).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
