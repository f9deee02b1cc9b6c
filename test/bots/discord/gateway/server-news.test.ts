import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServerNews, membershipIn } from '../../../../src/bots/discord/gateway/server-news.ts';
import type { KnownTenant, TenantNews } from '../../../../src/core/model/departures.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { until } from '../../../fakes/until.ts';
import { startLoneBot } from '../fixtures/lone-bot.ts';

async function openDepartures() {
  const store = await openStore({ url: 'sqlite://:memory:', clock: patientClock });
  const gone = () => store.departures.leftBefore(Number.MAX_SAFE_INTEGER, '', 99);
  return { store, departures: store.departures, gone, [Symbol.asyncDispose]: () => store.close() };
}

const limit = (tenant: string, { store }: Awaited<ReturnType<typeof openDepartures>>) =>
  store.rules.changeTenant(tenant, { member: 'discord:1', nowMs: 1 }, (rules) => ({
    ...rules,
    links: false,
  }));

test('a server that removes the bot has left, one that is out of order has not, and one may come back', async () => {
  await using noted = await openDepartures();
  await using here = await startLoneBot({ departures: noted.departures });
  const [removes, breaks] = [here.discord.guild(), here.discord.guild()];
  const isGone = (...guilds: readonly { readonly id: string }[]) =>
    until('they are noted', async () => {
      const gone = await noted.gone();
      return gone.length === guilds.length && guilds.every(({ id }) => gone.includes(`discord:${id}`));
    });
  // News arrive in order: the outage came first, and is not among what is noted.
  here.discord.takeDown(breaks);
  here.discord.removeBot(removes);
  await isGone(removes);
  here.discord.addBot(removes);
  await isGone();
  here.discord.removeBot(breaks);
  await isGone(breaks);
});

test('what happened while the bot was not connected is noticed when it starts', async () => {
  await using noted = await openDepartures();
  await using here = await startLoneBot();
  const [stays, back] = [here.discord.guild(), here.discord.guild()];
  const down = here.discord.guild();
  const away = here.discord.guild({ hasBot: false });
  const tenants = [stays, back, down, away].map(({ id }) => `discord:${id}`);
  for (const tenant of [...tenants, 'discord:user:42', 'slack:T1']) await limit(tenant, noted);
  await noted.departures.leave({ tenant: `discord:${back.id}`, atMs: 5 });
  here.discord.takeDown(down);
  await here.another({ departures: noted.departures });
  assert.deepEqual(await noted.gone(), [`discord:${away.id}`]);
});

test('of servers that other processes have, nothing is said', () => {
  const ofShard = (shard: number) => String((BigInt(shard) + 4n) << 22n);
  const isIn = membershipIn(new Set([ofShard(1)]), new Set([1, 2]), 4);
  assert.deepEqual([0, 1, 2, 3].map(ofShard).map(isIn), [undefined, true, false, undefined]);
});

test('news are noted in the order in which they came, and one that fails keeps no other', async () => {
  const noted: string[] = [];
  const slow = Promise.withResolvers<void>();
  const note = (what: string) => async (news: TenantNews) => {
    if (noted.length === 0) await slow.promise;
    noted.push(`${what} ${news.tenant}`);
    if (news.tenant === 'discord:2') throw new Error('The database does not answer');
  };
  const known = async (): Promise<readonly KnownTenant[]> => [];
  const departures = { leave: note('left'), comeBack: note('back'), known };
  const news = createServerNews({ departures, clock: patientClock, log: silentLog });
  const all = [news.left('1'), news.joined('1'), news.left('2'), news.joined('3')];
  slow.resolve();
  await Promise.all(all);
  assert.deepEqual(noted, ['left discord:1', 'back discord:1', 'left discord:2', 'back discord:3']);
});
