import { NotPosted, type PostButtons, type PostedButtons } from '../../bots/trials.ts';
import { actionLabel } from '../../commands/framework/action-label.ts';
import type { Clock } from '../../core/async/clock.ts';
import { broken, type Check, type Finding, inOrder, warning } from '../../core/model/check.ts';
import { ACKNOWLEDGED_KINDS, type AcknowledgedKind } from '../../core/ports/observer.ts';
import {
  type AcknowledgementsByKind,
  type MetricsPlace,
  metricsAddress,
  readAcknowledgements,
} from './read-acknowledgements.ts';

/** What the operator presses and types while the doctor watches. */
export interface Attended {
  readonly bot: MetricsPlace;
  readonly post: PostButtons;
  /** Tells the bot owner what to do, besides the message in the channel. */
  readonly tell: (sentence: string) => void;
  /** How long they have. */
  readonly waitMs: number;
  readonly clock: Clock;
}

/** How long there is for the button, the form and the command. */
export const ATTENDED_MS = 120_000;
const LOOK_EVERY_MS = 500;
/** Discord and Slack show an error after three seconds. */
const WARN_MS = 1_500;
const BROKEN_MS = 3_000;

/** Nothing is charged: a form without audio is refused. */
const ACTIONS = [
  { kind: 'run', path: 'help' },
  { kind: 'run', path: 'transcribe' },
] as const;
const TEXT = [
  'npm run doctor measures how fast the bot responds. You have two minutes:',
  `1. Press “${actionLabel(ACTIONS[0], 'en')}”.`,
  `2. Press “${actionLabel(ACTIONS[1], 'en')}”, leave the form empty, and send it. Nothing is charged.`,
  '3. Type `/help`.',
].join('\n');

const WORDS = { command: 'command', press: 'button', form: 'form' } as const satisfies Record<
  AcknowledgedKind,
  string
>;

/**
 * Has the operator press a button, send a form and type a command, and reports how long the running bot took. The
 * bot measures that itself: Slack passes each of them to one process alone, and the doctor must not take any away.
 */
export const ATTENDED_CHECKS = {
  discord: attendedCheck('discord', 'Discord'),
  slack: attendedCheck('slack', 'Slack'),
};

function attendedCheck(platform: 'discord' | 'slack', title: string): Check<Attended> {
  return {
    name: `${platform}.attended`,
    looksAt: `With \`--attended\`: how long the running bot takes to acknowledge a button, a form and a command on ${title}`,
    remedy: 'Run this again, and do the three things within two minutes.',
    withinMs: ATTENDED_MS + 30_000,
    async run(attended, signal) {
      const before = await readAcknowledgements(attended.bot, platform, signal);
      if (before === undefined) {
        return broken(
          `No bot shows its metrics at ${metricsAddress(attended.bot)}.`,
          'Start the bot with the same variables on this computer, then run this again.',
        );
      }
      let posted: PostedButtons;
      try {
        posted = await attended.post({ text: TEXT, actions: ACTIONS }, signal);
      } catch (error) {
        if (!(error instanceof NotPosted)) throw error;
        return broken(error.message, 'Let the bot post in the channel.');
      }
      let findings: readonly Finding[] = [];
      let isGone = false;
      try {
        attended.tell(`Go to the channel on ${title}, and do what the bot’s message there says.`);
        const seen = await watch(attended, platform, before, signal);
        findings = ACKNOWLEDGED_KINDS.flatMap((kind) => judge(kind, seen.get(kind), title));
      } finally {
        isGone = await posted.remove();
      }
      if (isGone) return findings;
      return [...findings, ...warning('The doctor’s message couldn’t be removed.', `Delete it in ${title}.`)];
    },
  };
}

/** Returns how long the first acknowledgement of each kind took, in milliseconds. */
async function watch(
  { bot, waitMs, clock }: Attended,
  platform: string,
  before: AcknowledgementsByKind,
  signal: AbortSignal,
): Promise<ReadonlyMap<AcknowledgedKind, number>> {
  const seen = new Map<AcknowledgedKind, number>();
  const over = clock.timeout(waitMs);
  while (seen.size < ACKNOWLEDGED_KINDS.length && !over.aborted) {
    await clock.sleep(Math.min(LOOK_EVERY_MS, waitMs), signal);
    const now = await readAcknowledgements(bot, platform, signal);
    if (now === undefined) continue;
    for (const kind of ACKNOWLEDGED_KINDS) {
      const count = now[kind].count - before[kind].count;
      if (count > 0 && !seen.has(kind)) {
        seen.set(kind, ((now[kind].seconds - before[kind].seconds) / count) * 1_000);
      }
    }
  }
  return seen;
}

function judge(kind: AcknowledgedKind, ms: number | undefined, title: string): readonly Finding[] {
  if (ms === undefined) {
    return broken(`The bot acknowledged no ${WORDS[kind]}.`);
  }
  const fact = `The bot acknowledged a ${WORDS[kind]} after ${Math.round(ms)} ms.`;
  const remedy = `${title} waits for 3 seconds. Use a faster computer or network, and check the line “clock”.`;
  if (ms >= BROKEN_MS) return broken(fact, remedy);
  return ms >= WARN_MS ? warning(fact, remedy) : inOrder(fact);
}
