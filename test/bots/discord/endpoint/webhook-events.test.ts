import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EVENTS_PATH } from '../../../../src/bots/discord/endpoint/webhook-events.ts';
import type { Departures, TenantNews } from '../../../../src/core/model/departures.ts';
import type { SignedRequest } from '../../../fakes/discord/fake-discord.ts';
import { noDepartures } from '../../../fakes/no-departures.ts';
import { startHttpBot } from '../fixtures/over-http.ts';

const USER = { id: '82198810841029460', username: 'mia' };
const TENANT = `discord:user:${USER.id}`;
const AT = '2026-11-30T14:42:53.064834';
const AT_MS = Date.UTC(2026, 10, 30, 14, 42, 53, 64);

/** A bot, what it notes of members, and a way to send it an event as Discord does. */
async function start(departures: Partial<Departures> = {}) {
  const left: TenantNews[] = [];
  const back: TenantNews[] = [];
  const bot = await startHttpBot({
    departures: {
      ...noDepartures,
      leave: async (news) => void left.push(news),
      comeBack: async (news) => void back.push(news),
      ...departures,
    },
  });
  const url = new URL(EVENTS_PATH, bot.url);
  const post = async ({ body, headers }: SignedRequest) =>
    (await fetch(url, { method: 'POST', headers, body })).status;
  const send = (type: string, data: object, timestamp = AT) =>
    post(sign({ version: 1, application_id: '1', type: 1, event: { type, timestamp, data } }));
  const sign = (payload: object) => bot.discord.endpoint.sign(JSON.stringify(payload));
  return { left, back, post, send, sign, [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose]() };
}

describe('webhook events of Discord', () => {
  it('tell that a member removed the bot from their account, or added it, and when', async () => {
    await using here = await start();
    assert.equal(await here.send('APPLICATION_DEAUTHORIZED', { user: USER }), 204);
    assert.equal(
      await here.send('APPLICATION_AUTHORIZED', { integration_type: 1, scopes: [], user: USER }),
      204,
    );
    const news = { tenant: TENANT, atMs: AT_MS, isDated: true };
    assert.deepEqual([here.left, here.back], [[news], [news]]);
  });

  it('say nothing of a member where the bot was added to a server', async () => {
    await using here = await start();
    const data = { integration_type: 0, scopes: [], user: USER, guild: { id: '5' } };
    assert.equal(await here.send('APPLICATION_AUTHORIZED', data), 204);
    assert.deepEqual([here.left, here.back], [[], []]);
  });

  it('are answered when they only try the address, or are of another kind', async () => {
    await using here = await start();
    assert.equal(await here.post(here.sign({ version: 1, application_id: '1', type: 0 })), 204);
    assert.equal(await here.send('ENTITLEMENT_CREATE', { id: '7' }), 204);
    assert.equal(await here.post(here.sign({ anything: 'else' })), 400);
  });

  it('are sent again if they could not be noted', async () => {
    await using here = await start({ leave: async () => Promise.reject(new Error('The database is gone')) });
    assert.equal(await here.send('APPLICATION_DEAUTHORIZED', { user: USER }), 503);
  });

  it('are refused unless Discord signed them', async () => {
    await using here = await start();
    const request = here.sign({ version: 1, application_id: '1', type: 0 });
    assert.equal(await here.post({ ...request, body: request.body.replace('0', '1') }), 401);
    assert.equal(await here.post({ ...request, headers: {} }), 401);
    assert.deepEqual(here.left, []);
  });
});
