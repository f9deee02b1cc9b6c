import assert from 'node:assert/strict';
import crypto, { createHmac } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, it } from 'node:test';
import { Secret } from '../../../src/core/model/secret.ts';
import { isSignedWith, LONGEST_AGE_MS, readSignature } from '../../../src/core/webhooks/signature.ts';

const SECRET = new Secret('whsec_of-the-test');
const NOW_MS = Date.UTC(2026, 10, 23);
const NOW = String(NOW_MS / 1000);
const BODY = Buffer.from('{"event_type":"job.completed","event_id":"ev-1","job_id":1}');

function headersFor(body: Buffer, timestamp = NOW, secret = SECRET.reveal()) {
  const hex = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return { 'x-audiopod-timestamp': timestamp, 'x-audiopod-signature': `sha256=${hex}` };
}

function isAuthentic(headers: Record<string, string>, body: Buffer): boolean {
  const signature = readSignature(headers, NOW_MS);
  return typeof signature !== 'string' && isSignedWith(SECRET, signature, body);
}

describe('the signature of an event', () => {
  it('is accepted over the bytes that were signed', () => {
    assert.equal(isAuthentic(headersFor(BODY), BODY), true);
  });

  it('covers every byte of the body, and its length', () => {
    const headers = headersFor(BODY);
    for (let at = 0; at < BODY.length; at += 1) {
      const altered = Buffer.from(BODY);
      altered[at] = (altered[at] ?? 0) ^ 1;
      assert.equal(isAuthentic(headers, altered), false, `byte ${at}`);
    }
    for (const body of [BODY.subarray(0, -1), Buffer.concat([BODY, Buffer.from(' ')]), Buffer.alloc(0)]) {
      assert.equal(isAuthentic(headers, body), false);
    }
  });

  it('covers the timestamp as it was written', () => {
    const headers = headersFor(BODY);
    for (const timestamp of [String(Number(NOW) + 1), `0${NOW}`]) {
      assert.equal(isAuthentic({ ...headers, 'x-audiopod-timestamp': timestamp }, BODY), false);
    }
  });

  it('is made over raw bytes, whatever they would be as text', () => {
    const bodies = ['{ "a" : 1 }\n', '{"a":"\\u00e9"}', '{"a":"é","a":2}', '\ufeff{}', '{"a":1e3}'];
    for (const body of [...bodies.map((one) => Buffer.from(one)), Buffer.from([0xff, 0xfe, 0, 0x80])]) {
      assert.equal(isAuthentic(headersFor(body), body), true);
    }
  });

  it('of another secret is none', () => {
    assert.equal(isAuthentic(headersFor(BODY, NOW, 'whsec_of-another'), BODY), false);
  });

  it('is unsigned when a header is missing or has another form', () => {
    const { 'x-audiopod-timestamp': timestamp, 'x-audiopod-signature': signature } = headersFor(BODY);
    const hex = signature.slice('sha256='.length);
    for (const given of ['', hex, `sha1=${hex}`, `sha256=${hex}00`, `sha256=${hex.slice(2)}`, 'sha256=zz']) {
      const headers = { 'x-audiopod-timestamp': timestamp, 'x-audiopod-signature': given };
      assert.equal(readSignature(headers, NOW_MS), 'unsigned', given);
    }
    for (const given of ['', 'now', `${NOW}.0`, `-${NOW}`, '1e9', '9'.repeat(13)]) {
      const headers = { 'x-audiopod-timestamp': given, 'x-audiopod-signature': signature };
      assert.equal(readSignature(headers, NOW_MS), 'unsigned', given);
    }
    assert.equal(readSignature({}, NOW_MS), 'unsigned');
  });

  it('is old from five minutes on, in either direction', () => {
    const seconds = LONGEST_AGE_MS / 1000;
    for (const [offset, isOld] of [
      [-seconds, false],
      [-seconds - 1, true],
      [seconds, false],
      [seconds + 1, true],
    ] as const) {
      const signature = readSignature(headersFor(BODY, String(Number(NOW) + offset)), NOW_MS);
      assert.equal(signature === 'old', isOld, `${offset} s`);
    }
    assert.equal(readSignature(headersFor(BODY, String(Number(NOW) - seconds)), NOW_MS + 1), 'old');
  });

  it('is compared in constant time', (t) => {
    const compared = t.mock.method(crypto, 'timingSafeEqual');
    syncBuiltinESMExports();
    try {
      isAuthentic(headersFor(BODY), BODY);
      isAuthentic(headersFor(BODY, NOW, 'whsec_of-another'), BODY);
      assert.equal(compared.mock.callCount(), 2);
    } finally {
      compared.mock.restore();
      syncBuiltinESMExports();
    }
  });
});
