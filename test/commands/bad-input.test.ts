import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMANDS } from '../../src/commands/catalog.ts';
import type { AnyAction, RawValues } from '../../src/commands/framework/action.ts';
import type { Option, RawValue } from '../../src/commands/framework/option.ts';
import type { AttachmentRef } from '../../src/core/model/job/request.ts';
import { type LogFields, silentLog } from '../../src/core/ports/log.ts';
import { heldAndSpent, nothingLeftBehind } from '../core/jobs/world-checks.ts';
import { ORIGIN, startWorld, type World } from '../fakes/world.ts';
import { NO_SUBMITS } from '../sandbox/sandbox-fixture.ts';

const { signal } = new AbortController();
const LARGEST_BYTES = 100_000;
const AUDIO: AttachmentRef = { kind: 'attachment', ref: '/nowhere/at-all', name: 'talk.wav' };

/** What each command that starts a job needs at least. Nothing of it is ever worked on: one thing is always wrong. */
const GOOD: Readonly<Record<string, RawValues>> = {
  tts: { text: 'Hello' },
  stems: { audio: AUDIO },
  'music song': { prompt: 'A beat' },
  'music rap': { prompt: 'A beat', lyrics: 'one two' },
  'music instrumental': { prompt: 'A harp' },
  'music vocals': { prompt: 'A choir', lyrics: 'la la' },
  'music samples': { prompt: 'A snare' },
  'music remix': { prompt: 'A waltz', audio: AUDIO },
  'music bloom': { lyrics: 'la la', audio: AUDIO },
  transcribe: { audio: AUDIO },
  diarize: { audio: AUDIO },
  denoise: { audio: AUDIO },
  'voice clone': { name: 'Night Desk', audio: AUDIO, consent: true },
};

const ACTIONS = COMMANDS.flatMap((command): readonly (readonly [string, AnyAction])[] =>
  'action' in command
    ? [[command.name, command.action]]
    : Object.entries(command.subcommands).map(([sub, action]) => [`${command.name} ${sub}`, action]),
).filter(([, { startsJob }]) => startsJob);

/** A bad value of one option, or `undefined` for its absence, and the code it is refused with. */
type Bad = readonly [value: RawValue | undefined, code: string];

/** Files by what is wrong with them, made once. */
interface Files {
  readonly empty: AttachmentRef;
  readonly notes: AttachmentRef;
  readonly large: AttachmentRef;
  readonly latin1: AttachmentRef;
}

/** What is said of words that are too long, where it is not that they are. */
const TOO_LONG: Readonly<Record<string, string | undefined>> = {
  text: 'text-too-long',
  language: 'language-unknown',
  name: 'voice-name-unfit',
};

/** Everything that can be wrong with an option of its kind. */
function badValues(name: string, option: Option<unknown>, files: Files): readonly Bad[] {
  if (name === 'url') {
    return [
      ['song.mp3', 'url-invalid'],
      ['ftp://example.org/a.mp3', 'url-invalid'],
      ['http://192.168.0.1/a.mp3', 'url-private'],
      ['https://me:pass@example.org/a.mp3', 'url-credentials'],
      ['https://example.org/a.mp3', 'audio-two-sources'],
    ];
  }
  switch (option.kind) {
    case 'audio':
      return [
        [undefined, 'audio-missing'],
        ['talk.wav', 'option-takes-file'],
        [AUDIO, 'attachment-gone'],
        [files.empty, 'file-empty'],
        [files.notes, 'file-not-audio'],
        [files.large, 'file-too-large'],
        [{ ...AUDIO, sizeBytes: LARGEST_BYTES + 1 }, 'file-too-large'],
      ];
    case 'textFile':
      return [
        ['letter.txt', 'option-takes-file'],
        [AUDIO, 'text-two-sources'],
      ];
    case 'number': {
      const { min = 0, max = 0 } = option;
      return [
        ['many', 'option-not-a-number'],
        ['', 'option-not-a-number'],
        [Number.NaN, 'option-not-a-number'],
        [min - 0.01, 'option-out-of-range'],
        [max + 0.01, 'option-out-of-range'],
      ];
    }
    case 'choice':
      return [
        ['neither', 'option-not-a-choice'],
        [AUDIO, 'file-not-wanted'],
      ];
    case 'toggle':
      return [['maybe', 'option-not-yes-or-no']];
    case 'voice':
      return [['Nobody Like That', 'voice-unknown']];
    case 'genre':
      return [['No Such Genre', 'genre-unknown']];
    case 'text': {
      const long: Bad = ['x'.repeat((option.maxLength ?? 0) + 1), TOO_LONG[name] ?? 'words-too-long'];
      return [
        ...(option.required
          ? ([
              [undefined, 'option-missing'],
              [' \n', 'option-missing'],
            ] as const)
          : []),
        long,
        [AUDIO, 'file-not-wanted'],
      ];
    }
    default:
      return [];
  }
}

