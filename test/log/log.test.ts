import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BotError } from '../../src/core/model/errors.ts';
import { maskSecrets } from '../../src/core/model/mask-secrets.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { createLog } from '../../src/log/log.ts';

/** Lines as they would be written. */
function capture(level: Parameters<typeof createLog>[0] = 'debug') {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => void lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') };
}

const LEAK = 'hunter2';

describe('the log', () => {
  it('writes one line of JSON with level, time, event and fields', () => {
    const { log, last } = capture();
    log.child({ job: 'j1', tenant: 'web:local', platform: 'web' }).info({ durationMs: 12 }, 'stage-finished');
    const { time, ...rest } = last();
    assert.equal(new Date(time).toISOString(), time);
    assert.deepEqual(rest, {
      level: 'info',
      job: 'j1',
      tenant: 'web:local',
      platform: 'web',
      durationMs: 12,
      event: 'stage-finished',
    });
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = capture('warn');
    log.info({}, 'quiet');
    log.warn({}, 'loud');
    assert.equal(lines.length, 1);
  });

  it('leaks nothing of a nasty object, at any depth, in a line or in a child', () => {
    const { log, lines } = capture();
    const foreign = Object.assign(new Error(`GET https://x/y?sig=${LEAK} failed: Bearer ${LEAK}hunter2`), {
      request: { headers: { authorization: LEAK } },
      config: { apiKey: LEAK },
      body: LEAK,
    });
    const nasty = {
      key: LEAK,
      apiKey: LEAK,
      api_key: LEAK,
      botToken: LEAK,
      SECRET_KEY: LEAK,
      password: LEAK,
      'X-API-Key': LEAK,
      secret: new Secret(LEAK),
      innocent: new Secret(LEAK),
      headers: { Authorization: `Bearer ${LEAK}`, cookie: LEAK, 'set-cookie': [LEAK] },
      text: LEAK,
      prompt: LEAK,
      lyrics: LEAK,
      title: LEAK,
      fileName: LEAK,
      request: { text: { kind: 'inline', text: LEAK }, deep: [{ query: LEAK, token: { value: LEAK } }] },
      url: `https://user:${LEAK}@files.example.com/a.wav?sig=${LEAK}&exp=1#${LEAK}`,
      link: new URL(`https://files.example.com/a.wav?sig=${LEAK}`),
      note: `see https://x/y?a=${LEAK} and ap_${LEAK}hunter2 and xoxb-12-${LEAK}`,
      bytes: Buffer.from(LEAK),
      map: new Map([['token', LEAK]]),
      error: new BotError('internal', 'broke', { facts: { token: LEAK, job: 'j1' }, cause: foreign }),
      json: captureError(() => JSON.parse(`${LEAK} is what a member wrote`)),
      thrown: { error: foreign },
      [Symbol('token')]: LEAK,
    };
    log.info(nasty, 'nasty');
    log.child(nasty).warn({ more: nasty }, 'nasty-child');
    assert.equal(lines.length, 2);
    for (const line of lines) assert.doesNotMatch(line, new RegExp(`${LEAK}|${LEAK.slice(0, 5)}`));
  });

  it('keeps of an error its name, code, message, facts, stack and causes', () => {
    const { log, last } = capture();
    const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
    log.error(
      { error: new BotError('audiopod-down', 'no answer', { facts: { tries: 3 }, cause }) },
      'failed',
    );
    const { error } = last();
    assert.deepEqual(Object.keys(error), ['name', 'message', 'code', 'facts', 'stack', 'cause']);
    assert.equal(error.code, 'audiopod-down');
    assert.deepEqual(error.facts, { tries: 3 });
    assert.match(error.stack, /^ +at .*log\.test\.ts/);
    assert.equal(error.cause.code, 'ECONNREFUSED');
  });

  it('keeps numbers and flags under any name, because they tell nothing', () => {
    const { log, last } = capture();
    log.info({ text: 42, tokens: 7, prompt: true, title: null }, 'figures');
    const { text, tokens, prompt, title } = last();
    assert.deepEqual({ text, tokens, prompt, title }, { text: 42, tokens: 7, prompt: true, title: null });
  });

  it('survives circles, causes without end and values JSON cannot hold', () => {
    const { log, lines } = capture();
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const endless = new Error('endless');
    endless.cause = endless;
    log.info({ circle, endless, big: 10n, fn: () => LEAK, nothing: undefined, thrown: 'x' }, 'odd');
    assert.equal(JSON.parse(lines[0] ?? '').big, '10');
  });

  it('never throws, whatever it is given', () => {
    const { log, lines } = capture();
    fc.assert(
      fc.property(fc.object({ withBigInt: true, withDate: true, withMap: true, withSet: true }), (value) => {
        log.info({ value }, 'any');
        assert.equal(JSON.parse(lines.at(-1) ?? '').event, 'any');
      }),
    );
  });
});

describe('masking', () => {
  it('takes the query, the fragment and the user out of an address and leaves the rest', () => {
    assert.equal(maskSecrets('https://u:p@h.example:8/a/b?c=d#e'), 'https://h.example:8/a/b?[redacted]');
    assert.equal(maskSecrets('postgres://bot:pw@db/bot'), 'postgres://db/bot');
    assert.equal(maskSecrets('see (https://h/a), then wait'), 'see (https://h/a), then wait');
    assert.equal(maskSecrets('nothing here: 3 < 4?'), 'nothing here: 3 < 4?');
  });

  it('knows the tokens of the services', () => {
    const discord = `${'M'.repeat(24)}.Gabc12.${'x'.repeat(38)}`;
    for (const token of ['ap_live_12345678', 'xoxb-123-456-abcdef', 'xapp-1-A123-456-abc', discord]) {
      assert.equal(maskSecrets(`with ${token}.`), 'with [redacted].');
    }
    assert.equal(maskSecrets('Authorization: Bot abcdefgh1234'), 'Authorization: Bot [redacted]');
  });
});

function captureError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
