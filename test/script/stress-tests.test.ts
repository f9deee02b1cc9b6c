import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readPlan } from '../../script/stress-tests.ts';

const SCRIPT = fileURLToPath(new URL('../../script/stress-tests.ts', import.meta.url));

test('a stress run is twenty rounds through every file, unless told otherwise', () => {
  const words: readonly string[] = [];
  assert.deepEqual(readPlan([]), { times: 20, busy: 3, core: 0, minutes: Number.POSITIVE_INFINITY, words });
  const some = ['--times', '3', '--busy', '0', '--core', '1', '--minutes', '5', 'slack', 'ledger'];
  assert.deepEqual(readPlan(some), { times: 3, busy: 0, core: 1, minutes: 5, words: ['slack', 'ledger'] });
});

test('an option that is unknown, or no whole number, is named', () => {
  assert.throws(() => readPlan(['--rounds', '3']), /--rounds/);
  assert.throws(() => readPlan(['--times', 'many']), /--times is a whole number, not many/);
});

test('help is shown, and a word that fits no file is refused', () => {
  const asked = (...args: readonly string[]) =>
    spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });
  const help = asked('--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /--times <count>/);
  const nothing = asked('no-such-file');
  assert.equal(nothing.status, 1);
  assert.match(nothing.stderr, /No test file has no-such-file in its path\./);
});
