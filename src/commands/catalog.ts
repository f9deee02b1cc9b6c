import { denoise } from './denoise.ts';
import { diarize } from './diarize.ts';
import type { Command } from './framework/command.ts';
import { help } from './help/help.ts';
import { jobs } from './jobs/jobs.ts';
import { music } from './music.ts';
import { stems } from './stems.ts';
import { transcribe } from './transcribe.ts';
import { tts } from './tts.ts';
import { voice } from './voice/voice.ts';
import { wallet } from './wallet/wallet.ts';

/** All commands, in the order in which menus and help show them. */
export const COMMANDS: readonly Command[] = [
  tts,
  stems,
  music,
  transcribe,
  diarize,
  denoise,
  voice,
  wallet,
  jobs,
  help,
];
