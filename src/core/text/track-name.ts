import type { Locale } from '../model/locale.ts';
import { soundWords as english } from './en/sounds.ts';
import { translate } from './words.ts';

type Known = keyof typeof english;

/** Returns a track's name for people. A name AudioPod doesn't document stays as it is. */
export function trackName(locale: Locale, name: string): string {
  const key = `sound.${name.toLowerCase()}`;
  return isKnown(key) ? translate(locale, key) : name.replaceAll('_', ' ');
}

function isKnown(key: string): key is Known {
  return Object.hasOwn(english, key);
}
