import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { type CuttableLink, openLink } from '../fakes/cuttable-link.ts';
import { until } from '../fakes/until.ts';
import type { Asked } from './asked.ts';
import { type Cluster, MOST, type Place, startCluster } from './cluster.ts';
import { assertNothingIsLost, shownBy, untilAllIsDone, watchSlots } from './whole-account.ts';

it('a gateway and two workers lose nothing when a worker is killed, and leave alone what is delivered', async (t) => {
  const cluster = await startCluster(t);
  const { sandbox } = cluster.setting;
  const [, one] = await Promise.all([
    cluster.start('gateway', 'gateway'),
    cluster.start('worker', 'one'),
    cluster.start('worker', 'two'),
  ]);
  await cluster.slack.untilConnected();
  const hold = sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
  const asked = await Promise.all([
    ...['First', 'Second', 'Third', 'Fourth'].map((name) => cluster.speak(name)),
    cluster.split('Fifth'),
    cluster.speakOnSlack('On Slack'),
  ]);
  await until('all are at AudioPod', () => sandbox.control.jobs.list().length === asked.length);
  await one.bury();
  sandbox.control.faults.remove(hold.id);
  for (const { service, id } of sandbox.control.jobs.list()) sandbox.control.jobs.release(service, id);
  await untilAllIsDone(cluster, asked);
  const shown = shownBy(asked);
  const later = await cluster.speak('Sixth');
  await untilAllIsDone(cluster, [...asked, later]);
  await assertNothingIsLost(cluster, [...asked, later]);
  assert.deepEqual(shownBy(asked), shown);
});

const HOUR_MS = 3_600_000;
/** As many as a session may take; fewer to look at something else. */
const KILLS = Number(process.env['KILLS'] ?? 500);
/** Places of which one at a time is killed, while the others' are too: no two of a role, as far as that goes. */
const LANES = [
  [0, 2],
  [1, 3],
  [4, 5],
] as const;
/** How many kills there are to a request: each start costs more than what a job does. */
const KILLS_PER_REQUEST = 2;
/** Longer than a process counts as alive. */
const BEYOND_ITS_LIFE_MS = 45_000;
/** Shorter than that. */
const HICCUP_MS = 8_000;

