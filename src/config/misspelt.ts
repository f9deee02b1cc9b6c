import { distance } from 'fastest-levenshtein';
import { environmentShape } from './environment.ts';

const KNOWN = Object.keys(environmentShape.shape);

/** Names with these prefixes are meant for this bot, whatever follows. */
const OWN_PREFIXES = ['AUDIOPOD', 'PLAYGROUND'];

/**
 * Finds the variable that another name was probably meant to be: one spelled almost alike (`PLAYGROUD`), one
 * with a word too few or too many (`AUDIOPOD_KEY`, `DISCORD_BOT_TOKEN`), or the nearest of those that only
 * this bot has. Names of other programs must pass: `HOME` is near `HOST`, and `DISCORD_WEBHOOK_URL` is for
 * another bot.
 */
export function meantVariable(name: string): string | undefined {
  if (KNOWN.includes(name)) return undefined;
  const upper = name.toUpperCase();
  // Short names have too many innocent neighbors.
  const alike = KNOWN.find((known) => distance(upper, known) <= (known.length < 8 ? 1 : 2));
  if (alike !== undefined) return alike;
  const words = upper.split('_');
  if (!OWN_PREFIXES.some((prefix) => upper.startsWith(prefix))) {
    return nearest(
      words,
      KNOWN.filter((known) => isWordApart(words, known.split('_'))),
    );
  }
  const withoutPrefix = words.slice(1).join('_');
  if (KNOWN.includes(withoutPrefix)) return withoutPrefix;
  return nearest(
    words,
    KNOWN.filter((known) => upper.startsWith(known.split('_', 1)[0] ?? known)),
  );
}

/**
 * Whether one name is the other with words left out. The last word, which names the kind of value, must
 * match.
 */
function isWordApart(words: readonly string[], known: readonly string[]): boolean {
  if (known.length < 2 || words.length < 2 || words[0] !== known[0]) return false;
  if (words.every((word) => known.includes(word))) return true;
  return known.every((word) => words.includes(word)) && words.at(-1) === known.at(-1);
}

/**
 * Returns the name with most words in common; among equals, the first declared, which is the more usual one.
 */
function nearest(words: readonly string[], names: readonly string[]): string | undefined {
  const likeness = (name: string) => {
    const own = name.split('_');
    const shared = own.filter((word) => words.includes(word)).length;
    return shared + (own.at(-1) === words.at(-1) ? 0.5 : 0) + (own.length === words.length ? 0.25 : 0);
  };
  return names.toSorted((a, b) => likeness(b) - likeness(a))[0];
}