describe('what is wrong with a request', () => {
  let world: World;
  let files: Files;
  const refused: LogFields[] = [];
  before(async () => {
    world = await startWorld({
      speedUp: 100,
      jobLimits: { maxAttachmentBytes: LARGEST_BYTES, maxJobsPerMember: 100, maxJobsPerTenant: 100 },
      log: {
        ...silentLog,
        info: (fields, event) => {
          if (event === 'request-refused') refused.push(fields);
        },
      },
    });
    const file = async (name: string, content: string | Buffer) => {
      const path = join(world.folder, name);
      await writeFile(path, content);
      return world.platform.attach(path, name);
    };
    files = {
      empty: await file('empty.wav', ''),
      notes: await file('notes.wav', 'These are only words, whatever the name says.'),
      // Its size is not known beforehand, as on platforms that do not tell it.
      large: { ...AUDIO, ref: (await file('large.wav', Buffer.alloc(LARGEST_BYTES + 1))).ref },
      latin1: await file('letter.txt', Buffer.from([0x66, 0xfc, 0x72, 0xff])),
    };
  });
  after(() => world[Symbol.asyncDispose]());

  /** Asks, and answers with which code that came to nothing, at once or when its job had begun. */
  async function codeOf(path: string, options: RawValues): Promise<string | undefined> {
    const [command = '', subcommand] = path.split(' ');
    const about = `${path} ${Object.entries(options).map(([name, value]) => `${name}:${String(value).slice(0, 30)}`)}`;
    refused.length = 0;
    const asked = { command, options, origin: ORIGIN, ...(subcommand === undefined ? {} : { subcommand }) };
    const answer = await world.desk.run(asked, signal);
    if (answer.kind === 'reply') {
      const { tone, text, actions } = answer.reply;
      assert.deepEqual([tone, actions], ['refusal', []], about);
      assert.doesNotMatch(text, /\{\{|undefined|NaN|charge/, about);
      assert.equal(refused.length, 1, about);
      return String(refused[0]?.['code']);
    }
    const job = await world.settled(answer.job.id);
    assert.deepEqual(job.money, { state: 'none' }, about);
    const post = world.platform.posts.find(({ jobId }) => jobId === job.id);
    assert.match(post?.text ?? '', /\(Job [a-z0-9]{12}\)$/, about);
    assert.doesNotMatch(post?.text ?? '', /charge/, about);
    return job.work.stage === 'failed' ? job.work.failure.code : job.work.stage;
  }

  it('is known for every command that starts a job', () => {
    assert.deepEqual(
      ACTIONS.map(([path]) => path),
      Object.keys(GOOD),
    );
  });

  for (const [path, action] of ACTIONS) {
    it(`is said of /${path}, option by option, and costs nothing`, async () => {
      const good = GOOD[path] ?? {};
      assert.equal(await codeOf(path, { ...good, nonsense: 'x' }), 'option-unknown');
      for (const [name, option] of Object.entries(action.options)) {
        const bad = badValues(name, option, files);
        assert.ok(bad.length > 0, `${name} can be wrong`);
        for (const [value, code] of bad) {
          const { [name]: _good, ...rest } = good;
          // A link stands in the place of the file, except where that is what is wrong.
          const { audio, ...others } = rest;
          // A link stands in the place of the file, except where that is what is wrong.
          const isAlone = audio === undefined || (name === 'url' && code !== 'audio-two-sources');
          const options = {
            ...others,
            ...(isAlone ? {} : { audio }),
            ...(value === undefined ? {} : { [name]: value }),
          };
          assert.equal(await codeOf(path, options), code, `${path} ${name}: ${String(value).slice(0, 40)}`);
        }
      }
    });
  }

  it('is said of a text file, and of stems and speakers that do not go together', async () => {
    for (const [path, options, code] of [
      ['tts', { text: '' }, 'text-empty'],
      ['tts', { text: '\u200B\u200E' }, 'text-empty'],
      ['tts', { text: '\u3164\u2800 \u2060' }, 'text-empty'],
      ['tts', { text: '\u0301\uFE0F' }, 'text-unspeakable'],
      ['tts', { text: 'Hello', speed: '\u200B2\u200E', as: '\u3164files' }, 'option-not-a-choice'],
      ['tts', { file: files.latin1 }, 'file-not-text'],
      ['tts', { file: files.empty }, 'text-empty'],
      ['tts', { file: AUDIO }, 'attachment-gone'],
      ['stems', { audio: AUDIO, mode: 'single' }, 'stem-missing'],
      ['stems', { audio: AUDIO, mode: 'six', stem: 'vocals' }, 'stem-without-single'],
      ['transcribe', { audio: AUDIO, min_speakers: 3, max_speakers: 2 }, 'speakers-crossed'],
      ['transcribe', { url: 'https://a.example/1 http://localhost/2' }, 'url-private'],
      ['voice clone', { name: 'Aura', audio: AUDIO, consent: true }, 'voice-name-taken'],
    ] as const) {
      assert.equal(await codeOf(path, options), code, JSON.stringify(options));
    }
  });

  it('has left no money held or spent, no file, and no job at AudioPod', async () => {
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: 0 });
    assert.deepEqual(await world.store.ledger.open(), []);
    assert.deepEqual(world.sandbox.control.jobs.submits(), NO_SUBMITS);
    await nothingLeftBehind(world);
  });
});
