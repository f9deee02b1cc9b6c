import { MUSIC_SUBCOMMANDS } from '../../../commands/music.ts';
import type { JobRequest, SpeechRequest } from '../../../core/model/job/request.ts';
import type { JobView } from '../protocol/view.ts';

/** Formats a request as it could be typed: the options by name, and the text, file or link. */
export function requestLine(request: JobRequest): JobView['asked'] {
  if (request.service === 'speech') {
    const { text, voice, speed, language } = request;
    return {
      command: '/tts',
      details: [
        `voice:${quoted(voice.name)}`,
        ...(speed === 1 ? [] : [`speed:${speed}`]),
        ...(language === undefined ? [] : [`language:${language}`]),
        ...(request.as === 'file' ? [] : [`as:${request.as}`]),
      ],
      body: text.kind === 'inline' ? text.text : text.name,
    };
  }
  const { command, details } = commandOf(request);
  const source = sourceName(request);
  const text = request.service === 'music' ? (request.prompt ?? request.lyrics ?? '') : '';
  return text === ''
    ? { command, details, body: source }
    : { command, details: source === '' ? details : [...details, source], body: text };
}

/** Returns the command and its options, for every service but speech. */
function commandOf(request: Exclude<JobRequest, SpeechRequest>): Omit<JobView['asked'], 'body'> {
  const given = (options: Readonly<Record<string, string | number | boolean | undefined>>) =>
    Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}:${value === true ? 'on' : value}`],
    );
  switch (request.service) {
    case 'stems':
      return { command: '/stems', details: given({ mode: request.mode, stem: request.stem }) };
    case 'music': {
      const { durationSeconds: duration, genre } = request;
      return {
        command: `/music ${MUSIC_SUBCOMMANDS[request.task]}`,
        details: given({ duration, genre: genre === undefined ? undefined : quoted(genre) }),
      };
    }
    case 'transcription': {
      const { format, language, speakers } = request;
      return {
        command: '/transcribe',
        details: given({ format, language, speakers: speakers || undefined }),
      };
    }
    case 'diarization':
      return { command: '/diarize', details: given({ speakers: request.speakers }) };
    case 'denoise':
      return { command: '/denoise', details: [] };
    case 'clone':
      return { command: '/voice clone', details: given({ name: quoted(request.name) }) };
  }
}

/** Quotes a value the way it must be typed after a colon. */
function quoted(name: string): string {
  return /\s/.test(name) ? `"${name}"` : name;
}

/** Returns the name or the link of the source audio; empty without one. */
export function sourceName(request: JobRequest): string {
  const source = request.service === 'speech' ? undefined : request.source;
  if (source === undefined) return '';
  switch (source.kind) {
    case 'url':
      return withoutQuery(source.url);
    case 'urls':
      return source.urls.map(withoutQuery).join(' ');
    default:
      return source.name;
  }
}

/** Returns host and path only: the query may hold a signature. */
function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return '';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
