import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readTyping } from '../../../../../src/bots/web/page/composer/command-line.ts';
import { type Draft, suggest } from '../../../../../src/bots/web/page/composer/suggestions.ts';
import { COMMANDS } from '../../../../../src/commands/catalog.ts';
import { describe } from '../../../../../src/commands/framework/describe.ts';
import { createFakeDesk } from '../../fixtures/fake-desk.ts';
import { NEVER } from '../../fixtures/playground.ts';

const commands = createFakeDesk(new Map()).describe('en');
const about = {
  commands,
  t: (key: string) => key,
  find: async () => [{ value: 'Aria Nova', label: 'Aria Nova' }],
};

/** Suggestions for a line in which `|` marks the caret. */
async function offered(marked: string, attachments: readonly string[] = []) {
  const caret = marked.indexOf('|');
  const draft: Draft = { line: marked.replace('|', ''), caret, attachments };
  const { items, isEager } = await suggest(draft, about, NEVER);
  const taken = items.map(
    ({ from, to, insert }) => draft.line.slice(0, from) + insert + draft.line.slice(to),
  );
  return { labels: items.map((item) => item.label), taken, isEager };
}

test('A slash offers every command, and each letter narrows them, by alias too', async () => {
  assert.deepEqual((await offered('/|')).labels, ['/tts', '/stems', '/wallet', '/help']);
  assert.deepEqual(await offered('/st|'), { labels: ['/stems'], taken: ['/stems '], isEager: true });
  assert.deepEqual((await offered('/spe|')).taken, ['/tts ']);
  assert.deepEqual((await offered('/zzz|')).labels, []);
});

test('Enter sends what is complete and completes what is not', async () => {
  assert.equal((await offered('/help|')).isEager, false);
  assert.equal((await offered('/wallet|')).isEager, true);
  assert.equal((await offered('/wallet balance|')).isEager, false);
  assert.equal((await offered('/tts|')).isEager, true);
  assert.equal((await offered('/stems|', ['song.mp3'])).isEager, false);
  assert.equal((await offered('/tts s|')).isEager, false, 'it may be the beginning of the text');
});

test('Options follow the command, each once, and end where the text begins', async () => {
  assert.deepEqual((await offered('/tts |')).labels, ['voice:', 'speed:', 'private:']);
  assert.deepEqual((await offered('/tts speed:2 |')).labels, ['voice:', 'private:']);
  assert.deepEqual((await offered('/tts v|')).taken, ['/tts voice:']);
  assert.deepEqual((await offered('/tts Hello |')).labels, []);
  assert.deepEqual((await offered('/tts -- |')).labels, []);
  assert.deepEqual((await offered('/tts https:|')).labels, []);
  assert.deepEqual((await offered('/wallet |')).labels, ['balance', 'limits']);
  assert.deepEqual((await offered('/wallet lim|')).taken, ['/wallet limits ']);
});

test('Values are offered after the colon and quoted where they hold a space', async () => {
  assert.deepEqual((await offered('/stems mode:t|')).taken, ['/stems mode:two ']);
  assert.deepEqual((await offered('/tts private:|')).taken, ['/tts private:on ', '/tts private:off ']);
  assert.deepEqual((await offered('/tts voice:ar| Hi')).taken, ['/tts voice:"Aria Nova"  Hi']);
  assert.deepEqual((await offered('/tts voice:"Aria N|')).taken, ['/tts voice:"Aria Nova" ']);
  assert.equal((await offered('/stems mode:two|')).isEager, false);
});

test('Attached audio proposes stems, a text file speech, and words without a command can be spoken', async () => {
  assert.deepEqual((await offered('|', ['song.flac'])).taken, ['/stems']);
  assert.deepEqual((await offered('|', ['story.TXT'])).taken, ['/tts']);
  assert.deepEqual((await offered('Good morning|')).taken, ['/tts Good morning']);
  assert.deepEqual((await offered('|')).labels, []);
});

test('Whatever is typed, the word under the caret lies within the line before the caret', () => {
  const piece = fc.constantFrom(
    '/tts',
    '/wallet',
    'balance',
    'voice:',
    'speed:1',
    '"',
    ' ',
    '--',
    'x',
    '夜',
    '\n',
    ':',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(), (pieces, at) => {
      const line = pieces.join('');
      const caret = at % (line.length + 1);
      const typing = readTyping(line, caret, commands);
      if (!('from' in typing)) return;
      assert.ok(typing.from >= 0 && typing.from <= typing.to && typing.to === caret);
      assert.equal(
        line.slice(typing.from, typing.to).replaceAll('"', '').endsWith(typing.query.replaceAll('"', '')),
        true,
      );
    }),
  );
});

test('A role is not offered, because the playground has none; zones and tenants are asked of the server', async () => {
  const wallet = describe(COMMANDS, 'en').filter(({ name }) => name === 'wallet');
  const offer = async (line: string) => {
    const draft: Draft = { line, caret: line.length, attachments: [] };
    const { items } = await suggest(draft, { ...about, commands: wallet }, NEVER);
    return items.map((item) => item.label);
  };
  assert.deepEqual(await offer('/wallet allow '), ['command:', 'user:', 'everyone:', 'remove:']);
  assert.deepEqual(await offer('/wallet timezone zone:'), ['Aria Nova']);
  assert.deepEqual(await offer('/wallet grant tenant:'), ['Aria Nova']);
});
