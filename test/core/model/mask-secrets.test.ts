import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { maskSecrets } from '../../../src/core/model/mask-secrets.ts';

/** Letters of a secret, random so that no part of it is in the text by chance. */
const part = (alphabet: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const ALNUM = `${UPPER}${UPPER.toLowerCase()}${DIGITS}`;
const BASE64URL = `${ALNUM}_-`;
/** What an address may hold unencoded in its query, and what a browser would encode but people paste. */
const QUERY = `${BASE64URL}.~!*'();:@&=+$,/?%|{}^\`[]`;

interface Sample {
  readonly text: string;
  /** None of these may be left. */
  readonly secrets: readonly string[];
}

const whole = (text: fc.Arbitrary<string>): fc.Arbitrary<Sample> =>
  text.map((one) => ({ text: one, secrets: [one] }));
const holding = (build: (secret: string) => string, secret: fc.Arbitrary<string>): fc.Arbitrary<Sample> =>
  secret.map((one) => ({ text: build(one), secrets: [one] }));
const joined = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => all.join(''));

const KINDS: Readonly<Record<string, fc.Arbitrary<Sample>>> = {
  'a key of AudioPod': whole(joined(fc.constantFrom('ap_', 'ap_live_', 'ap_test_'), part(BASE64URL, 16, 48))),
  'a bot token of Slack': whole(
    joined(fc.constant('xoxb-'), part(DIGITS, 12), fc.constant('-'), part(ALNUM, 24)),
  ),
  'a token of a Slack app': whole(
    joined(fc.constant('xapp-1-A0'), part(ALNUM, 9), fc.constant('-'), part('abcdef0123456789', 64)),
  ),
  'a rotated token of Slack': whole(joined(fc.constant('xoxe.xoxp-1-'), part(ALNUM, 40))),
  'a signing secret of Slack': whole(part('0123456789abcdef', 32)),
  'a bot token of Discord': whole(
    joined(
      part(BASE64URL, 24, 28),
      fc.constant('.'),
      part(BASE64URL, 6),
      fc.constant('.'),
      part(BASE64URL, 27, 38),
    ),
  ),
  'an interaction token of Discord': holding((one) => `aW50ZXJhY3Rpb246${one}`, part(BASE64URL, 60, 200)),
  'a header': holding((one) => `Authorization: Bearer ${one}`, part(BASE64URL, 20, 40)),
  'a header of a bot': holding((one) => `authorization: Bot ${one}`, part(BASE64URL, 20, 40)),
  'a header with a name and a password': holding((one) => `Basic ${one}==`, part(ALNUM, 20, 40)),
  'a JSON web token': whole(
    joined(
      fc.constant('eyJ'),
      part(BASE64URL, 30),
      fc.constant('.eyJ'),
      part(BASE64URL, 60),
      fc.constant('.'),
      part(BASE64URL, 43),
    ),
  ),
  'a key in base64': whole(joined(part(`${ALNUM}+/`, 43), fc.constant('='))),
  'a field': holding((one) => `{"bot_token":"${one}"}`, part(ALNUM, 12, 30)),
  'a variable': holding((one) => `SLACK_SIGNING_SECRET=${one}`, part(ALNUM, 12, 30)),
  'a response URL': holding(
    (one) => `https://hooks.slack.com/commands/T0AAAAAAA/123456789/${one}`,
    part(ALNUM, 24),
  ),
  'a response URL without a scheme': holding(
    (one) => `hooks.slack.com/actions/T0AAAAAAA/123/${one}`,
    part(ALNUM, 24),
  ),
  'a webhook of Discord': holding(
    (one) => `https://discord.com/api/v10/webhooks/123456789012345678/${one}/messages/@original`,
    part(BASE64URL, 68),
  ),
  'the path of an interaction': holding(
    (one) => `POST /interactions/123456789012345678/${one}/callback`,
    part(BASE64URL, 30, 200),
  ),
  'a signed link': holding(
    (one) => `https://cdn.discordapp.com/attachments/1/2/a.mp3?ex=1&is=2&hm=${one}&`,
    part(ALNUM, 64),
  ),
  'a signed link without a scheme': holding(
    (one) => `cdn.discordapp.com/attachments/1/2/a.mp3?ex=1&hm=${one}`,
    part(ALNUM, 24),
  ),
  'a link signed with any signs': holding((one) => `https://h.example/a?x=${one}`, part(QUERY, 12, 60)),
  'a link signed after a semicolon': holding((one) => `https://h.example/a;sig=${one}`, part(QUERY, 12, 60)),
  'a link signed in its fragment': holding((one) => `https://h.example/a#t=${one}`, part(QUERY, 12, 60)),
  'a link signed in its path': holding(
    (one) => `https://h.example/get/${one}/a.wav`,
    part(BASE64URL, 32, 60),
  ),
  'a link in JSON': holding((one) => `{"u":"https:\\/\\/h.example\\/a?sig=${one}"}`, part(ALNUM, 20)),
  'a link in a form': holding((one) => `url=https%3A%2F%2Fh.example%2Fa%3Fsig%3D${one}`, part(ALNUM, 20)),
  'a password in a database’s address': holding(
    (one) => `postgres://bot:${one}@db.example/bot`,
    part(`${ALNUM}/?#@:;!`, 12, 30),
  ),
  'a password in a link': holding((one) => `https://me:${one}@h.example/a`, part(`${ALNUM}@!$`, 12, 30)),
};

