import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut } from '../../../../src/bots/discord/draw/cut.ts';
import { escapeMarkdown } from '../../../../src/bots/discord/draw/escape.ts';

test('what members put into words shows as they wrote it', () => {
  assert.equal(
    escapeMarkdown('*big* _song_ ~~x~~ ||y|| [a](b)'),
    '\\*big\\* \\_song\\_ \\~\\~x\\~\\~ \\|\\|y\\|\\| \\[a\\](b)',
  );
  assert.equal(escapeMarkdown('<@1> <#2> <t:3>'), '\\<@1> \\<#2> \\<t:3>');
  assert.equal(
    escapeMarkdown('# loud\n- list\n> quote\n-# small'),
    '\\# loud\n\\- list\n\\> quote\n\\-# small',
  );
});

test('commands that our words name stay code', () => {
  assert.equal(escapeMarkdown('Use `/jobs fetch`, or `a*b`.'), 'Use `/jobs fetch`, or `a*b`.');
  assert.equal(escapeMarkdown('one ` alone'), 'one \\` alone');
});

test('removing the backslashes gives back the text, whatever it was, outside of code', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('`')),
      (text) => {
        assert.equal(escapeMarkdown(text).replace(/\\([^\p{L}\p{N}\s])/gu, '$1'), text);
      },
    ),
  );
});

test('a text is cut without tearing a sign in two, and never ends in half an escape', () => {
  assert.equal(cut('abc', 3), 'abc');
  assert.equal(cut('abcd', 3), 'ab…');
  assert.equal(cut('a😀b', 3), 'a…');
  assert.equal(cut('ab\\*cd', 4), 'ab…');
});
