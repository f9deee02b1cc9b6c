/** Loaded into a process before it starts (`--import`): takes its life before the rename of this number. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let left = Number(process.env['DIE_AT_RENAME']);
const { renameSync } = fs;

fs.renameSync = (from, to) => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  renameSync(from, to);
};
syncBuiltinESMExports();
