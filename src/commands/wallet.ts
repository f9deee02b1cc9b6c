import type { Command } from './command.ts';
import { allow } from './wallet-allow.ts';
import { balance } from './wallet-balance.ts';
import { ceiling, pause, resume } from './wallet-ceiling.ts';
import { forgive } from './wallet-forgive.ts';
import { grant } from './wallet-grant.ts';
import { connect, disconnect } from './wallet-key.ts';
import { limits } from './wallet-limits.ts';
import { estimate, pricing } from './wallet-prices.ts';
import { setLimit } from './wallet-set-limit.ts';
import { timezone } from './wallet-timezone.ts';
import { usage } from './wallet-usage.ts';
import { warn } from './wallet-warn.ts';

/** Who may spend how much, what is left, and what things cost. */
export const wallet = {
  name: 'wallet',
  aliases: [],
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
    grant,
    ceiling,
    pause,
    resume,
    forgive,
  },
} as const satisfies Command;
