import { BotError } from '../core/model/errors.ts';
import type { AttachmentRef, MusicRequest } from '../core/model/job/request.ts';
import { MUSIC_TASKS, type MusicTask } from '../core/model/job/request.ts';
import { titleOfFile, titleOfText } from '../core/model/job/title.ts';
import { type AnyAction, action } from './framework/action.ts';
import type { Call, Command } from './framework/command.ts';
import { audio, genre, number, text } from './framework/option.ts';
import { inform } from './framework/reply.ts';

/** The subcommand for each task of the service. */
export const MUSIC_SUBCOMMANDS: Readonly<Record<MusicTask, string>> = {
  text2music: 'song',
  text2rap: 'rap',
  prompt2instrumental: 'instrumental',
  lyric2vocals: 'vocals',
  text2samples: 'samples',
  audio2audio: 'remix',
  songbloom: 'bloom',
};

/** Returns the task of a subcommand; `undefined` for one that makes no music. */
export function musicTaskOf(subcommand: string | undefined): MusicTask | undefined {
  return MUSIC_TASKS.find((task) => MUSIC_SUBCOMMANDS[task] === subcommand);
}

/** Duration in seconds (AudioPod API notes 2.2). */
const LONGEST_SECONDS = 600;
const SHORTEST_SECONDS = 10;
const LONGEST_SAMPLE_SECONDS = 120;
const USUAL_SECONDS = 30;
const USUAL_SAMPLE_SECONDS = 8;
/** Characters, by the lowest limit in any document (notes 2.2). */
const PROMPT_MAX_LENGTH = 1_000;
const LYRICS_MAX_LENGTH = 10_000;
const RAP_MAX_LENGTH = 2_000;

/** Tasks that need source audio. */
const STARTS_FROM_SOUND: ReadonlySet<MusicTask> = new Set(['audio2audio', 'songbloom']);

const prompt = text({ maxLength: PROMPT_MAX_LENGTH, required: true });
const title = text({ maxLength: 80 });
const style = { genre: genre(), title };
const duration = number({ min: SHORTEST_SECONDS, max: LONGEST_SECONDS });
const lyrics = text({ maxLength: LYRICS_MAX_LENGTH, required: true });

/** Returns a piece's default duration in seconds. */
export function usualSeconds(task: MusicTask): number {
  return task === 'text2samples' ? USUAL_SAMPLE_SECONDS : USUAL_SECONDS;
}

/** The command that makes music. */
export const music: Command = {
  name: 'music',
  aliases: [],
  task: 'create',
  subcommands: {
    song: composing('text2music', {
      prompt,
      lyrics: text({ maxLength: LYRICS_MAX_LENGTH }),
      ...style,
      duration,
    }),
    rap: composing('text2rap', {
      prompt,
      lyrics: text({ maxLength: RAP_MAX_LENGTH, required: true }),
      ...style,
      duration,
    }),
    instrumental: composing('prompt2instrumental', { prompt, ...style, duration }),
    vocals: composing('lyric2vocals', { prompt, lyrics, ...style, duration }),
    samples: composing('text2samples', {
      prompt,
      ...style,
      duration: number({ min: 1, max: LONGEST_SAMPLE_SECONDS }),
    }),
    remix: composing('audio2audio', { prompt, audio: audio(), ...style, duration }),
    bloom: composing('songbloom', { lyrics, audio: audio(), title, duration }),
    presets: action({
      options: {},
      run: async (_values, call) => {
        const genres = await call.services.genres.all(call.signal);
        return inform(call.say('music.presets', { count: genres.length }), {
          table: {
            columns: [call.say('music.column.genre'), call.say('music.column.meaning')],
            rows: genres.map((one) => [one.name, one.prompt ?? '']),
          },
        });
      },
    }),
  },
};

/** The values given for a task, whichever options it has. */
interface Given {
  readonly prompt?: string;
  readonly lyrics?: string;
  readonly genre?: string;
  readonly title?: string;
  readonly duration?: number;
  readonly audio?: AttachmentRef;
}

function composing(task: MusicTask, options: Parameters<typeof action>[0]['options']): AnyAction {
  return action({
    options,
    bare: 'prompt' in options ? ['prompt'] : ['lyrics'],
    startsJob: true,
    // Every task has some of these options, and each option reads what its name promises.
    run: async (values: Given, call) => {
      const request = await requestFor(task, values, call);
      const named = values.title ?? values.prompt ?? values.lyrics;
      const title = named === undefined ? titleOfFile(values.audio?.name ?? '') : titleOfText(named);
      return { kind: 'job', request, title };
    },
  });
}

async function requestFor(task: MusicTask, given: Given, call: Call): Promise<MusicRequest> {
  const promptGiven = given.prompt?.trim();
  const lyricsGiven = given.lyrics?.trim();
  if (STARTS_FROM_SOUND.has(task) && given.audio === undefined) {
    throw new BotError('audio-missing', 'No file was given');
  }
  const found =
    given.genre === undefined ? undefined : await call.services.genres.find(given.genre, call.signal);
  return {
    service: 'music',
    task,
    durationSeconds: given.duration ?? usualSeconds(task),
    ...(promptGiven === undefined ? {} : { prompt: promptGiven }),
    ...(lyricsGiven === undefined ? {} : { lyrics: lyricsGiven }),
    ...(found === undefined ? {} : { genre: found.name }),
    ...(given.audio === undefined ? {} : { source: given.audio }),
  };
}
