import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FakeOrganization } from '../../fakes/slack/authority.ts';
import type { FakeWorkspace } from '../../fakes/slack/fake-slack.ts';
import { until } from '../../fakes/until.ts';
import { type InstallWorld, startInstallWorld } from './fixtures/install-world.ts';

const ask = (workspace: FakeWorkspace, text: string, command = '/tts') =>
  workspace.command({ command, text, user: workspace.users.member, channel: workspace.channels.general });
const spoken = ({ files }: FakeWorkspace) =>
  files.filter(({ owner, name, stage }) => owner === 'app' && name.endsWith('.m4a') && stage === 'complete');
const read = ({ messagesFor, users }: FakeWorkspace): string =>
  messagesFor(users.member)
    .map(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`)
    .join('\n');

describe('two workspaces and an organization', () => {
  let here: InstallWorld;
  let north: FakeWorkspace;
  let south: FakeWorkspace;
  let grid: FakeOrganization;
  let east: FakeWorkspace;
  let west: FakeWorkspace;
  before(async () => {
    here = await startInstallWorld({ world: { limits: { tenantMonthly: 1_000_000 as never } } });
    const { slack } = here;
    [north, south] = [slack.addWorkspace('North'), slack.addWorkspace('South')];
    grid = slack.addOrganization('Grid');
    [east, west] = [slack.addWorkspace('East', grid), slack.addWorkspace('West', grid)];
    for (const where of [north, south, grid]) assert.equal((await here.install(where)).status, 200);
  });
  after(() => here[Symbol.asyncDispose]());

  /** Starts a job that AudioPod holds until the returned function is called. */
  const held = async (workspace: FakeWorkspace, text: string): Promise<() => Promise<void>> => {
    const { control } = here.world.sandbox;
    const before = (await here.jobs(workspace)).length;
    const hold = control.faults.add({ on: 'voice.submit', times: 'lasting', fault: { kind: 'hold' } });
    await ask(workspace, text);
    await until('it is at AudioPod', async () => {
      const jobs = await here.jobs(workspace);
      return (
        jobs.length > before &&
        jobs.every(
          ({ work }) =>
            work.stage !== 'submitting' &&
            work.stage !== 'received' &&
            work.stage !== 'quoted' &&
            work.stage !== 'input',
        )
      );
    });
    control.faults.remove(hold.id);
    return async () => {
      for (const job of control.jobs.list('voice')) control.jobs.release('voice', job.id);
    };
  };

  const leftIn = async (workspace: FakeWorkspace): Promise<string> => {
    const before = workspace.messagesFor(workspace.users.chinese).length;
    const { chinese: user } = workspace.users;
    await workspace.command({
      command: '/wallet',
      text: 'balance',
      user,
      channel: workspace.channels.general,
    });
    return here.slack.until('the balance', () =>
      workspace
        .messagesFor(user)
        .slice(before)
        .map(({ text }) => text)
        .find((text) => text.includes('$')),
    );
  };

  it('are each served with their own token, and pay from their own wallet', async () => {
    const all = [north, south, east, west];
    await Promise.all(all.map((workspace) => ask(workspace, `Hello from the ${workspace.team.name}.`)));
    for (const workspace of all) {
      const job = await here.finished(workspace);
      assert.equal(job.origin.tenant, `slack:${workspace.team.id}`);
      assert.equal(job.delivery.state, 'done');
      assert.equal(spoken(workspace).length, 1);
    }
    here.slack.assertClean();
    // What one spends is missing in its own wallet only, also within an organization.
    await ask(east, 'East says more than West does.');
    await here.slack.until('the second result', () => spoken(east).length === 2);
    const left = await Promise.all(all.map((workspace) => leftIn(workspace)));
    const [ofNorth, ofSouth, ofEast, ofWest] = left;
    assert.equal(ofNorth, ofSouth);
    assert.notEqual(ofEast, ofWest);
    here.slack.assertClean();
  });

  it('name the workspace in each call with the token of an organization, and never with another', () => {
    const named = new Set(here.slack.requests.flatMap(({ team }) => team ?? []));
    assert.deepEqual(named, new Set([east.team.id, west.team.id]));
  });

  it('get messages and files in a workspace read and answered there', async () => {
    const file = await south.addFile({
      owner: south.users.member,
      content: Buffer.from('no sound'),
      name: 'note.txt',
      mimeType: 'text/plain',
    });
    await south.directMessage({ user: south.users.member, files: [file] });
    await here.slack.until('the question', () => read(south).includes('What should the bot do'));
    await west.openHome(west.users.member);
    await here.slack.until('the home', () => west.homeOf(west.users.member));
    assert.equal(east.homeOf(west.users.member), undefined);
    here.slack.assertClean();
  });

  it('keep a result whose workspace removes the bot meanwhile, and lose nothing of the others', async () => {
    const release = await held(north, 'This is kept.');
    const other = await held(south, 'This goes on.');
    await here.slack.uninstall(north);
    assert.equal(await here.world.store.installations.get(`slack:${north.team.id}`), undefined);
    await release();
    await other();
    const ended = await until('both have ended', async () => {
      const [kept] = await here.jobs(north);
      const [gone] = await here.jobs(south);
      return kept?.delivery.state === 'undeliverable' && gone?.delivery.state === 'done' && kept;
    });
    assert.equal(ended.delivery.state === 'undeliverable' && ended.delivery.failure.code, 'bot-removed');
    assert.equal(ended.money.state, 'settled');
    assert.deepEqual(here.process.bot.health(), { ready: true });
    const before = spoken(north).length;
    assert.equal((await here.install(north)).status, 200);
    await ask(north, `fetch ${ended.id}`, '/jobs');
    await here.slack.until('the result', () => spoken(north).length > before);
    here.slack.assertClean();
  });

  it('count as removed when Slack refuses their token in the middle of a job, and are told how to return', async () => {
    const release = await held(south, 'This is kept, too.');
    await here.slack.uninstall(south, false);
    await release();
    const ended = await until('it has ended', async () => {
      const [job] = await here.jobs(south);
      return job?.delivery.state === 'undeliverable' && job;
    });
    assert.equal(ended.delivery.state === 'undeliverable' && ended.delivery.failure.code, 'bot-removed');
    assert.equal(await here.world.store.installations.get(`slack:${south.team.id}`), undefined);
    const calls = here.slack.requests.length;
    await ask(south, 'Anybody there?');
    await here.slack.until('the explanation', () =>
      read(south).includes('isn’t installed in this workspace'),
    );
    assert.match(read(south), /https:\/\/bot\.example\.com\/slack\/install/);
    // Nothing but the explanation is sent: no storm of calls without a token.
    assert.deepEqual(
      here.slack.requests.slice(calls).map(({ method }) => method),
      ['response_url'],
    );
    assert.deepEqual(here.process.bot.health(), { ready: true });
    assert.equal((await here.install(south)).status, 200);
    const before = spoken(south).length;
    await ask(south, `fetch ${ended.id}`, '/jobs');
    await here.slack.until('the result', () => spoken(south).length > before);
    here.slack.assertClean();
  });

  it('go on with the new token after installing again, and never use the one before', async () => {
    const release = await held(north, 'Across two tokens.');
    const done = (await here.jobs(north)).filter(({ delivery }) => delivery.state === 'done').length;
    assert.equal((await here.install(north)).status, 200);
    await release();
    await until('it is delivered', async () => {
      const jobs = await here.jobs(north);
      return jobs.filter(({ delivery }) => delivery.state === 'done').length > done;
    });
    assert.deepEqual(
      here.slack.requests.filter(({ answer }) => answer?.error === 'token_revoked'),
      [],
    );
    here.slack.assertClean();
  });

  it('keep a fresh installation when news of the removal before arrives late', async () => {
    const events = await here.slack.uninstall(north);
    // Slack reports whole seconds: the new installation must be in a later one.
    const { event_time: removedAt } = Object(events[0]?.payload);
    await until('the next second', () => Date.now() / 1_000 >= Number(removedAt) + 1);
    assert.equal((await here.install(north)).status, 200);
    for (const event of events) await north.redeliver(event);
    assert.notEqual(await here.world.store.installations.get(`slack:${north.team.id}`), undefined);
    // Of a user's token alone, or of another workspace, nothing follows either.
    await north.event({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } } as never);
    assert.notEqual(await here.world.store.installations.get(`slack:${north.team.id}`), undefined);
  });

  it('leave an organization together: its workspaces end explained, and come back with it', async () => {
    await here.slack.uninstall(grid);
    assert.equal(await here.world.store.installations.get(`slack:${grid.id}`), undefined);
    await ask(east, 'Hello?');
    await here.slack.until('the explanation', () => read(east).includes('isn’t installed in this workspace'));
    assert.equal((await here.install(grid)).status, 200);
    const before = spoken(east).length;
    await ask(east, 'Back again.');
    await here.slack.until('the result', () => spoken(east).length > before);
    here.slack.assertClean();
  });
});

describe('workspaces that leave', () => {
  let here: InstallWorld;
  let north: FakeWorkspace;
  let grid: FakeOrganization;
  let east: FakeWorkspace;
  let west: FakeWorkspace;
  before(async () => {
    here = await startInstallWorld();
    const { slack } = here;
    north = slack.addWorkspace('North');
    grid = slack.addOrganization('Grid');
    [east, west] = [slack.addWorkspace('East', grid), slack.addWorkspace('West', grid)];
    for (const where of [north, grid]) assert.equal((await here.install(where)).status, 200);
    // Which organization serves a workspace is known once someone asked there.
    for (const where of [east, west]) {
      await ask(where, 'balance', '/wallet');
      await here.slack.until('the balance', () => read(where).includes('$'));
    }
  });
  after(() => here[Symbol.asyncDispose]());

  const gone = async (): Promise<readonly string[]> => {
    const { departures } = here.world.store;
    return departures.leftBefore(Number.MAX_SAFE_INTEGER, '', 99);
  };
  const areGone = (...workspaces: readonly FakeWorkspace[]) => {
    const wanted = workspaces.map(({ team }) => `slack:${team.id}`).toSorted();
    return until('that is noted', async () => JSON.stringify(await gone()) === JSON.stringify(wanted));
  };

  /** Slack reports whole seconds: what comes after an installation must be in a later one. */
  const nextSecond = async (): Promise<void> => {
    const since = Math.floor(Date.now() / 1_000);
    await until('the next second', () => Date.now() / 1_000 >= since + 1);
  };

  it('are noted when they remove the bot, and come back when they install it', async () => {
    await nextSecond();
    const events = await here.slack.uninstall(north);
    await areGone(north);
    await nextSecond();
    assert.equal((await here.install(north)).status, 200);
    await areGone();
    for (const event of events) await north.redeliver(event);
    assert.deepEqual(await gone(), [], 'late news don’t undo the return');
  });

  it('are noted when Slack refuses their token, though no event was sent', async () => {
    await here.slack.uninstall(north, false);
    await ask(north, 'Hello?');
    await areGone(north);
    assert.equal((await here.install(north)).status, 200);
    await areGone();
  });

  it('leave with their organization, and one by one when it takes their access', async () => {
    const change = (type: string, ...teams: readonly FakeWorkspace[]) =>
      east.event({ type, team_ids: teams.map(({ team }) => team.id) } as never);
    await nextSecond();
    await change('team_access_revoked', east);
    await areGone(east);
    assert.notEqual(await here.world.store.installations.get(`slack:${grid.id}`), undefined);
    await change('team_access_granted', east);
    await areGone();
    // One that has a token of its own is still served.
    await change('team_access_revoked', north);
    assert.deepEqual(await gone(), []);
    await here.slack.uninstall(grid);
    await areGone(east, west);
    assert.equal((await here.install(grid)).status, 200);
    await areGone();
    here.slack.assertClean();
  });
});
