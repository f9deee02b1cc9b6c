/** Markup of Slack that the app may write: links, channels and dates. */
const HARMLESS_TAG =
  /^(?:https?:\/\/[^\s|<>]+(?:\|[^<>]*)?|mailto:[^<>]+|#[CG][A-Z0-9]+(?:\|[^<>]*)?|!date\^[^<>]+)$/;

const MENTION = /^@([UW][A-Z0-9]+)$/;

/** Returns the ids of people a text mentions. In a new message each is a ping, in an edited one none. */
export function mentionsIn(text: string): readonly string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)>/g)].map(([, id = '']) => id);
}

/**
 * Returns the faults of a text in Slack's markup, one phrase each.
 *
 * It must neither ping, unless it `may`, nor contain unescaped text of users (Slack, "Formatting message text:
 * escaping").
 */
export function markupFaults(text: string, may?: 'pings'): readonly string[] {
  const faults: string[] = [];
  for (const [, tag = ''] of text.matchAll(/<([^<>]*)>/g)) {
    if (/^!(?:channel|here|everyone|subteam\^)/.test(tag)) faults.push(`pings with <${tag}>`);
    else if (MENTION.test(tag)) faults.push(...(may === 'pings' ? [] : ['pings somebody with <@…>']));
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