/** What may stand right beside a secret: nothing, a sign, a digit, a letter, or another script. */
const beside = fc.oneof(
  fc.constant(''),
  fc.string({
    unit: fc.constantFrom(...`${ALNUM}_-.,:;=()[]{}'"\`/\\|~*<>&% \n\t`, 'é', '密', '🎧'),
    maxLength: 8,
  }),
);

/** The longest part of the secret that is still readable. */
function leftOf(secret: string, masked: string): number {
  for (let length = secret.length; length > 0; length -= 1) {
    for (let start = 0; start + length <= secret.length; start += 1) {
      if (masked.includes(secret.slice(start, start + length))) return length;
    }
  }
  return 0;
}

const runs = process.env['PROVE'] === undefined ? 60 : 5_000;

describe('masking', () => {
  for (const [kind, sample] of Object.entries(KINDS)) {
    it(`leaves nothing of ${kind}, whatever stands beside it`, () => {
      fc.assert(
        fc.property(sample, beside, beside, ({ text, secrets }, before, after) => {
          const masked = maskSecrets(`${before}${text}${after}`);
          for (const secret of secrets) {
            assert.ok(
              leftOf(secret, masked) < 8,
              `${JSON.stringify(`${before}${text}${after}`)} became ${masked}`,
            );
          }
        }),
        { numRuns: runs },
      );
    });
  }

  it('is the same when it is done again', () => {
    fc.assert(
      fc.property(fc.oneof(...Object.values(KINDS)), beside, ({ text }, before) => {
        const once = maskSecrets(`${before}${text}`);
        assert.equal(maskSecrets(once), once);
      }),
      { numRuns: runs },
    );
  });

  it('leaves what is no secret as it is', () => {
    for (const text of [
      'connect ECONNREFUSED 127.0.0.1:3000',
      'The job abcdefghjkmn was submitted after 1,234 ms',
      'GET https://api.audiopod.ai/api/v1/stem-extraction/status/123456',
      'https://discord.com/api/v10/channels/123456789012345678/messages/@original',
      '    at post (file:///srv/bot/node_modules/@discordjs/rest/dist/index.js:909:13)',
      'at a (file:///home/bot/src/core/jobs/manage/a-file-with-a-very-long-name-in-it.ts:12:3)',
      'see (https://h/a), then http://[::1]:3000/healthz and http://127.0.0.1:3000.',
      'token expired, secret not set, 3 < 4?',
      'The robot connected',
    ]) {
      assert.equal(maskSecrets(text), text);
    }
  });

  it('takes time in proportion to the text', () => {
    for (const text of [
      'a'.repeat(200_000),
      '://'.repeat(70_000),
      'eyJ'.repeat(70_000),
      'A-'.repeat(100_000),
      'ap_'.repeat(70_000),
      ' token='.repeat(30_000),
    ]) {
      const began = process.cpuUsage();
      maskSecrets(text);
      const { user } = process.cpuUsage(began);
      assert.ok(user < 5_000_000, `${text.slice(0, 10)}… took ${user} µs`);
    }
  });
});
