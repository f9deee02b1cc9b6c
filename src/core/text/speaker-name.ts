import type { Locale } from '../model/locale.ts';
import { translate } from './words.ts';

/** AudioPod's label for a speaker whose name it doesn't know, counted from 0. */
const LABEL = /^SPEAKER_(\d+)$/;
const LABELS = /\bSPEAKER_\d+\b/g;

/** Returns a speaker's name for people: `Speaker 1` for `SPEAKER_00`. Other names stay. */
export function speakerName(locale: Locale, label: string): string {
  const [, digits] = LABEL.exec(label) ?? [];
  return digits === undefined ? label : translate(locale, 'job.speaker', { number: Number(digits) + 1 });
}

/** Returns a text with every speaker's label replaced by the name for people. */
export function withSpeakerNames(locale: Locale, text: string): string {
  return text.replace(LABELS, (label) => speakerName(locale, label));
}
