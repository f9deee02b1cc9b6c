import type { Locale } from '../../src/core/model/locale.ts';
import type { Ask } from './chat.ts';
import { type HandedFiles, SONG_MS } from './handed.ts';
import type { Where } from './subject.ts';

/** One request that ends well, and the sounds that come of it. */
export interface ResultRow extends Where {
  readonly about: string;
  ask(files: HandedFiles): Ask;
  readonly sounds: readonly string[];
  /** Files to be read, by name, and what each is. */
  readonly documents?: Readonly<Record<string, string>>;
  /** Where the platform has voice messages, the one sound is one. */
  readonly isVoiceMessage?: true;
  /** Whatever AudioPod says by default. */
  readonly durationMs?: number;
  /** Differs too little from other rows to be worth its time on every run; `npm run prove` runs it too. */
  readonly isForProof?: true;
}

const FOUR = ['vocals', 'drums', 'bass', 'other'];
const PRODUCER = ['vocals', 'kick', 'snare', 'hihat', 'bass', 'guitar', 'piano', 'other'];
const STUDIO = [...PRODUCER, 'cymbals', 'sub-bass', 'synth', 'toms'];

/** Names of the sounds made of the song. */
const ofSong = (...stems: readonly string[]) => stems.map((stem) => `${stem} - My 歌.m4a`);

const ofMode = (mode: string, locale: Locale, stems: readonly string[]): ResultRow => ({
  about: `the stems of the mode ${mode}`,
  ask: ({ song }) => ({ command: 'stems', options: { mode }, file: { option: 'audio', ...song } }),
  sounds: ofSong(...stems),
  durationMs: SONG_MS,
  locales: [locale],
});

const composed = (subcommand: string, locale: Locale, ask: Omit<Ask, 'command'>): ResultRow => ({
  about: `music: ${subcommand}`,
  ask: () => ({ command: 'music', subcommand, ...ask }),
  sounds: [`Tune-${subcommand}.m4a`],
  locales: [locale],
});
const tune = (subcommand: string) => ({ title: `Tune ${subcommand}`, duration: 10 });

const MUSIC: readonly ResultRow[] = [
  composed('song', 'en', {
    options: { prompt: 'A slow piano', lyrics: 'La la la', genre: 'Jazz', ...tune('song') },
  }),
  composed('rap', 'zh-CN', {
    options: { prompt: 'An old beat', lyrics: 'Yes yes', genre: 'Jazz', ...tune('rap') },
  }),
  composed('instrumental', 'en', {
    options: { prompt: 'A harp', genre: 'Jazz', ...tune('instrumental') },
  }),
  composed('vocals', 'zh-CN', {
    options: { prompt: 'A choir', lyrics: 'Ah ah', genre: 'Jazz', ...tune('vocals') },
  }),
  composed('samples', 'en', {
    options: { prompt: 'A clap', genre: 'Jazz', ...tune('samples'), duration: 2 },
  }),
  ...(['remix', 'bloom'] as const).map((subcommand): ResultRow => {
    const words = subcommand === 'remix' ? { prompt: 'As a waltz', genre: 'Jazz' } : { lyrics: 'Oh oh' };
    const row = composed(subcommand, 'en', { options: { ...words, ...tune(subcommand) } });
    return {
      ...row,
      ask: (files) => ({ ...row.ask(files), file: { option: 'audio', ...files.song } }),
    };
  }),
];

const URL = 'https://media.example.org/a/Talk.mp3';
const TRANSCRIPTS = {
  txt: 'text/plain',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  json: 'application/json',
};

/** What is posted about who spoke when. */
const speakersOf = (title: string) => ({
  [`${title}-speakers.txt`]: TRANSCRIPTS.txt,
  [`${title}-speakers.srt`]: TRANSCRIPTS.srt,
  [`${title}-speakers.json`]: TRANSCRIPTS.json,
});

