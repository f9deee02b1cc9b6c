import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSync } from 'oxc-parser';
import { analyse } from 'scslre';
import { sourcesIn } from './sources.ts';

/** A regular expression in the code, and where it stands. */
interface Pattern {
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}

const sources = sourcesIn('src', 'sandbox');

/** Every value of a syntax tree that is an object with a type. */
function* nodesOf(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return;
  if (!Array.isArray(value) && 'type' in value) yield value as Readonly<Record<string, unknown>>;
  for (const part of Object.values(value)) yield* nodesOf(part);
}

function patternsIn({ path, text }: (typeof sources)[number]): readonly Pattern[] {
  const { program, errors } = parseSync(path, text);
  assert.deepEqual(errors, [], path);
  return [...nodesOf(program)].flatMap(({ type, regex, start }) => {
    if (type !== 'Literal' || typeof regex !== 'object' || regex === null) return [];
    const { pattern, flags } = regex as { readonly pattern: string; readonly flags: string };
    return [{ at: `${path}:${text.slice(0, Number(start)).split('\n').length}`, source: pattern, flags }];
  });
}

/** Files that make a pattern from text, where no analysis can follow. */
function makesPatterns({ path, text }: (typeof sources)[number]): boolean {
  return [...nodesOf(parseSync(path, text).program)].some(
    ({ type, callee }) =>
      (type === 'NewExpression' || type === 'CallExpression') &&
      (callee as { readonly name?: string } | undefined)?.name === 'RegExp',
  );
}

/** Why a pattern can take more than linear time, by the kinds of the analysis. Empty if it cannot. */
function faultsOf({ source, flags }: Pick<Pattern, 'source' | 'flags'>): readonly string[] {
  return analyse({ source, flags }).reports.map(({ type, character }) => `${type} by ${character.pick}`);
}

const patterns = sources.flatMap(patternsIn);

describe('a regular expression', () => {
  it('of the program takes time in proportion to its text, whatever the text is', () => {
    // Below what stands there, a change of the parser or of the search has hidden most of them.
    assert.ok(patterns.length > 200, `only ${patterns.length} patterns found`);
    assert.deepEqual(
      patterns.flatMap((pattern) => faultsOf(pattern).map((fault) => `${pattern.at} ${fault}`)),
      [],
    );
  });

  it('of the program is written out, so that it can be analysed', () => {
    assert.deepEqual(
      sources.filter(makesPatterns).map(({ path }) => path),
      [],
    );
  });

  it('is found out if it backtracks, or begins again at each character', () => {
    for (const pattern of [/\s+$/, /^(\d+\.?\d*)$/, /,+(?=;)/, /^(a+)+$/, /<[^>]*>/, /^\s*x/m]) {
      assert.notDeepEqual(faultsOf(pattern), [], String(pattern));
    }
    for (const pattern of [/(?<!\s)\s+$/, /^(\d+(\.\d*)?)$/, /^\s+/, /<[^<>]*>/]) {
      assert.deepEqual(faultsOf(pattern), [], String(pattern));
    }
  });
});
