import type { Job } from '../model/job/job.ts';
import type { DocumentFile, EncodedFile, OutgoingFile } from '../model/job/job-files.ts';
import { formatLength } from './format-length.ts';
import { joinNames } from './join-names.ts';
import { capitalized, trackLabel, trackName } from './track-name.ts';
import { translate } from './words.ts';

/** Characters of a description. Discord takes 1,024, Slack 1,000. */
const MAX_CHARACTERS = 1_000;
/** Characters of spoken text. More of it would only be heard twice. */
const MAX_SPOKEN = 300;

/** Returns the picture of a result, with alternative text. */
export function pictureOf(job: Job): OutgoingFile | undefined {
  if (job.work.stage !== 'encoded' || job.work.picture === undefined) return undefined;
  const { files, picture, speakers = 0 } = job.work;
  const { title, origin } = job;
  const { locale } = origin;
  const before = job.input?.kind === 'file' && job.input.peaks !== undefined ? ['before'] : [];
  const names = [...new Set([...before, ...files.map((file) => file.name)])];
  const isTimeline = job.request.service === 'diarization';
  const shown = isTimeline
    ? translate(locale, 'job.picture.timeline', { title, count: speakers })
    : translate(locale, 'job.picture', {
        title,
        names: joinNames(
          locale,
          names.map((name) => trackName(locale, name)),
        ),
      });
  return {
    ...picture,
    fileName: isTimeline ? 'timeline.png' : 'waveform.png',
    mimeType: 'image/png',
    title: shortened(shown, MAX_CHARACTERS),
  };
}

/** Describes what is heard in a track, or in one part of it: what, of what, and how long. */
export function describeTrack(job: Job, file: EncodedFile): string {
  const { locale } = job.origin;
  const { part, parts } = file;
  const whole = heardIn(job, file);
  const text = parts > 1 ? translate(locale, 'job.alt.part', { what: whole, part, parts }) : whole;
  return shortened(text, MAX_CHARACTERS);
}

/** Describes the text in a file of a transcript. */
export function describeDocument({ title, request, origin: { locale } }: Job, file: DocumentFile): string {
  const format = file.fileName.slice(file.fileName.lastIndexOf('.') + 1).toUpperCase();
  const key = request.service === 'diarization' ? 'job.alt.turns' : 'job.alt.transcript';
  return shortened(translate(locale, key, { title, format }), MAX_CHARACTERS);
}

function heardIn({ title, request, origin: { locale } }: Job, file: EncodedFile): string {
  const length = formatLength(file.durationMs);
  switch (request.service) {
    case 'speech': {
      const said = request.text.kind === 'inline' ? request.text.text.replace(/\s+/gu, ' ').trim() : title;
      const text = shortened(said, MAX_SPOKEN);
      return translate(locale, 'job.alt.speech', { voice: request.voice.name, length, text });
    }
    case 'music':
      return translate(locale, 'job.alt.music', {
        ...{ title, length },
        kind: capitalized(translate(locale, `music.kind.${request.task}`)),
      });
    case 'denoise':
      return translate(locale, 'job.alt.denoise', { title, length });
    default:
      return translate(locale, 'job.alt.track', {
        ...{ title, length },
        track: trackLabel(locale, file.name),
      });
  }
}

/** Cuts a text between characters as people see them. */
function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, max))) {
    if (kept.length + segment.length >= max) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
