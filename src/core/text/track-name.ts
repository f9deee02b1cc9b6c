import type { Locale } from '../model/locale.ts';
import { soundWords as english } from './en/sounds.ts';
import { translate } from './words.ts';

type Known = keyof typeof english;

/** Returns a track's name for people. A name AudioPod doesn't document stays as it is. */
export function trackName(locale: Locale, name: string): string {
  const key = `sound.${name.toLowerCase()}`;
  return isKnown(key) ? translate(locale, key) : name.replaceAll('_', ' ');
}

/** Returns a track's name as it stands alone, as on a button or before its player. */
export function trackLabel(locale: Locale, name: string): string {
  return capitalized(trackName(locale, name));
}

/** Returns a name as a line begins with it. */
export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function isKnown(key: string): key is Known {
  return Object.hasOwn(english, key);
}
