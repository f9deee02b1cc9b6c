import type { Job } from '../model/job/job.ts';
import type { OutgoingFile } from '../model/job/job-files.ts';
import { joinNames } from './join-names.ts';
import { trackName } from './track-name.ts';
import { translate } from './words.ts';

/** Returns the picture of a result, with alternative text. */
export function pictureOf(job: Job): OutgoingFile | undefined {
  if (job.work.stage !== 'encoded' || job.work.picture === undefined) return undefined;
  const { files, picture, speakers = 0 } = job.work;
  const { locale } = job.origin;
  const before = job.input?.kind === 'file' && job.input.peaks !== undefined ? ['before'] : [];
  const names = [...new Set([...before, ...files.map((file) => file.name)])];
  const isTimeline = job.request.service === 'diarization';
  return {
    ...picture,
    fileName: isTimeline ? 'timeline.png' : 'waveform.png',
    mimeType: 'image/png',
    title: isTimeline
      ? translate(locale, 'job.picture.timeline', { count: speakers })
      : translate(locale, 'job.picture', {
          names: joinNames(
            locale,
            names.map((name) => trackName(locale, name)),
          ),
        }),
  };
}
