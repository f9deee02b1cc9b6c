import { SPEECH_RATE_HZ } from './pcm.ts';

/** A comfortable reading pace for scripts with one or more syllables per character. */
export const NOTES_PER_SECOND = 4.5;

/** C major pentatonic over two octaves: any order of these notes sounds pleasant. */
const SCALE_HZ = [261.63, 293.66, 329.63, 392.0, 440.0, 523.25, 587.33, 659.25, 783.99, 880.0];

const LOUDNESS = 0.3 * 32_767;
const ATTACK_SECONDS = 0.01;

/**
 * Plays one note per character, chosen by its code point.
 *
 * Spaces and punctuation are rests of the same length. A text of rests only is played as notes.
 */
export function playMelody(characters: readonly string[], speed: number): Int16Array {
  const noteSamples = Math.round(SPEECH_RATE_HZ / NOTES_PER_SECOND / speed);
  const samples = new Int16Array(noteSamples * characters.length);
  const isRest = (character: string) => /^[\s\p{P}]*$/u.test(character);
  const onlyRests = characters.every(isRest);
  characters.forEach((character, index) => {
    if (isRest(character) && !onlyRests) return;
    const pitchHz = SCALE_HZ[(character.codePointAt(0) ?? 0) % SCALE_HZ.length] ?? 440;
    for (let n = 0; n < noteSamples; n++) samples[index * noteSamples + n] = noteAt(n, noteSamples, pitchHz);
  });
  return samples;
}

/** Returns one sample of a soft bell: a sine with some of its octave, a quick attack and a slow decay. */
function noteAt(n: number, noteSamples: number, pitchHz: number): number {
  const seconds = n / SPEECH_RATE_HZ;
  const envelope = Math.min(1, seconds / ATTACK_SECONDS) * (1 - n / noteSamples) ** 1.5;
  const phase = 2 * Math.PI * pitchHz * seconds;
  return Math.round(LOUDNESS * envelope * (Math.sin(phase) + 0.3 * Math.sin(2 * phase)));
}
