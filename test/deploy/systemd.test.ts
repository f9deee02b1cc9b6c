import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../architecture/sources.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const unit = read('deploy/systemd/audiopod-bot.service');
const values = (name: string) =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value);

describe('the systemd unit', () => {
  it('starts the program as script/start does', () => {
    const options = /^exec node_modules\/.bin\/node (.*) \$\{env_file\S* (src\/main\.ts) "\$@"$/m.exec(
      read('script/start'),
    );
    const [folder = ''] = values('WorkingDirectory');
    assert.deepEqual(values('ExecStart'), [
      `${folder}/node_modules/.bin/node ${options?.[1]} ${options?.[2]}`,
    ]);
  });

  it('waits longer for the program to stop than it takes to drain, and stops nothing else before', () => {
    const drain = Number(/DRAIN_DEADLINE_MS = ([\d_]+);/.exec(read('src/main.ts'))?.[1]?.replaceAll('_', ''));
    assert.ok(Number(values('TimeoutStopSec')[0]) * 1000 > drain);
    // SIGTERM to an ffmpeg would fail the work that the drain waits for.
    assert.deepEqual(values('KillMode'), ['mixed']);
  });

  it('lets the program write to its own folders alone, and gain no rights', () => {
    for (const line of [
      ...['User=audiopod-bot', 'NoNewPrivileges=yes', 'CapabilityBoundingSet=', 'ProtectSystem=strict'],
      ...['ProtectHome=yes', 'PrivateTmp=yes', 'PrivateDevices=yes', 'SystemCallFilter=@system-service'],
      ...['StateDirectory=audiopod-bot', 'UMask=0077', 'MemoryMax=2G'],
    ]) {
      assert.ok(unit.split('\n').includes(line), line);
    }
    assert.deepEqual(values('ReadWritePaths'), []);
  });

  it('is installed as docs/deploying.md says', () => {
    const page = read('docs/deploying.md');
    for (const path of [
      values('EnvironmentFile')[0],
      values('WorkingDirectory')[0],
      'DATA_DIR=/var/lib/audiopod-bot',
    ])
      assert.ok(page.includes(path ?? '?'), path);
  });
});
