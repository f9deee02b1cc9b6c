/** Runs benchmarks one after the other, each on a quiet machine, and prints their figures in one table. */
import { runScript, UsageError } from '../../src/command-line.ts';
import { benchAck } from './ack.ts';
import { benchDeliver } from './deliver.ts';
import { benchEncode } from './encode.ts';
import { benchFinished } from './finished.ts';
import { benchFlight } from './flight.ts';
import { benchIdle } from './idle.ts';
import { benchInstall } from './install.ts';
import { benchLedger } from './ledger.ts';
import { benchLooks } from './looks.ts';
import { benchMemory } from './memory.ts';
import { benchPage } from './page.ts';
import { benchPost } from './post.ts';
import { isBusy, waitForQuiet } from './quiet.ts';
import { type BenchRow, formatRows } from './row.ts';
import { benchScale } from './scale.ts';
import { benchSeal } from './seal.ts';
import { benchThroughput } from './throughput.ts';
import { seconds, timed } from './timing.ts';
import { benchWatch } from './watch.ts';
import { benchWorkers } from './workers.ts';

const BENCHES: ReadonlyMap<string, () => Promise<readonly BenchRow[]>> = new Map([
  ['watch', benchWatch],
  ['ledger', benchLedger],
  ['encode', benchEncode],
  ['seal', benchSeal],
  ['looks', benchLooks],
  ['deliver', benchDeliver],
  ['post', benchPost],
  ['ack', benchAck],
  ['page', benchPage],
  ['memory', benchMemory],
  ['flight', benchFlight],
  ['idle', benchIdle],
  ['scale', scale],
  ['install', benchInstall],
]);

const COMMAND_LINE = {
  usage: `Usage: npm run bench [-- <name>...]

Measures the bot and prints one table: all benchmarks, in about ten minutes, or those named.
Each waits up to three minutes for a quiet machine.

  ${[...BENCHES.keys()].join(' ')}

install needs the network, memory and flight need Linux, post needs curl, page needs Chromium.

  -h, --help   Show this help
`,
  options: {},
  takesWords: true,
} as const;

await runScript(COMMAND_LINE, async ({ words: wanted }) => {
  const unknown = wanted.filter((name) => !BENCHES.has(name));
  if (unknown.length > 0) {
    const known = [...BENCHES.keys()].join(', ');
    throw new UsageError(`There is no benchmark ${unknown.join(', ')}. There are ${known}.`);
  }
  const rows: BenchRow[] = [];
  // In sequence: parallel benchmarks would disturb each other's figures.
  for (const [name, bench] of BENCHES) {
    if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await measured(name, bench)));
  }
  process.stdout.write(`\n${formatRows(rows)}`);
});

/** Measures everything about many jobs. */
async function scale(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const bench of [benchScale, benchWorkers, benchThroughput, benchFinished])
    rows.push(...(await bench()));
  return rows;
}

/** Runs one benchmark. Its failure does not lose the figures of the others. */
async function measured(
  name: string,
  bench: () => Promise<readonly BenchRow[]>,
): Promise<readonly BenchRow[]> {
  const share = await waitForQuiet();
  const note = isBusy(share) ? ` (busy machine: ${(share * 100).toFixed(0)} % in use)` : '';
  try {
    const [tookMs, rows] = await timed(bench);
    process.stderr.write(`${name}: ${seconds(tookMs)}${note}\n`);
    return rows.map((row) => ({ ...row, name: `${row.name}${note}` }));
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
    return [{ name: `${name}${note}`, figure: 'failed', reference: '-', ratio: '-' }];
  }
}
