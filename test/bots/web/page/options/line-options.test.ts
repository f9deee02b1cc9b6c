import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readLineOptions,
  withOption,
  withSubcommand,
} from '../../../../../src/bots/web/page/options/line-options.ts';
import { COMMANDS } from '../../../../../src/commands/catalog.ts';
import { parseLine } from '../../../../../src/commands/dispatch/parse-line.ts';
import { describe as describeCommands } from '../../../../../src/commands/framework/describe.ts';

const commands = describeCommands(COMMANDS, 'en');

function valuesOf(line: string): Readonly<Record<string, string>> {
  const given = readLineOptions(line, commands)?.given ?? new Map<string, never>();
  return Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
}

/** Sets an option as its chip does. */
function set(line: string, name: string, value: string): string {
  const read = readLineOptions(line, commands) ?? assert.fail(`No command in ${line}`);
  return withOption(line, read, name, value);
}

describe('the options of a line', () => {
  it('are read as the bot reads them: by name, in quotes, alone, and up to the free text', () => {
    for (const line of [
      '/tts voice:Aura speed:1.5 Hello speed:2 you',
      '/tts voice:"Night Desk" as:voice-message Hello',
      '/stems six',
      '/stems mode:single stem:bass https://a.example/b.mp3',
      '/music song genre:Folk duration:20 A tune',
      '/transcribe srt',
      '/diarize 3',
    ]) {
      const { raw } = parseLine(line, COMMANDS);
      const read = valuesOf(line);
      const typed = Object.entries(raw).filter(([name]) => name !== 'text' && name !== 'prompt');
      assert.deepEqual(read, Object.fromEntries(typed), line);
    }
  });

  it('are changed, added before the free text, and removed, and nothing else of the line is', () => {
    assert.equal(set('/tts Hello there', 'speed', '1.5'), '/tts speed:1.5 Hello there');
    assert.equal(set('/tts speed:1.5 Hello', 'speed', '0.75'), '/tts speed:0.75 Hello');
    assert.equal(set('/tts speed:1.5 Hello', 'speed', ''), '/tts Hello');
    assert.equal(set('/tts', 'voice', 'Night Desk'), '/tts voice:"Night Desk" ');
    assert.equal(set('/stems six', 'mode', 'four'), '/stems mode:four');
    assert.equal(set('/stems', 'mode', ''), '/stems');
    assert.equal(set('/tts -- speed:1 is slow', 'speed', '2'), '/tts speed:2 -- speed:1 is slow');
  });

  it('survive a way there and back: what a chip wrote, the bot reads', () => {
    const line = set(set('/music song A tune', 'genre', 'Hip hop'), 'duration', '45');
    assert.deepEqual(parseLine(line, COMMANDS).raw, { genre: 'Hip hop', duration: '45', prompt: 'A tune' });
  });

  it('are those of a subcommand, which is chosen first', () => {
    const read = readLineOptions('/music ', commands) ?? assert.fail('/music is a command');
    assert.ok(read.subcommands.some(({ name }) => name === 'song'));
    assert.equal(withSubcommand('/music ', read, 'song'), '/music song ');
    assert.equal(
      withSubcommand('/music A tune', readLineOptions('/music A tune', commands) ?? read, 'rap'),
      '/music rap A tune',
    );
  });

  it('are none without a known command', () => {
    assert.equal(readLineOptions('Hello', commands), undefined);
    assert.equal(readLineOptions('/nonsense speed:2', commands), undefined);
  });
});
