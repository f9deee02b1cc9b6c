import { shorten } from '../../core/model/shorten.ts';

/** Emoji as one sees them, such as a family, which joins several with signs that are invisible alone. */
const EMOJI = /\p{RGI_Emoji}/v;
/** UTF-16 units that are read for each character: an emoji of a family with skin tones has 19. */
const UNITS_OF_CHARACTER = 20;
const HIDDEN_OR_EMOJI = /\p{RGI_Emoji}|[\p{C}\s]+/gv;

/**
 * Returns the beginning of what a member typed, safe to quote in a reply: one line, no control or direction
 * characters, no split characters, `…` where it was cut. Anything that looks like a key is left out.
 */
export function excerpt(given: string, maxCharacters = 40): string {
  // Cut first, because a line may be very long.
  const line = given
    .slice(0, maxCharacters * UNITS_OF_CHARACTER + 1)
    .replace(/ap_[\x21-\x7e]{4,}/gi, 'ap_…')
    .replace(HIDDEN_OR_EMOJI, (found) => (EMOJI.test(found) ? found : ' '))
    .trim();
  return shorten(line, maxCharacters);
}
