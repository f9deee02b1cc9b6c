import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { drawReply, drawWords } from '../../../src/bots/slack/draw/message.ts';
import { escapeCode, escapeText, readText, unnamedMentions } from '../../../src/bots/slack/text/markup.ts';
import { tableLines } from '../../../src/bots/slack/text/table.ts';
import { markupFaults } from '../../fakes/slack/markup-rules.ts';

const words = fc.string({ unit: 'grapheme', maxLength: 200 });

describe('text for Slack', () => {
  it('never pings, links or mentions, whatever it holds', () => {
    const hostile = fc.constantFrom('<!channel>', '<@U123ABC>', '&lt;', '<', '>', '&', '<https://a.b|c>');
    fc.assert(
      fc.property(fc.array(fc.oneof(words, hostile)), (parts) => {
        assert.deepEqual(
          markupFaults(escapeText(parts.join(''))).filter((fault) => !/token|placeholder/.test(fault)),
          [],
        );
      }),
    );
  });

  it('is read back as it was, when Slack escapes it', () => {
    fc.assert(
      fc.property(words, (text) => {
        assert.equal(readText(escapeCode(text), 'label'), text);
      }),
    );
  });

  it('is not formatted, whatever stands around its words', () => {
    const shown: Readonly<Record<string, string>> = {
      'Yes, *if* the tests are green': 'Yes, ∗if∗ the tests are green',
      '_x_ and ~y~ (*z*)': 'ˍxˍ and ∼y∼ (∗z∗)',
      '如果*测试*通过': '如果∗测试∗通过',
      '`code` and a lone ` back quote': '`code` and a lone ˋ back quote',
      '> said she': '› said she',
    };
    for (const [text, safe] of Object.entries(shown))
      assert.equal(escapeText(text).replace('&gt;', '>'), safe);
    // Two signs of a kind that Slack could pair up, one beside a word's beginning and one beside its end.
    const formats = /(?<![A-Za-z0-9])([*_~])(?=\S)[^\n]*(?<=\S)\1(?![A-Za-z0-9])/;
    fc.assert(
      fc.property(fc.array(fc.constantFrom('*', '_', '~', 'a', '好', ' ', '.')), (parts) => {
        assert.doesNotMatch(escapeText(parts.join('')), formats);
      }),
    );
  });

  it('keeps code, addresses and signs that format nothing as they are', () => {
    for (const text of [
      'Type `/tts *loud*`.',
      'https://a.example/~mia/_x_',
      'snake_case 2 * 3 a*b ~ c',
      'ends in _key',
    ]) {
      assert.equal(escapeText(text), text);
    }
  });

  it('finds the people to be looked up once each', () => {
    assert.deepEqual(unnamedMentions('<@U1AB> <@U1AB> <@U2CD|mia> <#C1>'), ['U1AB']);
  });

  it('fits the limits of blocks however long it is', () => {
    fc.assert(
      fc.property(fc.nat(12_000), fc.constantFrom('&', 'a', 'a b\n', '好'), (length, unit) => {
        const { text, blocks } = drawWords(unit.repeat(length), [{ kind: 'fetch', jobId: 'j' }], 'en');
        assert.ok(text.length <= 4_000);
        assert.ok(blocks.length <= 50);
        for (const block of blocks) {
          if (block.type !== 'section') continue;
          assert.ok((block.text?.text.length ?? 0) <= 3_000);
          assert.doesNotMatch(block.text?.text ?? '', /&(?!amp;|lt;|gt;)/);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a table for Slack', () => {
  it('with two columns reads as a list', () => {
    const { kind, lines } = tableLines({
      columns: ['Command', 'Meaning'],
      rows: [['/tts [text]', 'Speaks']],
    });
    assert.equal(kind, 'list');
    assert.deepEqual(lines, ['• `/tts [text]` Speaks']);
  });

  it('with more is aligned, counting Chinese characters as two', () => {
    const { lines } = tableLines({
      columns: ['a', 'b', 'c'],
      rows: [
        ['中文', 'x', '1'],
        ['ab', 'long', '2'],
      ],
    });
    assert.deepEqual(lines, ['a     b     c', '中文  x     1', 'ab    long  2']);
  });

  it('cannot break out of its code block', () => {
    const table = { columns: ['a', 'b', 'c'], rows: [['```<!here>', '`', '\n']] };
    const { blocks } = drawReply({ tone: 'info', text: 'x', table, actions: [] }, 'en');
    const drawn = JSON.stringify(blocks);
    assert.equal(drawn.split('```').length, 3);
    assert.match(drawn, /&lt;!here&gt;/);
  });
});