if (process.env['PROVE'] !== undefined) {
  describe('two gateways and four workers', () => {
    const parts = new AsyncDisposableStack();
    const asked: Asked[] = [];
    const places: Place[] = [];
    const links: CuttableLink[] = [];
    let cluster: Cluster;
    let named = 0;
    let slots: ReturnType<typeof watchSlots>;

    const linkTo = async (url: string): Promise<string> => {
      const to = new URL(url);
      const link = parts.use(await openLink(Number(to.port)));
      links.push(link);
      to.host = link.host;
      return to.href.replace(/\/$/, '');
    };

    before(async () => {
      cluster = await startCluster({ after: (end) => parts.defer(end) });
      const { setting, discord, url } = cluster;
      const wrong = (offMs: number) => ({
        NODE_OPTIONS: `--import=${new URL('wrong-clock.ts', import.meta.url).href}`,
        CLOCK_OFF_MS: String(offMs),
      });
      const viaLinks = {
        STORE_URL: await linkTo(url),
        AUDIOPOD_BASE_URL: await linkTo(setting.sandbox.url),
        DISCORD_API_URL: await linkTo(discord.apiUrl),
      };
      // The sandbox names its files by the address it was asked at, and any process may fetch them.
      const sandboxes = [setting.sandbox.url, viaLinks.AUDIOPOD_BASE_URL].map((one) => new URL(one).host);
      const hosts = { MEDIA_HOSTS: [discord.cdnHost, ...sandboxes].join(',') };
      const workers = [{}, viaLinks, wrong(HOUR_MS), wrong(-HOUR_MS)];
      places.push(
        ...(await Promise.all([
          ...['gateway-1', 'gateway-2'].map((name) => cluster.start('gateway', name, hosts)),
          ...workers.map((env, index) =>
            cluster.start('worker', `worker-${index + 1}`, { ...hosts, ...env }),
          ),
        ])),
      );
    });
    after(() => parts.disposeAsync());
    before(async () => {
      await cluster.slack.untilConnected();
      slots = parts.use(watchSlots(cluster));
    });

    /** Asks for so many results: of four, one is for stems, and one is asked for on Slack. */
    const ask = async (count: number): Promise<void> => {
      const from = named;
      named += count;
      const more = await Promise.all(
        Array.from({ length: count }, (_, index) => {
          const name = `Number ${from + index}`;
          if ((from + index) % 4 === 3) return cluster.split(name);
          return (from + index) % 4 === 1 ? cluster.speakOnSlack(name) : cluster.speak(name);
        }),
      );
      asked.push(...more);
    };

    /** How much has happened: requests to AudioPod and Discord. */
    const happened = () =>
      cluster.discord.requests.length +
      cluster.slack.requests.length +
      cluster.setting.sandbox.control.requests.list().length;

    const finish = async (): Promise<void> => {
      await untilAllIsDone(cluster, asked);
      await assertNothingIsLost(cluster, asked);
      assert.deepEqual(slots.exceeded, []);
    };

    it('lose nothing when any of them is killed at any moment', async (t) => {
      const seed = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
      t.diagnostic(`SEED=${seed}`);
      const kills = fc.sample(fc.record({ second: fc.boolean(), after: fc.nat({ max: 20 }) }), {
        seed,
        numRuns: KILLS,
      });
      let next = 0;
      const killAlong = async ([one, other]: (typeof LANES)[number]): Promise<void> => {
        for (let at = next++; at < kills.length; at = next++) {
          const { second = false, after = 0 } = kills[at] ?? {};
          const from = happened();
          const asking = at % KILLS_PER_REQUEST === 0 ? ask(1) : Promise.resolve();
          await until('something happened', () => happened() >= from + after);
          await places[second ? other : one]?.replace();
          await asking;
        }
      };
      await Promise.all(LANES.map(killAlong));
      await finish();
      t.diagnostic(`${KILLS} kills, ${asked.length} requests`);
    });

    it('overwrite nothing when one of them stood still for longer than its life, and goes on', async (t) => {
      const { control } = cluster.setting.sandbox;
      const hold = control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
      const asking = ask(8);
      const heldBy = () =>
        cluster.query<{ held_by: string }>(
          "select held_by from jobs where held_by is not null and stage = 'watching'",
        );
      const held = await until('jobs are watched', async () => {
        const rows = await heldBy();
        return rows.length >= MOST.member && rows;
      });
      const [first] = held;
      const frozen = places.find((place) => place.program().printed().includes(String(first?.held_by)));
      assert.ok(frozen !== undefined);
      const before = frozen.program().printed().length;
      frozen.program().freeze();
      const caught = (await heldBy()).filter(({ held_by }) => held_by === first?.held_by).length;
      control.faults.remove(hold.id);
      for (const { service, id } of control.jobs.list()) control.jobs.release(service, id);
      await asking;
      await delay(BEYOND_ITS_LIFE_MS);
      frozen.program().thaw();
      await until('it knows', () => /"holds-lost"/.test(frozen.program().printed().slice(before)));
      assert.ok(caught > 0);
      t.diagnostic(`it held ${caught} jobs`);
      await finish();
    });

    it('lose nothing when PostgreSQL is restarted, or crashes', async () => {
      for (const how of ['fast', 'crash'] as const) {
        const from = happened();
        const asking = ask(6);
        await until('something happened', () => happened() > from + 20);
        await cluster.postgres.restart(how);
        await asking;
        await finish();
      }
    });

    for (const [index, what] of ['the store', 'AudioPod', 'Discord'].entries()) {
      for (const how of ['silence', 'refusal'] as const) {
        it(`lose nothing when one of them is cut off from ${what} (${how})`, async () => {
          const from = happened();
          const asking = ask(6);
          await until('something happened', () => happened() > from + 15);
          links[index]?.cut(how);
          await asking;
          await delay(what === 'the store' ? BEYOND_ITS_LIFE_MS : HICCUP_MS);
          links[index]?.heal();
          await finish();
        });
      }
    }

    it('draw nothing more once everything is delivered', async (t) => {
      const shown = shownBy(asked);
      await delay(60_000);
      assert.deepEqual(shownBy(asked), shown);
      t.diagnostic(`${asked.length} jobs, ${await assertNothingIsLost(cluster, asked)} in doubt`);
    });
  });
}
