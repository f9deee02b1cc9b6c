import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { type CuttableLink, openLink } from '../fakes/cuttable-link.ts';
import { until } from '../fakes/until.ts';
import { type Asked, type Cluster, MOST, type Place, startCluster } from './cluster.ts';
import { assertNothingIsLost, shownBy, untilAllIsDone, watchSlots } from './whole-account.ts';

it('a gateway and two workers lose nothing when a worker is killed, and leave alone what is delivered', async (t) => {
  const cluster = await startCluster(t);
  const { sandbox } = cluster.setting;
  const [, one] = await Promise.all([
    cluster.start('gateway', 'gateway'),
    cluster.start('worker', 'one'),
    cluster.start('worker', 'two'),
  ]);
  const hold = sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
  const asked = await Promise.all([
    ...['First', 'Second', 'Third', 'Fourth'].map((name) => cluster.speak(name)),
    cluster.split('Fifth'),
  ]);
  await until('all are at AudioPod', () => sandbox.control.jobs.list().length === asked.length);
  await one.program().kill();
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
const KILLS = 14;
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
    before(() => {
      slots = parts.use(watchSlots(cluster));
    });

    /** Asks for so many results, every fourth of them for stems. */
    const ask = async (count: number): Promise<void> => {
      const from = asked.length;
      const more = await Promise.all(
        Array.from({ length: count }, (_, index) => {
          const name = `Number ${from + index}`;
          return index % 4 === 3 ? cluster.split(name) : cluster.speak(name);
        }),
      );
      asked.push(...more);
    };

    /** How much has happened: requests to AudioPod and Discord. */
    const happened = () =>
      cluster.discord.requests.length + cluster.setting.sandbox.control.requests.list().length;

    const finish = async (): Promise<void> => {
      await untilAllIsDone(cluster, asked);
      await assertNothingIsLost(cluster, asked);
      assert.deepEqual(slots.exceeded, []);
    };

    it('lose nothing when any of them is killed at any moment', async (t) => {
      const seed = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
      t.diagnostic(`SEED=${seed}`);
      const kills = fc.sample(fc.record({ place: fc.nat({ max: 5 }), after: fc.nat({ max: 20 }) }), {
        seed,
        numRuns: KILLS,
      });
      for (const kill of kills) {
        const from = happened();
        const asking = ask(4);
        await until('something happened', () => happened() >= from + kill.after);
        await places[kill.place]?.replace();
        await asking;
      }
      await finish();
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
