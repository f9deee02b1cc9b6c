/** The parameters of a piece of band music. */
export interface Score {
  readonly beatsPerMinute: number;
  /** Volume of the drums, 0–1. */
  readonly drums: number;
  /** Semitones between consecutive notes of the tune. */
  readonly step: number;
  /** Volume of the overtones, 0–1. */
  readonly bite: number;
  /** Semitones the whole piece is transposed up, 0–11. */
  readonly key: number;
}

/** Two bars; then the music repeats. */
const PHRASE_BEATS = 8;

/** Half the usual rate of music: computing the samples is the expensive part, and no pitch needs more. */
const RATE_HZ = 22_050;

/** Frequency factor of a note `semitones` above the root. */
const above = (semitones: string) => `pow(2,(${semitones})/12)`;

/**
 * Returns an ffmpeg source that plays an endless band.
 *
 * One phrase is computed and repeated, so ten minutes cost little more than ten seconds. The tune leans left,
 * the chord right.
 */
export function bandSource({ beatsPerMinute, drums, step, bite, key }: Score): string {
  const beat = (60 / beatsPerMinute).toFixed(6);
  const samples = Math.round((PHRASE_BEATS * 60 * RATE_HZ) / beatsPerMinute);
  const rootHz = (220 * 2 ** (key / 12)).toFixed(3);
  const tune = (octave: number) =>
    `2*PI*${octave}*${rootHz}*${above(`mod(floor(t*2/${beat})*${step},12)`)}*t`;
  const lead = `(sin(${tune(2)})+${bite}*0.5*sin(${tune(4)})+${bite}*0.3*sin(${tune(6)}))*exp(-3*mod(t*2/${beat},1))`;
  const bass = `0.2*sin(2*PI*${rootHz}/4*${above(`mod(floor(t/(4*${beat}))*5,12)`)}*t)`;
  const chord = `0.05*(sin(2*PI*${rootHz}*1.5*t)+sin(2*PI*${rootHz}*1.2599*t))*(1+sin(2*PI*0.25*t))`;
  const kick = `${drums}*0.45*sin(2*PI*55*t)*exp(-18*mod(t,${beat}))`;
  const hihat = `${drums}*0.12*(random(0)*2-1)*exp(-50*mod(t+${beat}/2,${beat}))`;
  // Computes each part once and then mixes it, instead of once per channel.
  const players = [lead, `${bass}+${kick}+${hihat}`, chord].join('|');
  const source = `aevalsrc='${players}':c=3.0:s=${RATE_HZ}:d=${(samples / RATE_HZ).toFixed(6)}`;
  return `${source},aloop=loop=-1:size=${samples},pan=stereo|c0=0.16*c0+c1|c1=0.08*c0+c1+c2`;
}
