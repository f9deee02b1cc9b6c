import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '../fakes/until.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { releaseAll } from './setting.ts';
import { assertNothingIsLost, shownBy, untilAllIsDone } from './whole-account.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The last commit of the release before jobs were held by processes. */
const FORMER = '2efcd833cdb7ceb9db9e468fc59073e770a53638';

/** Unpacks the former release's sources beside this one's packages, which are all that it needs and more. */
async function formerSources(t: TestContext): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'former-release-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const archive = join(folder, 'sources.tar');
  try {
    await run('git', ['archive', `--output=${archive}`, FORMER], { cwd: ROOT });
  } catch (error) {
    t.skip(`This checkout has no history with ${FORMER}: ${String(error)}`);
    return undefined;
  }
  await run('tar', ['-xf', archive, '-C', folder]);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const submits = ({ setting }: Cluster): number => setting.sandbox.control.jobs.list().length;

if (process.env['PROVE'] !== undefined) {
  it('the former release and this one work side by side, and this one carries on what the former leaves', async (t) => {
    const root = await formerSources(t);
    if (root === undefined) return;
    const cluster = await startCluster(t);
    const { faults } = cluster.setting.sandbox.control;
    const former = await cluster.start('all', 'former', {}, root);
    const hold = faults.add({ times: 'lasting', fault: { kind: 'hold' } });
    const asked = await Promise.all(['One', 'Two', 'Three'].map((name) => cluster.speak(name)));
    asked.push(await cluster.split('Four'));
    await until('the former has them at AudioPod', () => submits(cluster) === 4);

    await cluster.start('all', 'present');
    // Both hear every command. The former is faster, so it sleeps through two of them, and hears of them too late.
    former.program().freeze();
    for (const name of ['Five', 'Six']) asked.push(await cluster.speak(name));
    former.program().thaw();
    for (const name of ['Seven', 'Eight']) asked.push(await cluster.speak(name));
    await until('all are at AudioPod', () => submits(cluster) === 8);
    const own = await cluster.query<{ id: string }>('select id from jobs where held_by is not null');
    assert.ok(own.length > 0, 'this release runs some of them');

    faults.remove(hold.id);
    releaseAll(cluster.setting.sandbox);
    await untilAllIsDone(cluster, asked);
    await assertNothingIsLost(cluster, asked);
    const shown = shownBy(asked);

    // Once more, and this time the former dies over what it has.
    const again = faults.add({ times: 'lasting', fault: { kind: 'hold' } });
    const late = await Promise.all(['Nine', 'Ten', 'Eleven', 'Twelve'].map((name) => cluster.speak(name)));
    await until('all are at AudioPod', () => submits(cluster) === 12);
    // What it ran, it could read.
    assert.doesNotMatch(former.program().printed(), /job-unreadable|claim-failed|cannot be read/);
    await former.program().kill();
    faults.remove(again.id);
    releaseAll(cluster.setting.sandbox);
    await untilAllIsDone(cluster, [...asked, ...late]);
    await assertNothingIsLost(cluster, [...asked, ...late]);
    assert.deepEqual(shownBy(asked), shown, 'what is delivered stays');
    t.diagnostic(`${own.length} of 8 were run by this release`);
  });
}
