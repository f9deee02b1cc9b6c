/** Markup of Slack that the app may write: links, channels and dates. */
const HARMLESS_TAG =
  /^(?:https?:\/\/[^\s|<>]+(?:\|[^<>]*)?|mailto:[^<>]+|#[CG][A-Z0-9]+(?:\|[^<>]*)?|!date\^[^<>]+)$/;

/**
 * Returns the faults of a text in Slack's markup, one phrase each.
 *
 * It must neither ping nor contain unescaped text of users (Slack, "Formatting message text: escaping").
 */
export function markupFaults(text: string): readonly string[] {
  const faults: string[] = [];
  for (const [, tag = ''] of text.matchAll(/<([^<>]*)>/g)) {
    if (/^!(?:channel|here|everyone|subteam\^)/.test(tag)) faults.push(`pings with <${tag}>`);
    else if (/^@[UW][A-Z0-9]+/.test(tag)) faults.push('pings somebody with <@…>');
    else if (!HARMLESS_TAG.test(tag)) faults.push('has an unescaped < or >');
  }
  // A line may begin with > as a quotation.
  const rest = text.replace(/<[^<>]*>/g, '').replace(/^(?:>\s?)+/gm, '');
  if (/[<>]/.test(rest)) faults.push('has an unescaped < or >');
  if (/&(?!amp;|lt;|gt;)/.test(text)) faults.push('has an unescaped &');
  if (/xox[abpr]-|xapp-/.test(text)) faults.push('shows a token');
  if (/\{\{/.test(text)) faults.push('has an unfilled placeholder');
  return [...new Set(faults)];
}
