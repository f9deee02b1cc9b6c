import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { findAction } from '../../../src/commands/dispatch/find-command.ts';
import { commandOf, readAction, writeAction } from '../../../src/commands/framework/action-code.ts';
import { actionLabel } from '../../../src/commands/framework/action-label.ts';
import { type Action, NEXT_STEPS, RUN_PATHS } from '../../../src/core/model/job/action.ts';
import { newId } from '../../../src/core/model/job/new-job.ts';
import { microDollarsOf } from '../../../src/core/model/money/money.ts';
import { RAISED_OPTIONS } from '../../../src/core/model/money/raise.ts';

const jobId = fc.constant(undefined).map(newId);
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constantFrom('cancel', 'retry', 'fetch', 'ask-budget', 'decline-budget'), jobId }),
  fc.record({
    kind: fc.constantFrom('confirm', 'grant-budget'),
    jobId,
    amount: fc.nat().map(microDollarsOf),
  }),
  fc.record({
    kind: fc.constant('raise'),
    jobId,
    option: fc.constantFrom(...RAISED_OPTIONS),
    value: fc.oneof(
      fc.constant('on'),
      fc.nat(999_999_999).map((cents) => (cents / 100).toFixed(2)),
    ),
  }),
  fc.record({ kind: fc.constant('next'), jobId, step: fc.constantFrom(...NEXT_STEPS) }),
  fc.record({ kind: fc.constant('erase'), askedAtMs: fc.nat() }),
  fc.record({ kind: fc.constant('run'), path: fc.constantFrom(...RUN_PATHS) }),
  fc.record({
    kind: fc.constant('next'),
    jobId,
    step: fc.constantFrom(...NEXT_STEPS),
    output: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('|', ':', '%', '3A', 'a') }),
    ),
  }),
);

describe('the code of a button', () => {
  it('reads back as the action that was written, whatever a sound is called', () => {
    fc.assert(
      fc.property(anyAction, (action) => {
        const code = writeAction(action);
        assert.deepEqual({ ...readAction(code) }, { ...action });
        assert.ok(!`${code.verb}${code.subject}`.includes('|'), 'platforms put it between the two');
      }),
    );
  });

  it('keeps plain names readable and short', () => {
    assert.deepEqual(writeAction({ kind: 'next', jobId: 'abc', step: 'stems', output: 'lead vocals' }), {
      verb: 'next-stems',
      subject: 'abc:lead vocals',
    });
  });

  it('is nothing when this release does not know it', () => {
    for (const [verb, subject] of [
      ['next-paint', 'abc'],
      ['nonsense', 'abc'],
      ['toString', 'abc'],
      ['retry', ''],
      ['erase', 'now'],
      ['erase', ''],
      ['next-stems', ':vocals'],
      ['confirm', 'abc'],
      ['confirm', 'abc:-1'],
      ['confirm', 'abc:1e9'],
      ['raise', 'abc'],
      ['raise', 'abc:monthly'],
      ['raise', 'abc:everything:1.00'],
      ['raise', 'abc:monthly:1.00 links:on'],
      ['run', 'wallet pause'],
    ] as const) {
      assert.equal(readAction({ verb, subject }), undefined, verb);
    }
  });

  it('names only commands that exist', () => {
    for (const path of RUN_PATHS) {
      const { command, subcommand } = commandOf(path);
      assert.doesNotThrow(() => findAction(COMMANDS, command, subcommand), path);
    }
  });

  it('is labelled by the step, or by the sound where only that is asked', () => {
    const step = { kind: 'next', jobId: 'abc', step: 'transcribe' } as const;
    assert.equal(actionLabel(step, 'en'), 'Transcribe');
    assert.equal(actionLabel({ ...step, output: 'vocals' }, 'en'), 'Vocals');
  });
});
