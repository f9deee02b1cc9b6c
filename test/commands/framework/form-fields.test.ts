import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { describe } from '../../../src/commands/framework/describe.ts';
import { describedAction } from '../../../src/commands/framework/described.ts';
import { formFields } from '../../../src/commands/framework/form-fields.ts';

const fields = (line: string, given: readonly string[] = [], most = 5): string => {
  const [command = '', subcommand] = line.split(' ');
  const action = describedAction(describe(COMMANDS, 'en'), command, subcommand);
  return formFields(action, given, most)
    .map(({ name }) => name)
    .join(' ');
};

test('a form asks for audio where there is none, and for what people set most often', () => {
  assert.equal(fields('stems'), 'audio url mode stem private');
  assert.equal(fields('transcribe', [], 3), 'audio url private');
  assert.equal(
    fields('transcribe', ['private'], 9),
    'audio url language speakers min_speakers max_speakers words format',
  );
  assert.equal(fields('stems', ['mode', 'stem']), 'audio url private');
});

test('a form asks for required texts, and for a file only where there is none', () => {
  assert.equal(fields('voice clone'), 'name audio description consent private');
  assert.equal(fields('voice clone', ['audio']), 'name description consent private');
  assert.equal(fields('music remix', ['prompt']), 'audio title duration private');
  assert.equal(fields('music rap', ['prompt']), 'lyrics title duration private');
});

test('no form is needed where nothing is missing, or where no job is started', () => {
  for (const [line, given] of [
    ['stems', ['url']],
    ['transcribe', ['audio']],
    ['music song', ['prompt']],
    ['tts', []],
    ['jobs show', []],
    ['wallet set-limit', []],
  ] as const) {
    assert.equal(fields(line, given), '', line);
  }
});
