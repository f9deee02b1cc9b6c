import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { DiscordAPIError, HTTPError } from '@discordjs/rest';
import { refusalOf } from '../../../../src/bots/discord/rest/discord-refusal.ts';

const TOKEN = 'aW50ZXJhY3Rpb24-very-secret';
const url = `https://discord.com/api/v10/webhooks/1/${TOKEN}/messages/@original`;
const body = { body: { content: 'what a member wrote' }, files: [] };

const refused = (code: number | undefined, status: number): DiscordAPIError =>
  // An answer that is not JSON leaves the code undefined, whatever the type says.
  new DiscordAPIError({ code: code ?? 0, message: 'no' }, code as number, status, 'PATCH', url, body);

const CASES: readonly (readonly [number | undefined, number, string])[] = [
  [10_062, 404, 'token-gone'],
  [10_015, 404, 'token-gone'],
  [50_027, 401, 'token-gone'],
  [40_060, 400, 'acknowledged'],
  [10_003, 404, 'place-closed'],
  [10_008, 404, 'place-closed'],
  [50_001, 403, 'place-closed'],
  [50_007, 403, 'place-closed'],
  [50_013, 403, 'place-closed'],
  [50_083, 400, 'place-closed'],
  [40_005, 413, 'too-large'],
  [50_045, 400, 'too-large'],
  [undefined, 413, 'too-large'],
  [200_000, 400, 'filtered'],
  [240_000, 400, 'filtered'],
  [20_016, 429, 'later'],
  [40_333, 403, 'later'],
  [undefined, 429, 'later'],
  [undefined, 401, 'later'],
  [undefined, 403, 'later'],
  [undefined, 404, 'later'],
  [0, 403, 'place-closed'],
  [0, 404, 'place-closed'],
  [50_035, 400, 'malformed'],
  [undefined, 400, 'malformed'],
  [0, 401, 'unauthorized'],
];

for (const [code, status, trouble] of CASES) {
  test(`${status} with ${code ?? 'no code'} means ${trouble}`, () => {
    assert.equal(refusalOf(refused(code, status)).trouble, trouble);
  });
}

test('neither token nor text of a refused request is kept', () => {
  for (const error of [refused(50_035, 400), new HTTPError(502, 'Bad', 'PATCH', url, body)]) {
    const shown = inspect(refusalOf(error), { depth: 10 });
    assert.ok(!shown.includes(TOKEN) && !shown.includes('member wrote'), shown);
  }
});

test('a bad body names its fields without their values', () => {
  const errors = { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'secret words' }] } };
  const error = new DiscordAPIError({ code: 50_035, message: 'x', errors }, 50_035, 400, 'POST', url, body);
  const { message } = refusalOf(error);
  assert.match(message, /content BASE_TYPE_MAX_LENGTH/);
  assert.doesNotMatch(message, /secret words/);
});

test('what the network throws is worth another try', () => {
  assert.equal(refusalOf(new TypeError('fetch failed')).trouble, 'later');
  assert.equal(refusalOf('nothing').trouble, 'later');
});
