/**
 * Runs every test file many times on one crowded processor core, and lists the tests that ever failed. A test
 * that passes on an idle machine and fails here depends on how fast the machine is:
 *
 *   npm run test:steady                              every file 20 times; this takes hours
 *   npm run test:steady -- --times 3 slack ledger    the files whose path contains one of the words
 *   npm run test:steady -- --help
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { type ParseArgsConfig, parseArgs } from 'node:util';

const USAGE = `npm run test:steady -- [options] [part of a path ...]

  --times <count>    Rounds through the files (20)
  --busy <count>     Endless loops beside the tests, on the same core (3)
  --core <number>    Core that all of it shares, on Linux (0)
  --minutes <count>  No new file begins after this many minutes
  --help             Show this text
`;

/** Only ends a test that hangs: nothing takes as long, even on the slowest machine. */
const HUNG_TEST_MS = 30 * 60_000;

const OPTIONS = {
  times: { type: 'string', default: '20' },
  busy: { type: 'string', default: '3' },
  core: { type: 'string', default: '0' },
  minutes: { type: 'string', default: 'Infinity' },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/** The tests to run, and the load beside them. */
export interface StressPlan {
  readonly times: number;
  readonly busy: number;
  readonly core: number;
  readonly minutes: number;
  /** Parts of paths; empty means every file. */
  readonly words: readonly string[];
}

/**
 * Reads the arguments; undefined when help was requested. @throws {TypeError} naming the invalid argument.
 */
export function readPlan(args: readonly string[]): StressPlan | undefined {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help) return undefined;
  const { times, busy, core, minutes } = values;
  const whole = (name: string, text: string): number => {
    if (!/^\d+$/.test(text)) throw new TypeError(`--${name} is a whole number, not ${text}.`);
    return Number(text);
  };
  return {
    times: whole('times', times),
    busy: whole('busy', busy),
    core: whole('core', core),
    minutes: minutes === 'Infinity' ? Number.POSITIVE_INFINITY : whole('minutes', minutes),
    words: positionals,
  };
}

/** Confines this process and its children to one core. Returns whether the system can do that. */
function confineTo(core: number): boolean {
  return spawnSync('taskset', ['-cp', String(core), String(process.pid)], { stdio: 'ignore' }).status === 0;
}

/** Starts endless loops: on the one core, or as many on each core when processes cannot be confined. */
function startLoops(count: number, confined: boolean): readonly ChildProcess[] {
  return Array.from({ length: confined ? count : count * availableParallelism() }, () =>
    // The loop ends with this process, however that ends.
    spawn(process.execPath, ['-e', `while (process.ppid === ${process.pid});`], { stdio: 'ignore' }),
  );
}

/**
 * Runs one file once and passes each failure to `failed`: the names from the outermost in, and the message.
 */
async function runFile(
  file: string,
  signal: AbortSignal,
  failed: (name: string, message: string) => void,
): Promise<void> {
  const names: string[] = [];
  const events = run({ files: [file], timeout: HUNG_TEST_MS, signal });
  events.on('test:start', ({ name, nesting }) => names.splice(nesting, Number.POSITIVE_INFINITY, name));
  events.on('test:fail', ({ name, nesting, details }) => {
    const { cause, failureType } = details.error as Error & { failureType?: string };
    // A suite fails because of its tests, which are listed by themselves.
    if (failureType === 'subtestsFailed') return;
    const message = cause instanceof Error ? cause.message : String(cause ?? details.error.message);
    failed([...names.slice(0, nesting), name].join(' > '), message);
  });
  for await (const _ of events);
}

async function stress({ times, busy, core, minutes, words }: StressPlan): Promise<boolean> {
  const files = globSync('test/**/*.test.ts')
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();
  if (files.length === 0) throw new TypeError(`No test file has ${words.join(' or ')} in its path.`);
  const confined = confineTo(core);
  const loops = startLoops(busy, confined);
  const where = confined ? `core ${core}` : 'all cores';
  process.stdout.write(
    `${files.length} files, ${times} times each, on ${where} beside ${loops.length} loops\n`,
  );

  const failures = new Map<string, { times: number; message: string }>();
  const endMs = performance.now() + minutes * 60_000;
  // A user who interrupts the run still gets the results so far.
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  let runs = 0;
  try {
    // In rounds, so that an interrupted run has run every file equally often.
    for (let round = 1; round <= times; round += 1) {
      for (const file of files) {
        if (stop.signal.aborted || performance.now() > endMs) break;
        runs += 1;
        const startMs = performance.now();
        let bad = 0;
        await runFile(file, stop.signal, (name, message) => {
          if (stop.signal.aborted) return;
          bad += 1;
          const key = `${file}: ${name}`;
          failures.set(key, { times: (failures.get(key)?.times ?? 0) + 1, message });
        });
        const took = `${((performance.now() - startMs) / 1_000).toFixed(1)} s`;
        process.stdout.write(`${round}/${times} ${file} ${took}${bad > 0 ? `, ${bad} failed` : ''}\n`);
      }
    }
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
  const lines = [...failures].map(
    ([name, { times, message }]) => `${times}× ${name}\n${firstLines(message)}`,
  );
  process.stdout.write(`\n${runs} runs, ${failures.size} tests failed\n${lines.sort().join('')}`);
  return failures.size === 0;
}

/** Returns the lines of a message that show the difference. */
function firstLines(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(0, 12)
    .map((line) => `     ${line.slice(0, 200)}\n`)
    .join('');
}

if (import.meta.main) {
  try {
    const plan = readPlan(process.argv.slice(2));
    if (plan === undefined) process.stdout.write(USAGE);
    else if (!(await stress(plan))) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 1;
  }
}
