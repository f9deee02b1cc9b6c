import type { Command } from '../framework/command.ts';
import { erase } from '../tenant-data/erase.ts';
import { exportData } from '../tenant-data/export.ts';
import { allow } from './allow.ts';
import { balance } from './balance.ts';
import { grant } from './grant.ts';
import { limits } from './limits.ts';
import { connect, disconnect } from './own-key.ts';
import { estimate, pricing } from './prices.ts';
import { setLimit } from './set-limit.ts';
import { pause, resume, spendingCap } from './spending-cap.ts';
import { timezone } from './timezone.ts';
import { usage } from './usage.ts';
import { waive } from './waive.ts';
import { warn } from './warn.ts';

/** The command for spending limits, budgets and prices. */
export const wallet = {
  name: 'wallet',
  aliases: [],
  task: 'account',
  subcommands: {
    balance,
    estimate,
    pricing,
    usage,
    limits,
    'set-limit': setLimit,
    allow,
    timezone,
    warn,
    connect,
    disconnect,
    export: exportData,
    erase,
    grant,
    ceiling: spendingCap,
    pause,
    resume,
    forgive: waive,
  },
} as const satisfies Command;
