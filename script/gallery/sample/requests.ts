import type { AttachmentRef, JobRequest, MusicRequest } from '../../../src/core/model/job/request.ts';
import { MUSIC_TASKS, type MusicTask } from '../../../src/core/model/job/request.ts';
import { titleOfText } from '../../../src/core/model/job/title.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { Service } from '../../../src/core/model/service.ts';

/** A typical request, and the title of its job. */
export interface Sample {
  readonly title: string;
  readonly request: JobRequest;
}

type InLanguages<T> = Readonly<Record<Locale, T>>;

const SONG: InLanguages<string> = { en: 'Night train', 'zh-CN': '夜行列车' };
const TALK: InLanguages<string> = { en: 'Team meeting', 'zh-CN': '周会录音' };
const LINE: InLanguages<string> = {
  en: 'The last train leaves at eleven.',
  'zh-CN': '末班车十一点发车。',
};
const PROMPT: InLanguages<string> = {
  en: 'A slow piano over rain, brushed drums',
  'zh-CN': '雨声中的慢板钢琴，轻柔的鼓刷',
};

/** Returns a file that a member attached. */
export function attached(name: string): AttachmentRef {
  return { kind: 'attachment', ref: 'sample', name, sizeBytes: 4_200_000 };
}

/** Returns a request for each service. */
export function sampleRequest(service: Service, locale: Locale): Sample {
  const song = attached(`${SONG[locale]}.mp3`);
  const talk = attached(`${TALK[locale]}.m4a`);
  switch (service) {
    case 'speech':
      return {
        title: titleOfText(LINE[locale]),
        request: {
          service,
          text: { kind: 'inline', text: LINE[locale] },
          voice: { id: 'aura', name: 'Aura' },
          speed: 1.25,
          as: 'file',
        },
      };
    case 'stems':
      return { title: SONG[locale], request: { service, source: song, mode: 'four' } };
    case 'music':
      return musicSample('text2music', locale);
    case 'transcription':
      return {
        title: TALK[locale],
        request: { service, source: talk, format: 'srt', speakers: true, words: false },
      };
    case 'diarization':
      return { title: TALK[locale], request: { service, source: talk } };
    case 'denoise':
      return { title: TALK[locale], request: { service, source: talk } };
    case 'clone': {
      const name = locale === 'en' ? 'Mira' : '小林';
      const consent = { member: 'web:mira', atMs: Date.UTC(2026, 10, 30) };
      return { title: name, request: { service, source: talk, name, consent } };
    }
  }
}

/** Returns a request for each kind of music. */
export function musicSamples(locale: Locale): readonly (Sample & { readonly request: MusicRequest })[] {
  return MUSIC_TASKS.map((task) => musicSample(task, locale));
}

function musicSample(task: MusicTask, locale: Locale): Sample & { readonly request: MusicRequest } {
  const prompt = PROMPT[locale];
  const isFromAudio = task === 'audio2audio' || task === 'songbloom';
  const source = isFromAudio ? { source: attached(`${SONG[locale]}.mp3`) } : {};
  return {
    title: titleOfText(prompt),
    request: { service: 'music', task, prompt, durationSeconds: 30, ...source },
  };
}
