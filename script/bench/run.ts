/**
 * Prints every benchmark as one table:
 *
 *   npm run bench              all of them
 *   npm run bench -- ledger    one of them, by name
 *
 * The install benchmark needs the network, because it starts from nothing.
 */
import { benchEncode } from './encode.ts';
import { benchIdle } from './idle.ts';
import { benchInstall } from './install.ts';
import { benchLedger } from './ledger.ts';
import { type BenchRow, formatRows } from './row.ts';
import { benchWatch } from './watch.ts';

const BENCHES: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  ledger: benchLedger,
  watch: benchWatch,
  encode: benchEncode,
  idle: benchIdle,
  install: benchInstall,
};

const [wanted] = process.argv.slice(2);
const chosen = Object.entries(BENCHES).filter(([name]) => wanted === undefined || name === wanted);
if (chosen.length === 0) {
  process.stderr.write(`There is no benchmark ${wanted}; there are ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exitCode = 1;
}
for (const [name, bench] of chosen) {
  // One after the other: they would disturb each other's figures.
  process.stdout.write(`\n${name}\n${formatRows(await bench())}`);
}
