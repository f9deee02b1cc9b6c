import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BotError } from '../../src/core/model/errors.ts';
import { createLog } from '../../src/log/log.ts';
import { terminalLines } from '../../src/log/terminal-lines.ts';

/** What a person sees of lines that were logged. */
function terminal(colors = false) {
  let text = '';
  const lines = terminalLines({ write: (part) => (text += part) }, colors);
  return { log: createLog('debug', lines), shown: () => text };
}

const TIME = String.raw`\[\d\d:\d\d:\d\d\]`;

describe('the log on a terminal', () => {
  it('is one line with time, level, event and fields, written before the call returns', () => {
    const { log, shown } = terminal();
    log.child({ job: 'j1' }).info({ durationMs: 12 }, 'stage-finished');
    assert.match(shown(), new RegExp(`^${TIME} INFO: stage-finished {"job":"j1","durationMs":12}\n$`));
    log.warn({}, 'alone');
    assert.match(shown(), new RegExp(`\n${TIME} WARN: alone *\n$`));
  });

  it('shows an error with its code, facts and causes below the line, in words instead of JSON', () => {
    const { log, shown } = terminal();
    const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
    const error = new BotError('audiopod-down', 'no response', { facts: { tries: 3 }, cause });
    log.warn({ error, step: 'submit' }, 'step-retried');
    assert.deepEqual(shown().split('\n').slice(0, 3), [
      shown().split('\n')[0],
      '    error: BotError (audiopod-down): no response {"tries":3}',
      '    caused by Error (ECONNREFUSED): connect refused',
    ]);
    assert.match(shown(), /step-retried \{"step":"submit"\}\n/);
    assert.doesNotMatch(shown(), /at .*terminal-lines\.test/);
  });

  it('says where an error was thrown only at the level that needs a person', () => {
    const { log, shown } = terminal();
    log.error({ error: new Error('broke') }, 'request-failed');
    assert.match(shown(), /\n +error: Error: broke\n +at .*terminal-lines\.test/);
  });

  it('lets no text move the cursor or pretend to be a line of its own', () => {
    const { log, shown } = terminal();
    const nasty = 'a\u001b[2Jb\u009b31mc\r\n[00:00:00] ERROR: invented';
    log.info({ reason: nasty, error: new Error(nasty) }, 'nasty');
    assert.doesNotMatch(shown(), /[^\P{Cc}\n]/u);
    assert.equal(shown().match(/^\[\d/gm)?.length, 1);
  });

  it('is in color only where asked for', () => {
    const plain = terminal();
    const colored = terminal(true);
    for (const { log } of [plain, colored]) log.info({}, 'started');
    assert.ok(!plain.shown().includes('\u001b['));
    assert.ok(colored.shown().includes('\u001b['));
  });

  it('keeps secrets out as the JSON does', () => {
    const { log, shown } = terminal();
    log.error({ token: 'hunter2', error: new Error('Bearer hunter2hunter2') }, 'refused');
    assert.doesNotMatch(shown(), /hunter2/);
  });
});
