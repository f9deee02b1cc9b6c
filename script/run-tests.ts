/**
 * Runs every test, or those whose path contains one of the given words: `npm test -- slack`.
 *
 * Starting a process and reading the sources costs more than most files of tests do, so neighbors share one.
 * Each file stays its own suite in it: hooks of one never run for another.
 */
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';

/**
 * Tests with their own process: they kill, load or inspect the whole process, or take very long.
 *
 * They run first, so that none is left over at the end.
 */
const ALONE = [
  'test/browser.test.ts',
  'test/end-to-end/**/*.test.ts',
  'test/contract/{discord,playground,slack}.test.ts',
  'test/core/jobs/{thousand-commands,two-processes}.test.ts',
];

/** Start before the rest, because they take longer. */
const LONG = ['test/core/jobs/', 'test/sandbox/', 'test/bots/'];

const CACHE = resolve('node_modules/.cache');

const FILES_PER_PROCESS = 20;

/** More than there are cores: tests wait for disks, sockets and other processes. */
const PROCESSES = 4;

/** Only ends a run that hangs: nothing takes as long, even on the slowest machine. */
const HUNG_MS = 60 * 60_000;

const words = process.argv.slice(2);
const all = globSync('test/**/*.test.ts')
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  .toSorted();
const alone = ALONE.flatMap((pattern) => {
  const found = globSync(pattern);
  if (found.length === 0) throw new Error(`script/run-tests.ts names ${pattern}, which is no longer there.`);
  return found.filter((path) => all.includes(path));
});
const together = all
  .filter((path) => !alone.includes(path))
  .toSorted((one, other) => rank(one) - rank(other));

function rank(path: string): number {
  const place = LONG.findIndex((start) => path.startsWith(start));
  return place < 0 ? LONG.length : place;
}

/** Writes files that import those that share a process. */
function sharedProcesses(files: readonly string[]): readonly string[] {
  mkdirSync(CACHE, { recursive: true });
  // A folder of its own, so that two runs in one checkout don't take each other's files.
  const folder = mkdtempSync(join(CACHE, 'shared-tests-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const count = Math.ceil(files.length / FILES_PER_PROCESS);
  return Array.from({ length: count }, (_, index) => {
    const start = Math.round((index * files.length) / count);
    const own = files.slice(start, Math.round(((index + 1) * files.length) / count));
    const suites = own.map(
      (file) =>
        `describe(${JSON.stringify(file)}, () => import(${JSON.stringify(pathToFileURL(resolve(file)))}));`,
    );
    const path = join(folder, `${String(index + 1).padStart(2, '0')}.mjs`);
    writeFileSync(path, [`import { describe } from 'node:test';`, ...suites, ''].join('\n'));
    return path;
  });
}

/** How many tests and suites have ended at each depth since the last one above it. */
const ended: number[] = [];

/** Counts the end of a test or suite, and returns how many were in it. */
function count({ nesting }: { readonly nesting: number }): number {
  const held = ended[nesting + 1] ?? 0;
  ended.length = Math.min(ended.length, nesting + 1);
  ended[nesting] = (ended[nesting] ?? 0) + 1;
  return held;
}

if (all.length === 0) throw new Error(`No test's path contains ${words.join(' or ')}.`);
run({
  files: [...alone.map((path) => resolve(path)), ...sharedProcesses(together)],
  concurrency: PROCESSES,
  timeout: HUNG_MS,
})
  .on('test:fail', (end) => {
    count(end);
    if (end.todo === undefined && end.skip === undefined) process.exitCode = 1;
  })
  .on('test:pass', (end) => {
    const held = count(end);
    if (end.details.type !== 'suite' || held > 0) return;
    // Tests that are registered after a suite has ended belong to another one, or to none.
    process.stderr.write(`No test is in the suite “${end.name}”.\n`);
    process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
