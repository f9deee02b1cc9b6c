import type { Ask } from './ask.ts';
import { JOB_ASKS } from './job-asks.ts';
import { WALLET_ASKS } from './wallet-asks.ts';

/** Every command and button with an immediate reply. */
export const ASKS: readonly Ask[] = [
  { line: '/help' },
  { line: '/help', about: 'an admin', isAdmin: true },
  { line: '/help tts', about: 'one command' },
  { line: '/help music', about: 'a command with subcommands' },
  { line: '/help wallet set-limit', about: 'a subcommand', isAdmin: true },
  { line: '/music presets' },
  { line: '/voice list' },
  { line: '/voice list', about: 'one voice', scene: () => ({ voices: 1 }) },
  { line: '/voice list', about: 'several pages', scene: () => ({ voices: 60 }) },
  { line: '/voice list whisper', about: 'nothing fits', scene: () => ({ voices: 0 }) },
  { line: '/voice show Aura' },
  { line: '/voice show Mira', about: 'a clone' },
  { line: '/voice default' },
  { line: '/voice default voice:Aura language:en format:srt', about: 'chosen' },
  { line: '/voice delete Mira', isAdmin: true },
  { line: '/voice delete Mira', about: 'key gone', isAdmin: true, scene: () => ({ reach: 'key-gone' }) },
  ...WALLET_ASKS,
  ...JOB_ASKS,
];
