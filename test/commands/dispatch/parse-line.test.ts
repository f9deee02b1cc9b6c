import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { parseLine } from '../../../src/commands/dispatch/parse-line.ts';
import { wallet } from '../../../src/commands/wallet/wallet.ts';
import { trimBlank } from '../../../src/core/model/blank.ts';
import type { ErrorCode } from '../../../src/core/model/error-codes.ts';
import { BotError, type ErrorFacts } from '../../../src/core/model/errors.ts';

type Raw = Readonly<Record<string, string>>;

function rawOf(line: string): unknown {
  return parseLine(line, COMMANDS).raw;
}

function refusalOf(line: string): BotError {
  try {
    parseLine(line, COMMANDS);
  } catch (error) {
    assert.ok(error instanceof BotError, String(error));
    return error;
  }
  return assert.fail(`${line} was understood`);
}

/** What `/wallet` can be followed by, as its refusal lists it. */
const WALLET = Object.keys(wallet.subcommands).join(', ');
const SONG = 'https://example.org/a.mp3';

const UNDERSTOOD: Readonly<Record<string, readonly (readonly [string, Raw])[]>> = {
  'free text': [
    ['/tts Hello', { text: 'Hello' }],
    ['tts Hello', { text: 'Hello' }],
    ['  /TTS   Hello  ', { text: 'Hello' }],
    ['/speak Hello', { text: 'Hello' }],
    ['/tts\nHello\n\nyou', { text: 'Hello\n\nyou' }],
    ['/tts\u3000你好', { text: '你好' }],
    ['/tts', {}],
  ],
  'options in front': [
    ['/tts speed:2 Hello', { speed: '2', text: 'Hello' }],
    ['/tts SPEED:2 Voice:Aura Hello', { speed: '2', voice: 'Aura', text: 'Hello' }],
    ['/tts speed=2 Hello', { speed: '2', text: 'Hello' }],
    ['/tts speed : 2 Hello', { speed: '2', text: 'Hello' }],
    ['/tts speed\uFF1A2 voice\uFF1Aaura 你好', { speed: '2', voice: 'aura', text: '你好' }],
    ['/tts speed:2\nHello', { speed: '2', text: 'Hello' }],
    ['/tts private:on Hello', { private: 'on', text: 'Hello' }],
    ['/tts speed:', { speed: '' }],
    ['/tts Hello speed:2', { text: 'Hello speed:2' }],
  ],
  'a text given by name': [
    ['/tts text:Hello', { text: 'Hello' }],
    ['/tts text: Hello you', { text: 'Hello you' }],
    ['/tts text:Hello you voice:aura speed:2', { text: 'Hello you', voice: 'aura', speed: '2' }],
    ['/tts text:Mind the speed: be slow', { text: 'Mind the speed: be slow' }],
    ['/tts text:"Hello you" speed:2', { text: 'Hello you', speed: '2' }],
  ],
  'words that only look like an option': [
    [`/tts https://example.org is a link`, { text: 'https://example.org is a link' }],
    ['/tts Note: hello', { text: 'Note: hello' }],
    ['/tts speed:2 Note: hello', { speed: '2', text: 'Note: hello' }],
    ['/tts 12:30 is late', { text: '12:30 is late' }],
    ['/tts __proto__:x', { text: '__proto__:x' }],
    ['/tts constructor:x', { text: 'constructor:x' }],
    ['/tts hasOwnProperty = x', { text: 'hasOwnProperty = x' }],
  ],
  quotes: [
    ['/tts voice:"Aunt May" Hello', { voice: 'Aunt May', text: 'Hello' }],
    ['/tts voice:\u201CAunt May\u201D Hello', { voice: 'Aunt May', text: 'Hello' }],
    ['/tts voice:\u201CAunt May" Hello', { voice: 'Aunt May', text: 'Hello' }],
    ['/tts voice:\u201EAunt May\u201C Hello', { voice: 'Aunt May', text: 'Hello' }],
    ['/tts voice:\u00ABAunt May\u00BB Hello', { voice: 'Aunt May', text: 'Hello' }],
    ['/tts voice\uFF1A\u300C五月\u300D 你好', { voice: '五月', text: '你好' }],
    ['/tts voice:\u300E五月\u300F 你好', { voice: '五月', text: '你好' }],
    ['/tts voice:\uFF02五月\uFF02 你好', { voice: '五月', text: '你好' }],
    ['/tts voice:"Aunt May', { voice: '"Aunt', text: 'May' }],
    ['/tts voice:"" Hello', { voice: '', text: 'Hello' }],
    ['/tts "Hello"', { text: 'Hello' }],
    ['/tts \u201CHello\u201D', { text: 'Hello' }],
    ['/tts ""', { text: '' }],
    ['/tts "Hello" she said', { text: '"Hello" she said' }],
    ['/tts "Hello", "bye"', { text: '"Hello", "bye"' }],
    ["/tts 'tis fine", { text: "'tis fine" }],
  ],
  'the end of options': [
    ['/tts -- speed:2', { text: 'speed:2' }],
    ['/tts speed:2 -- voice: x', { speed: '2', text: 'voice: x' }],
    ['/tts \u2014 speed:2', { text: 'speed:2' }],
    ['/tts \u2013 speed:2', { text: 'speed:2' }],
    ['/tts --\n"Hello"', { text: '"Hello"' }],
    ['/tts -- -- Hello', { text: '-- Hello' }],
    ['/tts --Hello', { text: '--Hello' }],
    ['/tts -5 degrees', { text: '-5 degrees' }],
    ['/tts --', {}],
  ],
  'words that name their option by what they are': [
    [`/stems ${SONG}`, { url: SONG }],
    [`/stems six ${SONG}`, { mode: 'six', url: SONG }],
    [`/stems ${SONG} six`, { mode: 'six', url: SONG }],
    [`/stems mode:six ${SONG}`, { mode: 'six', url: SONG }],
    [`/stems url:${SONG} six`, { mode: 'six', url: SONG }],
    [`/stems single vocals ${SONG}`, { mode: 'single', stem: 'vocals', url: SONG }],
    [`/stems Vocals ${SONG}`, { stem: 'Vocals', url: SONG }],
    [`/stems -- ${SONG}`, { url: SONG }],
    [`/stems <${SONG}>`, { url: `<${SONG}>` }],
    // One letter amiss goes to the option it was meant for, which answers with its choices.
    [`/stems sixx ${SONG}`, { mode: 'sixx', url: SONG }],
    ['/stems six', { mode: 'six' }],
    ['/wallet estimate stems 180', { service: 'stems', seconds: '180' }],
    ['/wallet estimate 180 stems', { service: 'stems', seconds: '180' }],
    ['/wallet estimate service:stems seconds:180', { service: 'stems', seconds: '180' }],
    ['/wallet estimate stems 3min', { service: 'stems', seconds: '3min' }],
    ['/wallet  Balance', {}],
    ['/jobs show abc', { job: 'abc' }],
    ['/jobs\nshow\njob:#abc', { job: '#abc' }],
  ],
  'options after what is no free text': [
    [`/transcribe ${SONG} format:srt`, { url: SONG, format: 'srt' }],
    [
      `/transcribe ${SONG}, ${SONG} format:srt words:on`,
      { url: `${SONG}, ${SONG}`, format: 'srt', words: 'on' },
    ],
    [`/transcribe url:${SONG} language:en`, { url: SONG, language: 'en' }],
    [`/transcribe srt ${SONG} speakers:on`, { format: 'srt', url: SONG, speakers: 'on' }],
    [`/transcribe -- ${SONG} format:srt`, { url: `${SONG} format:srt` }],
    [`/stems ${SONG} mode:six`, { url: SONG, mode: 'six' }],
    [`/denoise ${SONG} private:on`, { url: SONG, private: 'on' }],
    ['/wallet estimate stems seconds:180', { service: 'stems', seconds: '180' }],
  ],
  'text that is only near an option': [
    ['/tts sped: 1 hello', { text: 'sped: 1 hello' }],
    ['/tts -- sped:1 hello', { text: 'sped:1 hello' }],
    ['/tts Re:hello', { text: 'Re:hello' }],
    ['/tts note:hello', { text: 'note:hello' }],
    ['/tts is:hello', { text: 'is:hello' }],
    ['/tts 10:30 is late', { text: '10:30 is late' }],
    ['/tts tex://a.example', { text: 'tex://a.example' }],
    ['/tts 注意：你好', { text: '注意：你好' }],
    ['/tts Hello sped:1', { text: 'Hello sped:1' }],
    ['/tts text:Not sped:1 but fast voice:aura', { text: 'Not sped:1 but fast', voice: 'aura' }],
  ],
  'signs that show nothing around names and values': [
    ['\u200B/\u200Etts\u200B Hello', { text: 'Hello' }],
    ['\uFEFF/tts\u2060\u3164Hello\u200F', { text: 'Hello' }],
    [
      '/tts \u200Fspeed\u200B:\u200E2\u200B \u2066voice\u2069:aura\u200B \u200BHello',
      {
        speed: '2',
        voice: 'aura',
        text: 'Hello',
      },
    ],
    ['/tts speed\u3164:2 \u3164 Hello', { speed: '2', text: 'Hello' }],
    ['/wallet\u200B \u200Bbalance\u2800', {}],
    [`/stems \u200Bsix\u200B \u200E${SONG}\u200E`, { mode: 'six', url: SONG }],
    ['/tts --\u200B\u2800 speed:2', { text: 'speed:2' }],
    // Between letters and in emoji they are meant.
    ['/tts می\u200Cخواهم 👨\u200D👩\u200D👧 ❤\uFE0F', { text: 'می\u200Cخواهم 👨\u200D👩\u200D👧 ❤\uFE0F' }],
  ],
};

