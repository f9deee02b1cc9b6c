import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Names, NO_NAMES } from '../../../../src/bots/discord/payload/names.ts';
import { type Reading, readMarkup } from '../../../../src/bots/discord/receive/read-text.ts';

const names: Names = {
  people: Object.fromEntries([
    ['80351110224678912', 'Nelly'],
    ['9', 'speed:4 "Bo"'],
  ]),
  roles: Object.fromEntries([['41771983423143936', 'Night shift']]),
  channels: Object.fromEntries([['290926798626357999', 'general-chat']]),
};
const READING: Reading = { names, locale: 'en', zone: 'Asia/Shanghai' };

describe('text from Discord', () => {
  it('is read as a person would say it', () => {
    for (const [sent, said] of [
      ['Hi <@80351110224678912> and <@!80351110224678912>!', 'Hi Nelly and Nelly!'],
      ['Hi <@123456789012345678>', 'Hi someone'],
      ['<@&41771983423143936>, <@&1>', 'Night shift, a role'],
      ['See <#290926798626357999> or <#1>', 'See general chat or a channel'],
      ['Well done <:party_cat:41771983429993937><a:wave:2>', 'Well done party catwave'],
      ['Use </tts:1> or </voice list:816437322781949972>', 'Use /tts or /voice list'],
      ['See <id:customize>', 'See customize'],
      ['Tom <3 <b> <@> <@x> 🎉 <t:> <https://a.example>', 'Tom <3 <b> <@> <@x> 🎉 <t:> <https://a.example>'],
    ] as const) {
      assert.equal(readMarkup(sent, READING), said, sent);
    }
    const zh = { ...READING, locale: 'zh-CN' } as const;
    assert.equal(readMarkup('<@1>、<@&1>、<#1>', zh), '某人、某个身份组、某个频道');
  });

  it('says a time in the language and time zone of its server', () => {
    for (const style of ['', ':R', ':f', ':d']) {
      assert.equal(readMarkup(`<t:1618953630${style}>`, READING), 'April 21, 2021 at 5:20 AM');
    }
    assert.match(
      readMarkup('<t:1618953630>', { ...READING, locale: 'zh-CN', zone: 'UTC' }),
      /^2021年4月20日 21:20$/,
    );
    assert.equal(readMarkup('<t:9999999999999999>', READING), 'a date');
  });

  it('makes no option and no quote of someone’s name', () => {
    assert.equal(readMarkup('<@9> hello', READING), 'speed 4 Bo hello');
  });

  it('never says an id, whatever is mentioned', () => {
    const id = fc.stringMatching(/^[1-9]\d{16,19}$/);
    const token = fc
      .tuple(fc.constantFrom('@', '@!', '@&', '#', ':a_b:', 'a:b:', '/tts:'), id)
      .map(([sign, one]) => `<${sign}${one}>`);
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.constantFrom(' ', 'a', '<', '>', ':'))), (parts) => {
        assert.doesNotMatch(readMarkup(parts.join(''), { ...READING, names: NO_NAMES }), /\d{16}/);
      }),
    );
  });
});
