/** Slack's control characters as text: nothing in it pings, links or mentions (slack.dev, "Formatting text"). */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) =>
    character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;',
  );
}

/** What to make of `<address|label>`: `label` for text to be read aloud, `address` where a link is wanted. */
export type LinkReading = 'label' | 'address';

/** Finds the names of people who are mentioned without one. */
export type NameOf = (userId: string) => string | undefined;

const MARKUP = /<([@#!]?)([^<>|\s]+)(?:\|([^<>]*))?>/g;

/** The ids of people a text mentions without saying their names. */
export function unnamedMentions(text: string): readonly string[] {
  const ids = [...text.matchAll(MARKUP)]
    .filter(([, sign, , label]) => sign === '@' && (label ?? '') === '')
    .map(([, , id]) => id ?? '');
  return [...new Set(ids)];
}

/**
 * Turns what Slack sends into what the person typed: mentions, channels and links become words, and the three
 * escaped characters are read back, once.
 */
export function readText(text: string, links: LinkReading, nameOf: NameOf = () => undefined): string {
  const plain = text.replace(MARKUP, (whole: string, sign: string, target: string, label?: string) => {
    const named = label === undefined || label === '' ? undefined : label;
    if (sign === '@') return `@${named ?? nameOf(target) ?? target}`;
    if (sign === '#') return `#${named ?? target}`;
    if (sign === '!') return named ?? `@${target.split('^')[0] ?? target}`;
    // Anything else in angle brackets was written by a person, where Slack leaves them as they are.
    if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(target)) return whole;
    if (/^(?:mailto|tel):/i.test(target)) return named ?? target.replace(/^\w+:/, '');
    return links === 'address' ? target : (named ?? target);
  });
  return plain.replace(/&(amp|lt|gt);/g, (_whole, name: string) =>
    name === 'amp' ? '&' : name === 'lt' ? '<' : '>',
  );
}
