import type { Locale } from '../model/locale.ts';
import { soundWords as english } from './en/sounds.ts';
import { translate } from './words.ts';

type Known = keyof typeof english;

/** What a sound is called where people read it. One that AudioPod names otherwise than documented keeps that name. */
export function trackName(locale: Locale, name: string): string {
  const key = `sound.${name.toLowerCase()}`;
  return isKnown(key) ? translate(locale, key) : name.replaceAll('_', ' ');
}

function isKnown(key: string): key is Known {
  return Object.hasOwn(english, key);
}
