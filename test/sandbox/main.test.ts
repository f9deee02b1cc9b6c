import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeTempDir } from './sandbox-fixture.ts';

const MAIN = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));

test('on its own it prints where it is and a key, serves, and ends cleanly on SIGTERM', async (t) => {
  const dataDir = await makeTempDir(t);
  const child = spawn(process.execPath, [MAIN, '--data-dir', dataDir], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    printed += String(chunk);
    if (printed.includes('AUDIOPOD_API_KEY=')) break;
  }
  const url = /AUDIOPOD_BASE_URL=(\S+)/.exec(printed)?.[1] ?? '';
  const key = /AUDIOPOD_API_KEY=(ap_sandbox_\S+)/.exec(printed)?.[1] ?? '';
  const response = await fetch(`${url}/api/v1/voice/voices`, { headers: { 'X-API-Key': key } });
  assert.equal(response.status, 200);
  await response.arrayBuffer();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  assert.deepEqual(await readdir(dataDir), []);
});
