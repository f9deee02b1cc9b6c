import { toWav } from '../sandbox/audio/pcm.ts';

const RATE_HZ = 44_100;
const BEAT_SECONDS = 60 / 104;
const BAR_SECONDS = 4 * BEAT_SECONDS;
const BARS = 12;

/** The bass of each bar, and the three notes above it, in Hz: A minor, F, C and G. */
const CHORDS = [
  { bass: 55, notes: [220, 262, 330] },
  { bass: 43.65, notes: [175, 220, 262] },
  { bass: 65.41, notes: [262, 330, 392] },
  { bass: 49, notes: [196, 247, 294] },
] as const;

/** The tune of one bar, as factors on its lowest note; 0 is a rest. */
const TUNE = [2, 2.25, 2.4, 0, 3, 2.4, 2, 0] as const;

/** The volume of each part in each bar, so that every stem has its own shape. */
const LOUDNESS = {
  voice: [0, 0, 0.7, 0.8, 0.9, 0, 0.75, 0.85, 1, 1, 0.6, 0],
  drums: [0.35, 0.5, 0.8, 0.8, 0.9, 0.4, 0.9, 0.9, 1, 1, 0.7, 0.3],
  bass: [0, 0.6, 0.7, 0.7, 0.8, 0.8, 0.7, 0.8, 0.9, 0.9, 0.8, 0.5],
  keys: [0.8, 0.7, 0.3, 0.3, 0.4, 1, 0.3, 0.4, 0.6, 0.6, 0.9, 1],
} as const;

/** Composes a short song as mono WAV: a voice, drums, bass and keys, in ranges that filters can separate. */
export function composeSong(): Buffer {
  const samples = new Int16Array(Math.round(BARS * BAR_SECONDS * RATE_HZ));
  let seed = 1;
  const noise = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 1_073_741_823.5 - 1;
  };
  for (let index = 0; index < samples.length; index += 1) {
    const seconds = index / RATE_HZ;
    const bar = Math.floor(seconds / BAR_SECONDS);
    const { voice = 0, drums = 0, bass = 0, keys = 0 } = loudnessOf(bar);
    const mixed =
      voice * voiceAt(seconds, bar) +
      drums * drumsAt(seconds, noise()) +
      bass * bassAt(seconds, bar) +
      keys * keysAt(seconds, bar);
    samples[index] = Math.round(32_767 * Math.tanh(mixed));
  }
  return toWav(samples, RATE_HZ);
}

function loudnessOf(bar: number) {
  const { voice, drums, bass, keys } = LOUDNESS;
  return { voice: voice[bar], drums: drums[bar], bass: bass[bar], keys: keys[bar] };
}

const wave = (hertz: number, seconds: number) => Math.sin(2 * Math.PI * hertz * seconds);
/** Returns the position of a moment in a repeating span, from 0 to 1. */
const within = (seconds: number, span: number) => (seconds % span) / span;
const chordOf = (bar: number) => CHORDS[bar % CHORDS.length] ?? CHORDS[0];

function voiceAt(seconds: number, bar: number): number {
  const at = within(seconds, BAR_SECONDS) * TUNE.length;
  const step = TUNE[Math.floor(at)] ?? 0;
  const hertz = chordOf(bar).notes[0] * step;
  const swell = Math.sin(Math.PI * (at % 1)) ** 0.6;
  return step === 0 ? 0 : 0.4 * swell * (wave(hertz, seconds) + 0.3 * wave(2 * hertz, seconds));
}

function drumsAt(seconds: number, noise: number): number {
  const kick = wave(58, seconds) * Math.exp(-9 * within(seconds, BEAT_SECONDS));
  const snare = noise * Math.exp(-14 * within(seconds + BEAT_SECONDS, 2 * BEAT_SECONDS));
  const hat = noise * Math.exp(-20 * within(seconds + BEAT_SECONDS / 2, BEAT_SECONDS));
  return 0.5 * kick + 0.3 * snare + 0.15 * hat;
}

function bassAt(seconds: number, bar: number): number {
  return 0.35 * wave(chordOf(bar).bass, seconds) * Math.exp(-1.5 * within(seconds, BEAT_SECONDS));
}

function keysAt(seconds: number, bar: number): number {
  const struck = Math.exp(-2.5 * within(seconds, BAR_SECONDS / 2));
  return chordOf(bar).notes.reduce((sum, hertz) => sum + 0.13 * struck * wave(6 * hertz, seconds), 0);
}
