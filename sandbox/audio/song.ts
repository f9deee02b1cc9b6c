import type { RunFfmpeg } from './run-ffmpeg.ts';

/** Length of the song that represents the audio at any URL. */
export const SONG_MS = 20_000;

/** One phrase is computed and repeated, at the lowest rate that fits every pitch: computing is expensive. */
const PHRASE_SECONDS = 4;
const RATE_HZ = 22_050;

/** 120 beats per minute: a drum every half second, noise between beats, four bass notes, a wandering tune. */
const KICK = '0.5*sin(2*PI*55*t)*exp(-18*mod(t,0.5))';
const HIHAT = '0.15*(random(0)*2-1)*exp(-50*mod(t+0.25,0.5))';
const BASS = '0.2*sin(2*PI*55*pow(2,mod(floor(t/2)*5,12)/12)*t)';
const TUNE = '0.15*sin(2*PI*440*pow(2,mod(floor(t*2)*7,12)/12)*t)*exp(-3*mod(t,0.5))';
const CHORD = '0.06*sin(2*PI*1320*t)*(1+sin(2*PI*0.25*t))';

/** Writes a synthetic stereo song as WAV. The tune leans left, the chord right. */
export async function makeSong(run: RunFfmpeg, path: string, signal: AbortSignal): Promise<void> {
  const players = [TUNE, [KICK, HIHAT, BASS].join('+'), CHORD].join('|');
  const phrase = `aevalsrc='${players}':c=3.0:s=${RATE_HZ}:d=${PHRASE_SECONDS}`;
  const source = `${phrase},pan=stereo|c0=c0+c1|c1=0.5*c0+c1+c2`;
  const repeated = `${source},aloop=loop=-1:size=${RATE_HZ * PHRASE_SECONDS},atrim=end=${SONG_MS / 1000}`;
  await run(['-f', 'lavfi', '-i', repeated, '-ar', '44100', '-c:a', 'pcm_s16le', '-f', 'wav', path], signal);
}
