/** What a page is filled in with, by the placeholder’s name: `{{operator}}`. */
export type Placeholders = Readonly<Record<string, string>>;

/**
 * Renders a page as HTML. Only what the pages under docs/ use of Markdown is known: headings, paragraphs, lists, tables,
 * bold text, code and links. Everything else is shown as typed.
 *
 * @throws {Error} for a placeholder without a value.
 */
export function renderPage(markdown: string, placeholders: Placeholders): string {
  const blocks = markdown.trim().split(/\n{2,}/);
  return blocks.map((block) => blockHtml(block, placeholders)).join('\n');
}

function blockHtml(block: string, placeholders: Placeholders): string {
  const lines = block.split('\n');
  const inline = (text: string): string => inlineHtml(text, placeholders);
  const heading = /^(#{1,3}) (.*)$/.exec(block);
  if (heading !== null) {
    const level = heading[1]?.length ?? 1;
    return `<h${level}>${inline(heading[2] ?? '')}</h${level}>`;
  }
  if (block.startsWith('- ')) {
    const items = block.slice(2).split(/\n- /);
    return `<ul>${items.map((item) => `<li>${inline(unwrapped(item))}</li>`).join('')}</ul>`;
  }
  if (block.startsWith('| ')) return tableHtml(lines, inline);
  return `<p>${inline(unwrapped(block))}</p>`;
}

function tableHtml([head = '', _rule, ...rows]: readonly string[], inline: (text: string) => string): string {
  const cellsOf = (line: string): readonly string[] =>
    line
      .replace(/^\| | \|$/g, '')
      .split(' | ')
      .map(inline);
  const row = (line: string, tag: 'td' | 'th'): string =>
    `<tr>${cellsOf(line)
      .map((cell) => `<${tag}>${cell}</${tag}>`)
      .join('')}</tr>`;
  const body = rows.map((line) => row(line, 'td')).join('');
  return `<div class="table"><table><thead>${row(head, 'th')}</thead><tbody>${body}</tbody></table></div>`;
}

function inlineHtml(text: string, placeholders: Placeholders): string {
  const filled = text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => {
    const value = placeholders[name];
    if (value === undefined) throw new Error(`The page needs a value for ${name}`);
    return value;
  });
  return escaped(filled)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\[([^[\]]+)\]\((\w{1,20})\.md\)/g, '<a href="/$2">$1</a>');
}

function unwrapped(text: string): string {
  return text.replace(/\n\s*/g, ' ');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
