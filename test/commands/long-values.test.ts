import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMANDS } from '../../src/commands/catalog.ts';
import { parseLine } from '../../src/commands/dispatch/parse-line.ts';
import type { AnyAction } from '../../src/commands/framework/action.ts';
import { BotError } from '../../src/core/model/errors.ts';
import { titleOfFile, titleOfText } from '../../src/core/model/job/title.ts';

/** As long as a line may be. */
const LINE_LENGTH = 40_000;
/** Far more than reading such a line takes, and far less than where it takes the square of its length. */
const MOST_CPU_MS = 400;

const ACTIONS = COMMANDS.flatMap((command): readonly (readonly [string, AnyAction])[] =>
  'action' in command
    ? [[command.name, command.action]]
    : Object.entries(command.subcommands).map(([sub, action]) => [`${command.name} ${sub}`, action]),
);

/** Returns the code it was refused with; the least time of the process over a few runs is what it takes. */
function cpuMs(run: () => void): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof BotError) return error.code;
    throw error;
  }
}

function read(line: string): unknown {
  const { action, raw } = parseLine(line, COMMANDS);
  return action.read(raw).values;
}

/** A line that begins so, filled up with repetitions of a piece, with an end that fits nothing. */
function filled(start: string, piece: string, end = 'x'): string {
  const room = LINE_LENGTH - start.length - end.length;
  return `${start}${piece.repeat(Math.floor(room / piece.length))}${end}`;
}

describe('a line as long as a platform lets one be', () => {
  const pieces = [
    ',',
    ' ',
    '\t',
    '\u3000',
    '$',
    '1',
    '.',
    '<',
    '‹',
    'a:',
    'a=',
    ':',
    '"',
    '“',
    '--',
    '/',
    '\n',
    'é',
    '😀',
  ];
  const starts = ['', 'url:', 'speed:', 'monthly:"$', 'text:', 'text:"', 'as:', 'voice:', 'language:', '-- '];

  it('is read or refused in no time, whatever it is filled with', () => {
    const slow: string[] = [];
    for (const command of ['tts', 'transcribe', 'stems', 'music song', 'wallet set-limit', 'jobs show']) {
      for (const start of starts) {
        for (const piece of pieces) {
          const line = filled(`/${command} ${start}`, piece);
          const ms = cpuMs(() => codeOf(() => read(line)));
          if (ms > MOST_CPU_MS) slow.push(`/${command} ${start}${piece}…: ${Math.round(ms)} ms`);
        }
      }
    }
    assert.deepEqual(slow, []);
  });

  it('makes a title in no time', () => {
    for (const piece of [...pieces, '!', '-', '.mp3', '<a', 'https://']) {
      const ms = cpuMs(() => titleOfFile(titleOfText(filled('', piece)) + filled('', piece)));
      assert.ok(ms < MOST_CPU_MS, `${piece}: ${ms} ms`);
    }
  });

  it('is refused unread if it is longer', () => {
    assert.equal(
      codeOf(() => read(filled('/tts ', 'a'))),
      'text-too-long',
    );
    assert.equal(
      codeOf(() => read(`${filled('/tts ', 'a')}a`)),
      'line-too-long',
    );
    assert.equal(
      codeOf(() => read('a'.repeat(LINE_LENGTH + 1))),
      'line-too-long',
    );
  });
});

describe('the longest value of an option', () => {
  for (const [path, action] of ACTIONS) {
    it(`is what /${path} declares for each, or 100 characters`, () => {
      for (const [name, option] of Object.entries(action.options)) {
        if (option.kind === 'secret') continue;
        const { maxLength: max = 100, tooLong = 'words-too-long' } = option;
        const codeFor = (value: string) => codeOf(() => action.read({ [name]: value }));
        assert.equal(codeFor('1'.repeat(max + 1)), tooLong, name);
        assert.equal(codeFor(`😀${'1'.repeat(max)}`), tooLong, name);
        // Blanks around it do not count, and a character is one, however many units it takes.
        assert.notEqual(codeFor(` ${'😀'.repeat(max)}\n`), tooLong, name);
      }
    });
  }
});
