import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runAll } from '../../async/run-all.ts';
import { BotError, toFailure } from '../../model/errors.ts';
import type { Job, Submission } from '../../model/job/job.ts';
import type { CollectedFile, EncodedTrack, Track } from '../../model/job/job-files.ts';
import type { Lane } from '../../ports/audio.ts';
import { trackName } from '../../text/track-name.ts';
import { isOfOneTrack } from '../context/good-part.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { uploadAhead } from '../deliver/upload-ahead.ts';
import { encodeTrack } from '../encode/encode-track.ts';
import type { Made } from '../encode/made.ts';
import { makeVoice } from '../encode/make-voice.ts';
import { openSource, type TrackSource } from './open-source.ts';
import { openTracks, type Tracks } from './open-tracks.ts';

type Needs = Pick<
  JobDependencies,
  'clock' | 'accounts' | 'audio' | 'download' | 'folders' | 'outages' | 'platform'
>;

/** A track ready to post, and what it was encoded from, as long as that is there. */
interface Ready extends EncodedTrack {
  readonly input?: CollectedFile;
}

/**
 * Downloads, verifies and encodes each track as it arrives. What each one has reached is saved, so that neither a
 * crash nor a retry repeats it; only the last one's encoding is saved with the outcome.
 *
 * A track that fails for a reason of its own stops no other. Then the failure is thrown, or, if the good part is to be
 * taken, the others are.
 */
export async function collectTracks(
  context: JobContext,
  needs: Needs,
  submissions: readonly [Submission, ...Submission[]],
): Promise<Made> {
  const { work, id } = context.job;
  const takesPart = work.stage === 'completed' && work.takesPart === true;
  const source = await openSource(context, needs, submissions);
  const tracks = await openTracks(context, needs, source.names);
  // Leftovers of a process that crashed half way, or of a result that was too large for its channel.
  if (!tracks.all.some(({ state }) => state === 'encoded')) await needs.folders.removeUndelivered(id);
  const failures: unknown[] = [];
  const ends = await runAll(tracks.all, context.signal, async (track, _index, signal) => {
    try {
      return await readyOf(context, needs, source, tracks, track, signal);
    } catch (error) {
      const failure = toFailure(error);
      if (signal.aborted || !isOfOneTrack(failure.code)) throw error;
      failures.push(error);
      if (takesPart) await tracks.reached({ state: 'missing', name: track.name, failure });
      return undefined;
    }
  });
  const ready = ends.filter((end) => end !== undefined);
  const missing = tracks.all.filter((track) => track.state === 'missing');
  const [lost] = missing;
  if (failures.length > 0 && !takesPart) throw failures[0];
  if (ready.length === 0 && lost !== undefined)
    throw new BotError(lost.failure.code, 'No track of the result is usable', { facts: lost.failure.facts });
  return {
    ...(await finish(context, needs, ready)),
    ...(missing.length === 0 ? {} : { missing: missing.map(({ name, failure }) => ({ name, failure })) }),
  };
}

/** Takes a track from where it is to where it can be posted; `undefined` if it was given up before. */
async function readyOf(
  context: JobContext,
  needs: Needs,
  source: TrackSource,
  tracks: Tracks,
  track: Track,
  signal: AbortSignal,
): Promise<Ready | undefined> {
  if (track.state === 'missing') return undefined;
  if (track.state === 'encoded') return track;
  const input = track.state === 'fetched' ? track : await source.fetch(track.name, signal);
  if (track.state === 'awaited') await tracks.reached({ ...input, state: 'fetched' });
  const encoded = await encodeTrack(context, needs, input, signal);
  const isLast = tracks.all.every(
    ({ name, state }) => name === track.name || state === 'encoded' || state === 'missing',
  );
  if (isLast) return { ...encoded, input };
  await tracks.reached({ ...encoded, state: 'encoded' });
  await rm(input.path, { force: true });
  await uploadAhead(context, needs, encoded.files, signal);
  return encoded;
}

/** Makes what belongs to all tracks together. */
async function finish(context: JobContext, needs: Needs, ready: readonly Ready[]): Promise<Made> {
  const { origin, id } = context.job;
  const folder = await needs.folders.undelivered(id);
  const [track, ...others] = ready;
  const lanes = ready.map(({ name, durationMs, files }) => ({
    name: trackName(origin.locale, name),
    durationMs,
    // A part without them would move those of the parts after it.
    peaks: files.some(({ peaks = [] }) => peaks.length === 0) ? [] : files.flatMap(({ peaks = [] }) => peaks),
  }));
  const voice =
    track?.input === undefined || others.length > 0
      ? undefined
      : await makeVoice(context, needs, track, track.input, folder);
  const picture = await needs.audio.waveform(
    [...laneBefore(context.job), ...lanes],
    join(folder, 'waveform.png'),
    context.signal,
  );
  return {
    files: ready.flatMap(({ files }) => files),
    documents: [],
    ...(voice === undefined ? {} : { voice }),
    ...(picture === undefined ? {} : { picture }),
  };
}

/** Returns the waveform before noise removal, to show it in the picture. */
function laneBefore({ input, origin }: Job): readonly Lane[] {
  if (input?.kind !== 'file' || input.peaks === undefined) return [];
  return [{ name: trackName(origin.locale, 'before'), durationMs: input.durationMs, peaks: input.peaks }];
}