const RECORDINGS: readonly ResultRow[] = [
  ...Object.entries(TRANSCRIPTS).map(
    ([format, mimeType]): ResultRow => ({
      about: `what is said, as ${format}`,
      ask: ({ song }) => ({
        command: 'transcribe',
        options: { format },
        file: { option: 'audio', ...song },
      }),
      sounds: [],
      documents: { [`My-歌.${format}`]: mimeType },
      ...(format === 'txt' ? { everywhere: true } : { locales: ['en'] as const }),
    }),
  ),
  {
    about: 'what is said behind a link, and by whom',
    ask: () => ({
      command: 'transcribe',
      options: { url: URL, language: 'en', speakers: true, min_speakers: 2, max_speakers: 3, words: true },
    }),
    sounds: [],
    documents: { 'Talk.txt': 'text/plain' },
    locales: ['en'],
  },
  {
    about: 'who speaks when in a file',
    everywhere: true,
    ask: ({ song }) => ({ command: 'diarize', file: { option: 'audio', ...song } }),
    sounds: [],
    documents: speakersOf('My-歌'),
  },
  {
    about: 'who speaks when behind a link',
    ask: () => ({ command: 'diarize', options: { url: URL, speakers: 2 } }),
    sounds: [],
    documents: speakersOf('Talk'),
    locales: ['en'],
  },
  {
    about: 'a recording without its noise',
    ask: ({ song }) => ({ command: 'denoise', file: { option: 'audio', ...song } }),
    sounds: ['My-歌.m4a'],
    durationMs: SONG_MS,
  },
  {
    about: 'a linked recording without its noise',
    ask: () => ({ command: 'denoise', options: { url: URL } }),
    sounds: ['Talk.m4a'],
    locales: ['en'],
    isForProof: true,
  },
];

/** Every way to ask for work. A new command that starts a job adds its rows here. */
export const RESULTS: readonly ResultRow[] = [
  {
    about: 'a text',
    everywhere: true,
    ask: () => ({ command: 'tts', options: { text: 'Good morning, choir.' } }),
    sounds: ['Good-morning,-choir.m4a'],
  },
  {
    about: 'a text under the other name, with every option',
    everywhere: true,
    ask: () => ({
      command: 'speak',
      options: {
        voice: 'willow',
        speed: 2,
        language: 'en',
        as: 'voice-message',
        text: 'Twice as fast & *bold*',
      },
    }),
    sounds: ['Twice-as-fast-bold.m4a'],
    isVoiceMessage: true,
  },
  {
    about: 'a text file',
    everywhere: true,
    ask: ({ letter }) => ({ command: 'tts', file: { option: 'file', ...letter } }),
    sounds: ['letter.m4a'],
  },
  {
    about: 'a song without options',
    ask: ({ song }) => ({ command: 'stems', file: { option: 'audio', ...song } }),
    sounds: ofSong(...FOUR),
    durationMs: SONG_MS,
    locales: ['en'],
    isForProof: true,
  },
  {
    about: 'one stem of a song',
    ask: ({ song }) => ({
      command: 'stems',
      options: { mode: 'single', stem: 'drums' },
      file: { option: 'audio', ...song },
    }),
    sounds: ofSong('drums', 'no-drums'),
    durationMs: SONG_MS,
    locales: ['zh-CN'],
  },
  {
    about: 'a link',
    ask: () => ({ command: 'stems', options: { mode: 'two', url: 'https://media.example.org/a/Tune.mp3' } }),
    sounds: ['vocals - Tune.m4a', 'no-vocals - Tune.m4a'],
    durationMs: 20_000,
    locales: ['en'],
    isForProof: true,
  },
  ...MUSIC.map((row, index) => (index < 1 ? row : { ...row, isForProof: true as const })),
  ...RECORDINGS,
  {
    about: 'a voice made from a sample',
    ask: ({ sample }) => ({
      command: 'voice',
      subcommand: 'clone',
      options: { name: 'Choir', description: 'many at once', consent: true },
      file: { option: 'audio', ...sample },
    }),
    sounds: [],
    locales: ['en'],
  },
  { ...ofMode('two', 'zh-CN', ['vocals', 'no-vocals']), everywhere: true },
  ...[
    ofMode('six', 'en', [...FOUR, 'guitar', 'piano']),
    ofMode('four', 'zh-CN', FOUR),
    ofMode('producer', 'zh-CN', PRODUCER),
    // More files than one message of Discord or Slack holds.
    ofMode('studio', 'zh-CN', STUDIO),
    ofMode('mastering', 'en', [...STUDIO, 'backing-vocals', 'strings', 'wind', 'percussion']),
  ].map((row) => ({ ...row, isForProof: true as const })),
];
