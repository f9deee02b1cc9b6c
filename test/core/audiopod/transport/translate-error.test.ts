import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { AudioPodError } from '../../../../src/core/audiopod/transport/audiopod-error.ts';
import { translateAnswer } from '../../../../src/core/audiopod/transport/translate-error.ts';
import { toFailure } from '../../../../src/core/model/errors.ts';

const CALL = { route: '/music/{task}', charged: true };
const translate = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  translateAnswer({ status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) }, CALL, 0);

describe('translateAnswer', () => {
  const codes = [
    [400, 'audiopod-rejected'],
    [401, 'audiopod-unauthorized'],
    [402, 'audiopod-balance'],
    [403, 'audiopod-forbidden'],
    [404, 'audiopod-not-found'],
    [405, 'audiopod-not-offered'],
    [408, 'audiopod-down'],
    [409, 'audiopod-rejected'],
    [410, 'audiopod-not-found'],
    [413, 'audiopod-too-large'],
    [415, 'audiopod-rejected'],
    [422, 'audiopod-rejected'],
    [429, 'audiopod-busy'],
    [500, 'audiopod-down'],
    [502, 'audiopod-down'],
    [503, 'audiopod-down'],
    [504, 'audiopod-down'],
    [524, 'audiopod-down'],
    [302, 'audiopod-garbled'],
  ] as const;
  for (const [status, code] of codes) {
    it(`turns ${status} into ${code}`, () => assert.equal(translate(status, {}).code, code));
  }

  it('keeps apart a wallet that is empty and a plan that lacks the feature', () => {
    assert.equal(translate(402, { error: 'PREMIUM_TIER_REQUIRED', message: 'x' }).code, 'audiopod-forbidden');
    assert.equal(translate(402, { error: 'insufficient_credits' }).code, 'audiopod-balance');
  });

  const shapes: Record<string, readonly [unknown, string | undefined, string | undefined]> = {
    'A, a text': [{ detail: 'No such job' }, 'No such job', undefined],
    'B, a list of fields': [
      {
        detail: [
          { loc: ['body', 'prompt'], msg: 'Field required', type: 'missing' },
          { loc: ['query', 0], msg: 'Too big' },
        ],
      },
      'body.prompt: Field required; query.0: Too big',
      undefined,
    ],
    'C, an object with a code': [
      { detail: { code: 'consent_required', action: 'ask' } },
      undefined,
      'consent_required',
    ],
    'D, flat with amounts': [
      { error: 'insufficient_api_balance', message: 'Top up', required_cents: 30, available_cents: 5 },
      'Top up',
      'insufficient_api_balance',
    ],
    'D inside detail': [
      {
        detail: {
          error: 'insufficient_api_balance',
          message: 'Top up',
          required_cents: 30,
          available_cents: 5,
        },
      },
      'Top up',
      'insufficient_api_balance',
    ],
    'E, with an error code': [
      { error_code: 'PROCESSING_FAILED', message: 'No', details: {} },
      'No',
      'PROCESSING_FAILED',
    ],
    'F, an error object': [
      { error: { code: 'rate_limit_exceeded', message: 'Slow', details: {}, retry_after: 60 } },
      'Slow',
      'rate_limit_exceeded',
    ],
    'G, the OpenAI way': [
      { error: { message: 'Bad', type: 'invalid_request_error', param: null } },
      'Bad',
      'invalid_request_error',
    ],
    'an error in words': [{ error: 'It went wrong.' }, 'It went wrong.', undefined],
    'plain text': ['<h1>Bad gateway</h1>', '<h1>Bad gateway</h1>', undefined],
    nothing: ['', undefined, undefined],
  };
  for (const [shape, [body, message, code]] of Object.entries(shapes)) {
    it(`reads the shape ${shape}`, () => {
      const error = translate(400, body);
      assert.equal(error.providerCode, code);
      if (message !== undefined) assert.equal(error.providerMessage, message);
    });
  }

  it('reads what is lacking from the wallet, flat or nested', () => {
    const flat = { error: 'insufficient_api_balance', required_cents: 30, available_cents: '5' };
    for (const body of [
      flat,
      { detail: flat },
      { error: { ...flat, code: 'x' } },
      { message: 'x', details: flat },
    ]) {
      const { requiredCents, availableCents } = translate(402, body);
      assert.deepEqual([requiredCents, availableCents], [30, 5]);
    }
  });

  it('carries the request id and the wait, the header before the body', () => {
    const error = translate(429, { retry_after: 60 }, { 'retry-after': '5', 'x-request-id': 'req-1' });
    assert.equal(error.requestId, 'req-1');
    assert.equal(error.retryAfterMs, 5000);
    assert.equal(translate(429, { retry_after: 60 }).retryAfterMs, 60_000);
    assert.equal(translate(429, {}, { 'x-request-id': 'has a space' }).requestId, undefined);
  });

  it('shows the service’s own words only to who asks for them by name', () => {
    const error = translate(422, { detail: 'MEMBER text is rude' }, { 'x-request-id': 'req-1' });
    assert.equal(error.providerMessage, 'MEMBER text is rude');
    const shown = `${inspect(error, { showHidden: true })} ${JSON.stringify(error)} ${JSON.stringify({ ...error })} ${error}`;
    assert.doesNotMatch(shown, /MEMBER/);
    assert.deepEqual(toFailure(error), {
      code: 'audiopod-rejected',
      facts: { outcome: 'refused', status: 422, requestId: 'req-1' },
    });
  });

  it('understands any answer at all without throwing, and keeps its facts plain', () => {
    const names = [
      'detail',
      'error',
      'message',
      'code',
      'details',
      'loc',
      'msg',
      'retry_after',
      'required_cents',
      '__proto__',
    ];
    const body = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    const text = fc.oneof(
      body.map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary' }),
    );
    const headers = fc.dictionary(fc.constantFrom('retry-after', 'x-request-id'), fc.string());
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), text, headers, (status, words, head) => {
        const error = translateAnswer({ status, headers: head, text: words }, CALL, 0);
        assert.ok(error instanceof AudioPodError);
        assert.equal(
          error.outcome,
          (status >= 400 && status < 500) || [307, 308].includes(status) ? 'refused' : 'unknown',
        );
        for (const fact of Object.values(error.facts)) assert.ok(['string', 'number'].includes(typeof fact));
      }),
    );
  });
});