const TTS_OPTIONS = 'text, file, voice, speed, language, as, private';
const STEMS_OPTIONS = 'audio, url, mode, stem, private';

const REFUSED: readonly (readonly [string, ErrorCode, ErrorFacts])[] = [
  ['', 'command-unknown', { name: '' }],
  ['/', 'command-unknown', { name: '' }],
  ['Good morning', 'command-unknown', { name: 'good' }],
  ['/__proto__', 'command-unknown', { name: '__proto__' }],
  ['/is', 'command-unknown', { name: 'is' }],
  ['/tst Hello', 'command-mistyped', { name: 'tst', near: 'tts' }],
  ['/speek Hello', 'command-mistyped', { name: 'speek', near: 'speak' }],
  ['/stem', 'command-mistyped', { name: 'stem', near: 'stems' }],
  ['/walet balance', 'command-mistyped', { name: 'walet', near: 'wallet' }],
  ['/wallet', 'subcommand-missing', { choices: WALLET }],
  ['/wallet constructor', 'subcommand-missing', { choices: WALLET }],
  ['/wallet estimat', 'subcommand-missing', { choices: WALLET }],
  ['/jobs', 'subcommand-missing', { choices: 'list, show, fetch, cancel, delete, forget-me' }],
  ['/tts speed:1 SPEED:2 Hello', 'option-twice', { option: 'speed' }],
  ['/tts sped:1 hello', 'option-mistyped', { option: 'sped', near: 'speed' }],
  ['/tts voice:aura SPEEED=1 hello', 'option-mistyped', { option: 'speeed', near: 'speed' }],
  ['/tts text:Hello you sped:1', 'option-mistyped', { option: 'sped', near: 'speed' }],
  ['/tts langauge\uFF1Aen hello', 'option-mistyped', { option: 'langauge', near: 'language' }],
  [`/transcribe ${SONG} fromat:srt`, 'option-mistyped', { option: 'fromat', near: 'format' }],
  [`/stems ${SONG} mod:six`, 'option-mistyped', { option: 'mod', near: 'mode' }],
  ['/tts text:"Hello" you', 'words-unexpected', { words: 'you', options: TTS_OPTIONS }],
  ['/tts text:"Hello" -- you', 'words-unexpected', { words: 'you', options: TTS_OPTIONS }],
  [`/stems nonsense ${SONG}`, 'words-unexpected', { words: `nonsense ${SONG}`, options: STEMS_OPTIONS }],
  [`/stems ${SONG} ${SONG}`, 'words-unexpected', { words: SONG, options: STEMS_OPTIONS }],
  ['/stems six four', 'words-unexpected', { words: 'four', options: STEMS_OPTIONS }],
  ['/stems foo:bar', 'words-unexpected', { words: 'foo:bar', options: STEMS_OPTIONS }],
  ['/wallet balance of mine', 'words-unwanted', { words: 'of mine' }],
  ['/jobs show abc def', 'words-unexpected', { words: 'def', options: 'job' }],
];

