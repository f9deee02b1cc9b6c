import path from 'node:path';
import { bandSource } from '../audio/compose.ts';
import { inputArgs, type RunFfmpeg } from '../audio/run-ffmpeg.ts';
import { speak } from '../audio/speak.ts';
import type { Output } from '../jobs/job.ts';
import { INPUT_NAME } from '../jobs/job-order.ts';
import type { MusicDetails, MusicFormat } from './read-order.ts';

/** How each format is encoded. MP3 quality does not matter, so the fastest setting is used. */
const ENCODERS: Readonly<Record<MusicFormat, { contentType: string; args: readonly string[] }>> = {
  flac: { contentType: 'audio/flac', args: ['-c:a', 'flac', '-sample_fmt', 's16'] },
  wav: { contentType: 'audio/wav', args: ['-c:a', 'pcm_s16le'] },
  mp3: { contentType: 'audio/mpeg', args: ['-c:a', 'libmp3lame', '-b:a', '128k', '-compression_level', '9'] },
  ogg: { contentType: 'audio/ogg', args: ['-c:a', 'libvorbis'] },
};

/** The format everything is mixed in. */
const FORM = 'aformat=sample_fmts=fltp:sample_rates=44100:channel_layouts=stereo';

/**
 * ffmpeg's vibrato does not clear its memory, so its first ten milliseconds vary. They are put in front and cut
 * off again, so that the same order sounds the same.
 */
const VIBRATO = 'adelay=20:all=1,vibrato=f=5.5:d=0.4,atrim=start=0.02,asetpts=N/SR/TB';

/** The singing and rapping voices and the effects that make them sound so. */
const SINGERS = {
  sung: { flite: { base: 'slt', pitch: 1.15 }, filter: `${VIBRATO},aecho=0.8:0.7:70:0.3` },
  rapped: { flite: { base: 'rms', pitch: 1 }, filter: 'acompressor=threshold=0.1:ratio=4:makeup=2' },
} as const;

/** One input of the mix. */
interface Part {
  readonly input: readonly string[];
  readonly filter: string;
}

/** Composes the ordered piece, exactly as long as ordered, in its own format and as MP3. */
export async function makeMusic(
  run: RunFfmpeg,
  details: MusicDetails,
  dir: string,
  signal: AbortSignal,
): Promise<readonly Output[]> {
  const heard = [
    ...(await uploadedPart(run, details, dir, signal)),
    ...(details.task.parts.band ? [bandPart(details)] : []),
    ...(await voicePart(details, dir, signal)),
  ];
  // Lyrics of structure marks only leave nothing to sing.
  const parts = heard.length > 0 ? heard : [bandPart(details)];
  const formats = [...new Set<MusicFormat>([details.format, 'mp3'])];
  const length = ['-t', (details.durationMs / 1000).toFixed(3)];
  const outputs = formats.map((format) => ({
    name: format,
    fileName: `music.${format}`,
    path: path.join(dir, `music.${format}`),
    contentType: ENCODERS[format].contentType,
  }));
  await run(
    [
      ...parts.flatMap(({ input }) => input),
      '-filter_complex',
      mixGraph(parts, formats.length),
      ...outputs.flatMap((output, index) => {
        const { args } = ENCODERS[formats[index] ?? 'mp3'];
        return ['-map', `[out${index}]`, ...length, ...args, output.path];
      }),
    ],
    signal,
  );
  return outputs;
}

function mixGraph(parts: readonly Part[], outputs: number): string {
  const heard = parts.map(({ filter }, index) => `[${index}:a:0]${filter},${FORM}[part${index}]`);
  const names = parts.map((_, index) => `[part${index}]`).join('');
  const ends = Array.from({ length: outputs }, (_, index) => `[out${index}]`).join('');
  const mix = `${names}amix=inputs=${parts.length}:normalize=0,alimiter=limit=0.9:level=0,asplit=${outputs}${ends}`;
  return [...heard, mix].join(';');
}

/** Decodes the audio that remixes and continuations start from, because not every container can be looped. */
async function uploadedPart(
  run: RunFfmpeg,
  { source, durationMs, task }: MusicDetails,
  dir: string,
  signal: AbortSignal,
): Promise<readonly Part[]> {
  if (source === undefined) return [];
  const wavPath = path.join(dir, 'uploaded.wav');
  const decode = ['-map', '0:a:0', '-t', String(durationMs / 1000), '-c:a', 'pcm_s16le', wavPath];
  await run([...inputArgs(path.join(dir, INPUT_NAME)), ...decode], signal);
  const filter = task.parts.band ? 'flanger,volume=0.8' : 'aecho=0.8:0.6:180:0.3,volume=0.6';
  return [{ input: repeated(wavPath), filter }];
}

function bandPart({ genre, prompt, seed, source }: MusicDetails): Part {
  const tempo = Number(/\b(\d{2,3}) ?bpm\b/i.exec(prompt)?.[1] ?? genre.beatsPerMinute);
  const beatsPerMinute = Math.max(40, Math.min(240, tempo));
  const score = { ...genre, beatsPerMinute, key: seed % 12 };
  return { input: ['-f', 'lavfi', '-i', bandSource(score)], filter: `volume=${source ? 0.4 : 1}` };
}

async function voicePart(
  { task, lyrics, durationMs }: MusicDetails,
  dir: string,
  signal: AbortSignal,
): Promise<readonly Part[]> {
  const { voice } = task.parts;
  const words = singable(lyrics, durationMs);
  if (voice === undefined || words === '') return [];
  const wavPath = path.join(dir, 'voice.wav');
  const { flite, filter } = SINGERS[voice];
  const spokenMs = await speak({ text: words, voice: flite, speed: 1, wavPath }, signal);
  // Looping audio of almost no length would never end.
  if (spokenMs < 100) return [];
  return [{ input: repeated(wavPath), filter }];
}

/** Returns the lyrics without their structure marks, cut to what fits. */
function singable(lyrics: string, durationMs: number): string {
  const lines = lyrics
    .split('\n')
    .map((line) => line.replace(/\[[^[\]]*\]|^\s*(?:verse|chorus|bridge|intro|outro)\b[^:\n]*:/gi, ''));
  const fits = Math.ceil((durationMs / 1000) * 16);
  return [...lines.join('\n').trim()].slice(0, fits).join('').trim();
}

/** Returns ffmpeg arguments that loop a WAV file made by the sandbox. */
function repeated(wavPath: string): readonly string[] {
  return ['-stream_loop', '-1', ...inputArgs(wavPath)];
}
