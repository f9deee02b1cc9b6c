import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCommandLine, UsageError } from '../src/command-line.ts';

const line = {
  usage: 'Usage: sample\n',
  options: { port: { type: 'string' }, verbose: { type: 'boolean', default: false } },
} as const;

const refused = (message: RegExp) => (error: unknown) =>
  error instanceof UsageError && message.test(error.message);

describe('arguments', () => {
  it('are read in both spellings, with their defaults', () => {
    assert.deepEqual({ ...read(['--port', '4000']).values }, { port: '4000', verbose: false });
    assert.deepEqual({ ...read(['--verbose', '--port=4000']).values }, { port: '4000', verbose: true });
    assert.deepEqual({ ...read([]).values }, { verbose: false });
  });

  it('ask for help by either name, whatever stands beside it', () => {
    for (const args of [['--help'], ['-h'], ['--port', '--help'], ['--prot', '-h']]) {
      assert.equal(readCommandLine(args, line), 'help');
    }
  });

  it('are refused when unknown, with the option that was probably meant', () => {
    assert.throws(() => read(['--prot', '4000']), refused(/^Unknown option --prot\. Did you mean --port\? /));
    assert.throws(() => read(['--elsewhere']), refused(/^Unknown option --elsewhere\. --help shows/));
    assert.throws(() => read(['-p', '4000']), refused(/^Unknown option -p\./));
    assert.throws(() => read(['--toString']), refused(/^Unknown option --toString\./));
  });

  it('are refused when a value is missing or too many', () => {
    assert.throws(() => read(['--port']), refused(/^--port needs a value\./));
    assert.throws(() => read(['--port=']), refused(/^--port needs a value\./));
    assert.throws(() => read(['--port', '--verbose']), refused(/^--port needs a value\./));
    assert.throws(() => read(['--verbose=yes']), refused(/^--verbose takes no value\./));
  });

  it('are refused as words, except where words are taken', () => {
    assert.throws(() => read(['4000']), refused(/^Unexpected argument “4000”\./));
    const typed = readCommandLine(['ledger', '--verbose', 'watch'], { ...line, takesWords: true });
    assert.notEqual(typed, 'help');
    assert.deepEqual(typed === 'help' ? [] : typed.words, ['ledger', 'watch']);
  });
});

function read(args: readonly string[]) {
  const typed = readCommandLine(args, line);
  return typed === 'help' ? assert.fail('help was not asked for') : typed;
}