describe('a typed line', () => {
  for (const [what, cases] of Object.entries(UNDERSTOOD)) {
    it(`is understood: ${what}`, () => {
      for (const [line, raw] of cases) assert.deepEqual(rawOf(line), raw, line);
    });
  }

  it('is refused with the reason and what would help, where it cannot be understood', () => {
    for (const [line, code, facts] of REFUSED) {
      const error = refusalOf(line);
      assert.deepEqual({ code: error.code, facts: error.facts }, { code, facts }, line);
    }
  });

  it('quotes what it did not understand in one short line without control or half characters', () => {
    const { facts } = refusalOf(`/stems what\u202E\nis\u0000 this ${'\u{1F600}'.repeat(50)}`);
    assert.equal(facts['words'], `what is this ${'\u{1F600}'.repeat(26)}…`);
  });

  it('never says in the operator’s message what was typed', () => {
    for (const line of [
      '/secretword',
      '/stems secretword',
      '/wallet secretword',
      '/tts speed:1 speed:secretword',
    ]) {
      assert.doesNotMatch(refusalOf(line).message, /secret/, line);
    }
  });

  it('is either understood or refused for a reason, whatever it is', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '/tts',
        '/stems',
        '/wallet',
        'estimate',
        'text:',
        'mode:',
        'speed',
        ':',
        '\uFF1A',
        '=',
        ' ',
      ),
      fc.constantFrom(
        '"',
        '\u201C',
        '\u201D',
        '--',
        '\u2014',
        '\n',
        '__proto__:',
        'constructor',
        'six',
        SONG,
      ),
    );
    const lines = fc
      .tuple(fc.constantFrom('/tts ', '/stems ', '/wallet estimate ', '/jobs show ', ''), fc.array(piece))
      .map(([start, pieces]) => start + pieces.join(''));
    fc.assert(
      fc.property(lines, (line) => {
        try {
          const { action, raw } = parseLine(line, COMMANDS);
          for (const name of Object.keys(raw)) assert.ok(Object.hasOwn(action.options, name), name);
        } catch (error) {
          assert.ok(error instanceof BotError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every text behind `--` as it is, without the blanks around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (given) => {
        const text = trimBlank(given);
        assert.deepEqual(rawOf(`/tts speed:2 -- ${given}`), { speed: '2', ...(text === '' ? {} : { text }) });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read in no time, however long and odd it is', () => {
    const many = 39_000;
    const lines = [
      `/tts ${'a'.repeat(many)}`,
      `/tts ${' '.repeat(many)}x`,
      `/tts ${'a '.repeat(many / 2)}`,
      `/tts text:${'a '.repeat(many / 2)}`,
      `/tts text:a${' '.repeat(many)}b`,
      `/tts a${' '.repeat(many)}b`,
      `/tts ${'"'.repeat(many)}`,
      `/stems ${'six '.repeat(many / 4)}`,
      `/${'x'.repeat(many)}`,
    ];
    const before = process.cpuUsage();
    for (const line of lines) {
      try {
        parseLine(line, COMMANDS);
      } catch (error) {
        assert.ok(error instanceof BotError);
      }
    }
    // Time of the processor, of which a busy machine needs no more than an idle one.
    assert.ok(process.cpuUsage(before).user < 5_000_000);
  });
});
