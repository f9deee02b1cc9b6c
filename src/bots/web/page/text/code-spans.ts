import { html, type TemplateResult } from 'lit-html';

/** Sets `` `commands` `` within a text as code. The style keeps line breaks. */
export function codeSpans(text: string): readonly (string | TemplateResult)[] {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 && part !== '' ? html`<code>${part}</code>` : part));
}
