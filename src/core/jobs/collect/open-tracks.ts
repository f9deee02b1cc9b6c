import PQueue from 'p-queue';
import { isFetched, type Job } from '../../model/job/job.ts';
import type { Track } from '../../model/job/job-files.ts';
import { allExist } from '../context/folders.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { lengthOfTracks } from '../money/result-length.ts';
import { saveMeasured } from '../money/save-measured.ts';

/** What the bot has of each track, as the record says. */
export interface Tracks {
  readonly all: readonly Track[];
  /** Saves what a track has reached. Once the last one is downloaded, its money is settled with it. */
  reached(track: Track): Promise<void>;
}

/**
 * Opens the states of a result's tracks. One whose files are not on this disk is downloaded again, like one that was
 * never fetched.
 */
export async function openTracks(
  context: JobContext,
  needs: Pick<JobDependencies, 'clock'>,
  names: readonly string[],
): Promise<Tracks> {
  const { work } = context.job;
  const stored = (work.stage === 'completed' && work.tracks) || [];
  let all: readonly Track[] = await Promise.all(
    names.map(async (name): Promise<Track> => {
      const track = stored.find((one) => one.name === name);
      return track !== undefined && (await isHere(track)) ? track : { state: 'awaited', name };
    }),
  );
  // Tracks end in any order, and a record is saved once at a time.
  const saves = new PQueue({ concurrency: 1 });
  return {
    get all() {
      return all;
    },
    reached: (track) =>
      saves.add(async () => {
        const tracks = all.map((one) => (one.name === track.name ? track : one));
        const change = (job: Job): Job => withTracks(job, tracks);
        if (isFetched(tracks) && !isFetched(all))
          await saveMeasured(context, needs, change, lengthOfTracks(tracks));
        else await context.save(`track-${track.state}`, change);
        all = tracks;
        context.show();
      }),
  };
}

/** Drops what the work waited for: it goes on. */
function withTracks(job: Job, tracks: readonly Track[]): Job {
  const { work } = job;
  if (work.stage !== 'completed') return job;
  const { isKeyRefused: _refused, isProviderDown: _down, ...rest } = work;
  return { ...job, work: { ...rest, tracks } };
}

function isHere(track: Track): Promise<boolean> {
  if (track.state === 'fetched') return allExist([track]);
  return allExist(track.state === 'encoded' ? track.files : []);
}
