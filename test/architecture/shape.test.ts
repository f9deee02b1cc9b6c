import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeLines, sourcesIn } from './sources.ts';

const program = sourcesIn('src', 'sandbox', 'script');
const everything = [...program, ...sourcesIn('test')];

/** The longest a file gets before it is asked which second idea moved in. */
const MAX_LINES = 250;

describe('every file', () => {
  it(`of the program has at most ${MAX_LINES} lines`, () => {
    const long = program
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ path, lines }) => `${path}: ${lines}`);
    assert.deepEqual(long, []);
  });

  it('is named in kebab-case', () => {
    const strays = everything.map(({ path }) => path).filter((path) => !/^[a-z0-9./-]+$/.test(path));
    assert.deepEqual(strays, []);
  });

  it('is finished: nothing is marked as still to be done', () => {
    const mark = new RegExp(['\\bTO', 'DO\\b|\\bFIX', 'ME\\b'].join(''));
    const strays = everything.filter(({ text }) => mark.test(text)).map(({ path }) => path);
    assert.deepEqual(strays, []);
  });

  it('exports by name', () => {
    const strays = everything
      .filter((file) => codeLines(file).some((line) => line.startsWith('export default')))
      .map(({ path }) => path);
    assert.deepEqual(strays, []);
  });

  it('of the program is named for its idea', () => {
    const vague = /(?:^|[/-])(?:utils?|helpers?|managers?|misc|common)(?:[/.-]|$)/;
    assert.deepEqual(
      program.map(({ path }) => path).filter((path) => vague.test(path)),
      [],
    );
  });
});
