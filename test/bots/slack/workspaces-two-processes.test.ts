import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openStore } from '../../../src/core/store/open-store.ts';
import { fastClock } from '../../fakes/fast-clock.ts';
import { sharedPostgres } from '../../fakes/postgres.ts';
import { BOTH_LIVE, startSecondProcess, withOwnClock } from '../../fakes/second-process.ts';
import type { FakeWorkspace } from '../../fakes/slack/fake-slack.ts';
import { until } from '../../fakes/until.ts';
import { type InstallWorld, type Process, startInstallWorld } from './fixtures/install-world.ts';

const SPEED_UP = 30;

/** Two processes of the bot on one database, each with an engine, behind a balancer. */
async function startTwo() {
  await using parts = new AsyncDisposableStack();
  const url = await (await sharedPostgres()).createDatabase();
  const clock = fastClock(SPEED_UP);
  const open = async () => {
    const store = await openStore({ url, clock, sharedClock: clock });
    parts.defer(() => store.close());
    return store;
  };
  const [store, other] = [await open(), await open()];
  const here = parts.use(await startInstallWorld({ world: { store, speedUp: SPEED_UP, engine: BOTH_LIVE } }));
  const second = await here.startOther(other);
  const { dependencies } = here.world;
  parts.use(
    await startSecondProcess(
      withOwnClock({ ...dependencies, store: other, clock, platform: () => second.bot }, clock, parts),
      BOTH_LIVE,
    ),
  );
  const owned = parts.move();
  return { here, second, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const speak = (workspace: FakeWorkspace, text: string) =>
  workspace.command({
    command: '/tts',
    text,
    user: workspace.users.member,
    channel: workspace.channels.general,
  });

describe('workspaces that two processes serve behind a balancer', () => {
  it('install at either, are told apart by both, come and go, and each job is done once', async () => {
    await using both = await startTwo();
    const { here, second } = both;
    const { slack } = here;
    const toward = (process: Process) => slack.useHttp(`${process.url}/slack/events`);
    const grid = slack.addOrganization('Grid');
    const north = slack.addWorkspace('North');
    const south = slack.addWorkspace('South');
    const east = slack.addWorkspace('East', grid);
    const all = [north, south, east];

    // Begun at one process and finished at the other, whose state it is too, and used once by both together.
    const browser = here.browser();
    const back = slack.allow(await browser.begin(), north);
    const cookie = `slack-app-oauth-state=${back.searchParams.get('state')}`;
    const finish = ({ url }: Process) =>
      fetch(`${url}${back.pathname}${back.search}`, { headers: { cookie } }).then(({ status }) => status);
    assert.deepEqual([await finish(second), await finish(here.process)], [200, 400]);
    await here.install(south, here.browser(second));
    await here.install(grid);

    // Each asks at both processes.
    for (const process of [here.process, second]) {
      toward(process);
      await Promise.all(all.map((workspace) => speak(workspace, `Number ${process.url.slice(-1)}.`)));
    }
    await allDone(here, all, 2);

    // The same event at both processes is one job.
    toward(here.process);
    const asked = await speak(south, 'Asked once.');
    toward(second);
    await south.redeliver(asked);
    await allDone(here, [south], 3);

    // Removed and installed again, with the news at one process and a stale token at the other.
    toward(second);
    await slack.uninstall(north);
    await here.install(north, here.browser(second));
    toward(here.process);
    await speak(north, 'Back at the other one.');
    await allDone(here, [north], 3);
    // It was met once at most, and looked up.
    const refused = slack.requests.filter(({ answer }) => answer?.error === 'account_inactive');
    assert.ok(refused.length <= 2, `${refused.length} calls with a token that is gone`);
    slack.assertClean();
  });
});

async function allDone(
  here: InstallWorld,
  workspaces: readonly FakeWorkspace[],
  count: number,
): Promise<void> {
  for (const workspace of workspaces) {
    await until(`${count} results in ${workspace.team.name}`, async () => {
      const jobs = await here.jobs(workspace);
      if (jobs.length > count) throw new Error(`There are ${jobs.length} jobs`);
      return jobs.length === count && jobs.every(({ delivery }) => delivery.state === 'done');
    });
    const posted = workspace.messages.filter(({ via }) => via === 'upload');
    assert.equal(posted.length, count, workspace.team.name);
  }
}
