import assert from 'node:assert/strict';
import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createVisitors } from '../../../../src/bots/web/guard/visitors.ts';
import { seal } from '../../../../src/core/model/secret-box.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { json, problemCode, visit } from '../fixtures/http.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';

const YEAR_MS = 365 * 24 * 3_600_000;
const keyOf = (byte: number) => createSecretKey(Buffer.alloc(32, byte));
const BARE = randomBytes(32).toString('hex');
/** The member that a bare cookie claims to be. */
const BARE_MEMBER = `web:${createHash('sha256').update(BARE).digest('hex').slice(0, 16)}`;

const ask = (url: string, cookie: string, path = '/playground/session') =>
  fetch(`${url}${path}`, { headers: { Cookie: `playground_member=${cookie}` } });

const setCookieOf = (response: Response): string =>
  /^playground_member=([^;]+)/.exec(response.headers.getSetCookie().join())?.[1] ?? '';

/** The member that a line is sent as. */
async function memberOf(playground: Playground, cookie: string): Promise<string | undefined> {
  const before = playground.desk.lines.length;
  await fetch(`${playground.url}/playground/calls`, {
    method: 'POST',
    headers: {
      Cookie: `playground_member=${cookie}`,
      Origin: playground.url,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ line: '/wallet balance' }),
  });
  return playground.desk.lines[before]?.origin.member;
}

describe('the cookie of a member', () => {
  it('keeps the member, and is renewed at each opening', async () => {
    await using playground = await openPlayground();
    const first = setCookieOf(await ask(playground.url, ''));
    const second = setCookieOf(await ask(playground.url, first));
    assert.notEqual(first, second);
    const member = await memberOf(playground, first);
    assert.match(member ?? '', /^web:[0-9a-f]{16}$/);
    assert.equal(await memberOf(playground, second), member);
  });

  it('is no member unless the server made it', async () => {
    await using playground = await openPlayground();
    const real = setCookieOf(await ask(playground.url, ''));
    const foreign = { current: keyOf(9) };
    const forged = {
      empty: '',
      bare: BARE,
      'of another key': seal(`${BARE} ${Date.now() + YEAR_MS}`, 'playground-member', foreign),
      'of another purpose': seal(`${BARE} ${Date.now() + YEAR_MS}`, 'slack', { current: keyOf(7) }),
      changed: `${real.slice(0, -2)}${real.endsWith('AA') ? 'BB' : 'AA'}`,
      'cut off': real.slice(0, 20),
      doubled: `${real}${real}`,
      'without a date': seal(BARE, 'playground-member', { current: keyOf(7) }),
    };
    for (const [name, cookie] of Object.entries(forged)) {
      for (const path of [
        '/playground/jobs',
        '/playground/budget',
        '/playground/events',
        '/playground/choices',
      ]) {
        const response = await ask(playground.url, cookie, path);
        assert.equal(response.status, 401, `${name} at ${path}`);
        assert.equal(await problemCode(response), 'session');
      }
      assert.equal(await memberOf(playground, cookie), undefined, name);
      // Opening the page makes another member than the cookie claims.
      const made = setCookieOf(await ask(playground.url, cookie));
      const member = await memberOf(playground, made);
      assert.match(member ?? '', /^web:/, name);
      assert.notEqual(member, BARE_MEMBER, name);
    }
  });

  it('ends after a year, on the server too, and with the key that sealed it', async () => {
    const clock = createVirtualClock();
    const response = { cookie: (_name: string, value: string) => (given = value) };
    let given = '';
    let made = 0;
    const parts = { isSecure: false, hasJobs: async () => false, clock };
    const open = async (keys: Parameters<typeof createVisitors>[0]['keys'], cookie: string) => {
      const request = { headers: { cookie: `playground_member=${cookie}` }, acceptsLanguages: () => [] };
      // Only these parts of Express are used.
      return createVisitors({ ...parts, keys }).welcome(request as never, response as never, () => {
        made += 1;
      });
    };
    const first = await open({ current: keyOf(1) }, '');
    const cookie = given;
    assert.equal((await open({ current: keyOf(1) }, cookie)).member, first.member);
    const rotated = await open({ current: keyOf(2), previous: keyOf(1) }, cookie);
    assert.equal(rotated.member, first.member);
    assert.equal((await open({ current: keyOf(2) }, given)).member, first.member, 'sealed with the new key');
    assert.notEqual((await open({ current: keyOf(2) }, cookie)).member, first.member);
    assert.equal(made, 2);
    await clock.advance(YEAR_MS - 1);
    assert.equal((await open({ current: keyOf(1) }, cookie)).member, first.member);
    await clock.advance(1);
    assert.notEqual((await open({ current: keyOf(1) }, cookie)).member, first.member);
  });

  it('of an earlier release is sealed if its member has jobs, so that private results stay reachable', async () => {
    await using playground = await openPlayground();
    const opened = await visit(playground.url);
    const job = await opened.ask('/tts hello', { isPrivate: true });
    const stored = playground.jobs.get(job.id);
    assert.ok(stored);
    const member = BARE_MEMBER;
    playground.jobs.set(job.id, { ...stored, origin: { ...stored.origin, member } });
    assert.equal((await ask(playground.url, BARE, '/playground/jobs')).status, 401);
    const sealed = setCookieOf(await ask(playground.url, BARE));
    assert.equal(await memberOf(playground, sealed), member);
    const timeline = await json<{ jobs: readonly { id: string }[] }>(
      await ask(playground.url, sealed, '/playground/jobs'),
    );
    assert.ok(timeline.jobs.some(({ id }) => id === job.id));
  });

  it('is not given out in numbers: an address makes sixty members, then one a minute', async () => {
    const clock = createVirtualClock();
    await using playground = await openPlayground({ clock });
    const statuses = await Promise.all(
      Array.from({ length: 70 }, async () => (await ask(playground.url, '')).status),
    );
    assert.equal(statuses.filter((status) => status === 200).length, 60);
    assert.equal(statuses.filter((status) => status === 429).length, 10);
    await clock.advance(60_000);
    const again = await ask(playground.url, '');
    assert.equal(again.status, 200);
    assert.equal(
      (await ask(playground.url, setCookieOf(again))).status,
      200,
      'a known member is not made again',
    );
    const refused = await ask(playground.url, '');
    assert.equal(refused.headers.get('retry-after'), '60');
    assert.equal(await problemCode(refused), 'busy');
  });
});

describe('the requests of a member', () => {
  it('are refused when they come faster than a page sends them, and only theirs', async () => {
    const clock = createVirtualClock();
    await using playground = await openPlayground({ clock });
    const [busy, calm] = [await visit(playground.url), await visit(playground.url)];
    const answers = await Promise.all(Array.from({ length: 250 }, () => busy.get('/playground/budget')));
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 50, `${refused.length}`);
    assert.equal(refused[0]?.headers.get('retry-after'), '1');
    assert.equal((await calm.get('/playground/budget')).status, 200);
    await clock.advance(1_000);
    assert.equal((await busy.get('/playground/budget')).status, 200);
  });
});
