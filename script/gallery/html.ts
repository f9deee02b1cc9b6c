/** Markup that is safe to insert into the page unchanged. Made by {@link html} only. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Values for a gap of {@link html}. */
export type Part = Html | string | number | undefined | readonly Part[];

/** Makes markup. Values in gaps are escaped, unless they are markup themselves. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(pieces.map((piece, index) => piece + textOf(parts[index])).join(''));
}

/** Marks text written elsewhere as safe markup, such as a style sheet of the page. */
export function asHtml(text: string): Html {
  return new Html(text);
}

/** Returns JSON that is safe inside a script element. */
export function jsonHtml(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return String(part).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
