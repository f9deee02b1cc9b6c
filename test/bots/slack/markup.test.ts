import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Drawn, drawReply, drawWords, withoutTable } from '../../../src/bots/slack/draw/message.ts';
import { escapeCode, escapeText } from '../../../src/bots/slack/text/markup.ts';
import { type Reading, readMarkup, unnamedMentions } from '../../../src/bots/slack/text/read-markup.ts';
import type { Table } from '../../../src/commands/framework/reply.ts';
import { faultsBy, messageBlocksRule } from '../../fakes/slack/blocks.ts';
import { markupFaults } from '../../fakes/slack/markup-rules.ts';

const words = fc.string({ unit: 'grapheme', maxLength: 200 });
const READING: Reading = {
  links: 'label',
  locale: 'en',
  nameOf: (id) => ({ U1: 'Mia Chen', U2: 'speed:4 — "Bo"' })[id],
};

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
        // An emoji's name is the one thing that a person types and another thing is said.
        fc.pre(!/:[\p{L}\p{N}_+'-]+:/u.test(text));
        assert.equal(readMarkup(escapeCode(text), READING), text);
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

describe('text from Slack', () => {
  it('is read as a person would say it', () => {
    for (const [sent, said] of [
      ['Hi <@U1>, <@U9> and <@U3|ada>', 'Hi Mia Chen, someone and ada'],
      ['See <#C1|general-chat> and <#C2|>', 'See general chat and a channel'],
      ['<!here> <!channel> <!everyone>', 'here channel everyone'],
      ['Ask <!subteam^S1|@design> or <!subteam^S2>', 'Ask design or a group'],
      ['On <!date^1392734382^Posted {date_num} {time_secs}|Feb 18, 2014>', 'On Feb 18, 2014'],
      ['Read <https://a.example/x|the page>', 'Read the page'],
      ['Write to <mailto:a@b.example|a@b.example>', 'Write to a@b.example'],
      ['Tom &amp; Jerry &lt;3 &amp;lt;', 'Tom & Jerry <3 &lt;'],
      [':tada: Well done :party_parrot:!', 'tada Well done party parrot!'],
      ['Yay:tada::heart: :wave::skin-tone-3: you', 'Yay tada heart wave you'],
      [':100: :+1: :ありがとう:', '100 +1 ありがとう'],
      ['At 10:30:45, a ratio of 1:2:3, a:b:c', 'At 10:30:45, a ratio of 1:2:3, a:b:c'],
      ['Note: this is 🎉 (so: it stays)', 'Note: this is 🎉 (so: it stays)'],
      ['is 1 <2 and 3> 2', 'is 1 <2 and 3> 2'],
    ] as const) {
      assert.equal(readMarkup(sent, READING), said, sent);
    }
    assert.equal(readMarkup('<@U9>、<#C2|>', { ...READING, locale: 'zh-CN' }), '某人、某个频道');
  });

  it('makes no option and no quote of someone’s name', () => {
    assert.equal(readMarkup('<@U2> hello', READING), 'speed 4 — Bo hello');
    assert.equal(readMarkup('<@U3|-- text:x> hello', READING), 'text x hello');
  });

  it('keeps an address whole where one is wanted', () => {
    const sent = '<https://a.example/:tada:/b|label> https://a.example/:x:/';
    assert.equal(
      readMarkup(sent, { ...READING, links: 'address' }),
      'https://a.example/:tada:/b https://a.example/:x:/',
    );
  });

  it('never says the id of what is mentioned', () => {
    const id = fc.stringMatching(/^[UWCS][A-Z0-9]{8,10}$/);
    const token = fc
      .tuple(fc.constantFrom('@', '#', '!subteam^'), id)
      .map(([sign, one]) => `<${sign}${one}>`);
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.constantFrom(' ', 'a', ':', '|', '&amp;'))), (parts) => {
        assert.doesNotMatch(readMarkup(parts.join(''), READING), /[UWCS][A-Z0-9]{8}/);
      }),
    );
  });
});

describe('a table for Slack', () => {
  const reply = (table: Table) => drawReply({ tone: 'info', text: 'x', table, actions: [] }, 'en');
  const wallet: Table = { columns: ['Limit', 'Left'], rows: [['Monthly', '$1.00']] };
  const cellsOf = (drawn: Drawn) =>
    drawn.blocks.flatMap((block) =>
      block.type === 'table'
        ? block.rows.map((row) => row.map((one) => /"text":"([^"]*)"/.exec(JSON.stringify(one))?.[1]))
        : [],
    );

  it('is one block with its column names first and amounts at the right, and a list in notifications', () => {
    const drawn = reply(wallet);
    assert.deepEqual(cellsOf(drawn), [
      ['Limit', 'Left'],
      ['Monthly', '$1.00'],
    ]);
    assert.match(JSON.stringify(drawn.blocks), /"is_wrapped":true},{"is_wrapped":true,"align":"right"}/);
    assert.equal(drawn.text, 'x\n• `Monthly` $1.00');
    assert.deepEqual(faultsBy(messageBlocksRule, drawn.blocks), []);
  });

  it('says in its list what its headers would', () => {
    const listed = [['Monthly', '$1.00 left']];
    assert.equal(reply({ ...wallet, listed }).text, 'x\n• `Monthly` $1.00 left');
  });

  it('has no empty cell, and shows what people wrote as they wrote it', () => {
    const drawn = reply({ columns: ['a', 'b', 'c'], rows: [['<!here> *x*', '', '\n']] });
    assert.deepEqual(cellsOf(drawn)[1], ['<!here> *x*', '\u00A0', '\u00A0']);
    assert.deepEqual(faultsBy(messageBlocksRule, drawn.blocks), []);
    assert.doesNotMatch(drawn.text, /<!here>/);
  });

  it('is a list where it is larger than Slack’s tables, or Slack refuses it', () => {
    const rows = Array.from({ length: 100 }, (_, index) => [`Job ${index}`, 'done']);
    const wide = [['x'.repeat(9_999), 'y']];
    for (const large of [rows, wide]) {
      const drawn = reply({ columns: ['a', 'b'], rows: large });
      assert.deepEqual(cellsOf(drawn), []);
      assert.deepEqual(faultsBy(messageBlocksRule, drawn.blocks), []);
    }
    const [plain] = [withoutTable(reply(wallet))];
    assert.match(JSON.stringify(plain?.blocks), /• `Monthly` \$1\.00/);
    assert.deepEqual(cellsOf(plain ?? reply(wallet)), []);
  });
});
