import { MUSIC_SUBCOMMANDS } from '../../../commands/music.ts';
import type { AttachmentRef, JobRequest, ResultRef } from '../../../core/model/job/request.ts';

/** Quotes as the parser reads them: opening, closing, and what would end the text early. */
const QUOTES = [
  ['"', '"', /["\u201C\u201D]/],
  ['\u00AB', '\u00BB', /\u00BB/],
  ['\u300C', '\u300D', /\u300D/],
] as const;
/** What the parser would not take as the beginning of free text. */
const NO_BEGINNING =
  /^(?:--|\u2014|\u2013|["\u201C\u201D\u201E\u00AB\u300C\u300E\uFF02]|[\p{L}_][\p{L}\p{N}_-]*\s*[:\uFF1A=])/u;

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Formats a request as a line that asks for the same again, with every option. A file isn't part of it.
 *
 * @param isMine whether the reader asked for it: the query of a link, which may hold a signature, is theirs alone.
 */
export function editableLine(request: JobRequest, isMine: boolean): string {
  switch (request.service) {
    case 'speech': {
      const { text, voice, speed, language, as } = request;
      const options = { voice: voice.name, speed: speed === 1 ? undefined : speed, language };
      const form = as === 'file' ? undefined : as;
      return line('/tts', { ...options, as: form }, text.kind === 'inline' ? text.text : '');
    }
    case 'stems': {
      const { mode, stem } = request;
      return line('/stems', { mode, stem, url: linkOf(request, isMine) });
    }
    case 'music': {
      const { task, genre, durationSeconds: duration, prompt, lyrics } = request;
      const command = `/music ${MUSIC_SUBCOMMANDS[task]}`;
      // Without a prompt, the lyrics need no name.
      return prompt === undefined
        ? line(command, { genre, duration }, lyrics ?? '')
        : line(command, { genre, duration, lyrics }, prompt);
    }
    case 'transcription': {
      const { format, language, words, minSpeakers, maxSpeakers } = request;
      const speakers = request.speakers || undefined;
      const limits = { min_speakers: minSpeakers, max_speakers: maxSpeakers };
      const options = { format, language, speakers, ...limits, words: words || undefined };
      return line('/transcribe', options, linkOf(request, isMine));
    }
    case 'diarization':
      return line('/diarize', { speakers: request.speakers, url: linkOf(request, isMine) });
    case 'denoise':
      return line('/denoise', { url: linkOf(request, isMine) });
    case 'clone':
      return line('/voice clone', { description: request.description }, request.name);
  }
}

/** Returns the file a request works on; `undefined` for one without, or with a link. */
export function fileOfRequest(request: JobRequest): AttachmentRef | ResultRef | undefined {
  const source = request.service === 'speech' ? request.text : request.source;
  return source?.kind === 'attachment' || source?.kind === 'result' ? source : undefined;
}

function line(command: string, options: Values, text = ''): string {
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}:${value === true ? 'on' : quoted(String(value))}`],
  );
  const ending = text === '' ? [] : NO_BEGINNING.test(text) ? ['--', text] : [text];
  return [command, ...given, ...ending].join(' ');
}

/** Quotes a value that isn't one word, with a pair of quotes that it doesn't contain. */
function quoted(value: string): string {
  if (!/[\s"\u201C-\u201E\u00AB\u300C\u300E\uFF02]/.test(value)) return value;
  const [open, close] = QUOTES.find(([, , ending]) => !ending.test(value)) ?? QUOTES[0];
  return `${open}${value.replaceAll(close, '’')}${close}`;
}

/** Returns the links of a request, separated by spaces. */
function linkOf({ source }: Exclude<JobRequest, { readonly service: 'speech' }>, isMine: boolean): string {
  if (source?.kind !== 'url' && source?.kind !== 'urls') return '';
  const links = source.kind === 'url' ? [source.url] : source.urls;
  return links.map((link) => (isMine ? link : withoutQuery(link))).join(' ');
}

function withoutQuery(link: string): string {
  const url = URL.parse(link);
  return url === null ? '' : `${url.origin}${url.pathname}`;
}
