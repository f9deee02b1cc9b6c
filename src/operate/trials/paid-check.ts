import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotPosted, type PostFile } from '../../bots/trials.ts';
import type { Config } from '../../config/config.ts';
import type { Clock } from '../../core/async/clock.ts';
import { createAudio } from '../../core/audio/create-audio.ts';
import { findFfmpeg } from '../../core/audio/ffmpeg/find-ffmpeg.ts';
import { createAudioPod } from '../../core/audiopod/create-audiopod.ts';
import { broken, type Check, type Finding, inOrder, warning } from '../../core/model/check.ts';
import { BotError } from '../../core/model/errors.ts';
import type { UsageEntry } from '../../core/model/job/provider-job.ts';
import { add, formatUsd, fromCents, type MicroDollars, ZERO } from '../../core/model/money/money.ts';
import { createDownload } from '../../core/net/create-download.ts';
import type { WalletService } from '../../core/ports/provider.ts';
import { publishedList, SERVICE_TYPES } from '../../core/wallet/pricing/price-list.ts';
import { type PaidRun, type PaidRunParts, quotePaidRun, SPOKEN, speakAndListen } from './paid-run.ts';

/** AudioPod as the bot reaches it, and where the result goes. */
export interface PaidSubject extends Pick<Config, 'audiopod' | 'media'> {
  readonly environment: Parameters<typeof findFfmpeg>[0];
  /** Absent if the result is posted nowhere. */
  readonly post?: PostFile | undefined;
  readonly clock: Clock;
  /** How long AudioPod’s usage may take to show both jobs. */
  readonly usageWithinMs: number;
}

/** The most that the doctor spends. */
export const MOST_PAID = fromCents(5);
/** AudioPod lists a charge a little after its job. */
export const USAGE_WITHIN_MS = 20_000;
const PAID_WITHIN_MS = 150_000;
const USAGE_EVERY_MS = 2_000;
const USAGE_ENTRIES = 100;
const CONCURRENCY = 2;
const TYPES: readonly string[] = [...SERVICE_TYPES.speech, ...SERVICE_TYPES.transcription];

/** Pays for one short speech and its transcript, and compares what was settled with what AudioPod charged. */
export const paidCheck: Check<PaidSubject> = {
  name: 'audiopod.paid',
  looksAt: `With \`--paid\`: a speech of ${SPOKEN.length} characters, from AudioPod to M4A and back to text, and its cost`,
  remedy: 'Try again in a few minutes. Until it works, members’ jobs fail in the same way.',
  withinMs: 170_000,
  async run(subject, outer) {
    if (subject.audiopod.sandbox)
      return warning('AudioPod is simulated by the sandbox, so nothing was paid.');
    const { apiKey, baseUrl } = subject.audiopod;
    const { clock, media } = subject;
    let spent = ZERO;
    // Ends before the check does, so that what may have been charged is reported.
    const signal = AbortSignal.any([outer, clock.timeout(PAID_WITHIN_MS)]);
    const folder = await mkdtemp(join(tmpdir(), 'audiopod-doctor-'));
    try {
      const url = new URL(baseUrl);
      const audiopod = createAudioPod({ baseUrl: url, apiKey, clock, random: Math.random, readRetries: 1 });
      const prices = publishedList(await audiopod.wallet.pricing(signal));
      const quotes = quotePaidRun(prices);
      const most = add(quotes.speech.amount, quotes.transcript.amount);
      if (most > MOST_PAID) {
        return broken(
          `This could cost ${formatUsd(most)}, and the doctor spends at most ${formatUsd(MOST_PAID)}. Nothing was charged.`,
          'AudioPod’s prices went up. Try a short /tts instead.',
        );
      }
      const ffmpegPath = await findFfmpeg(subject.environment);
      const before = await audiopod.wallet.usage(1, USAGE_ENTRIES, signal);
      const parts: PaidRunParts = {
        ...{ audiopod, prices, folder, clock },
        audio: createAudio({ ffmpegPath, concurrency: CONCURRENCY, clock }),
        download: createDownload({ apiBaseUrl: url, mediaHosts: media.extraHosts, clock }),
        readsPerMinute: subject.audiopod.statusReadsPerMinute,
      };
      const run = await speakAndListen(parts, (amount) => (spent = add(spent, amount)), signal);
      return [
        ...judgeHeard(run),
        ...(await posted(subject, run, signal)),
        ...(await compared(subject, audiopod.wallet, { before, run }, signal)),
      ];
    } catch (error) {
      if (!(error instanceof BotError) && !signal.aborted) throw error;
      const why = error instanceof BotError ? error.code : 'it took too long';
      const cost = spent === ZERO ? 'Nothing was charged' : `Up to ${formatUsd(spent)} may have been charged`;
      return broken(`A paid job failed (${why}). ${cost}.`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function judgeHeard({ heard }: PaidRun): readonly Finding[] {
  return heard === ''
    ? warning('The speech became an M4A, but AudioPod heard no words in it.')
    : inOrder(`“${SPOKEN}” became an M4A, in which AudioPod heard “${heard}”.`);
}

async function posted(
  { post }: PaidSubject,
  { file }: PaidRun,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (post === undefined) return [];
  try {
    await post('A speech that npm run doctor paid for.', file, signal);
    return inOrder('The M4A was posted in the channel, and stays there.');
  } catch (error) {
    if (!(error instanceof NotPosted)) throw error;
    return broken(error.message, 'Let the bot post files in the channel.');
  }
}

/** Compares what the bot settled with the lines that AudioPod’s usage gained. */
async function compared(
  { clock, usageWithinMs }: PaidSubject,
  wallet: Pick<WalletService, 'usage'>,
  { before, run }: { readonly before: readonly UsageEntry[]; readonly run: PaidRun },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const over = clock.timeout(usageWithinMs);
  let fresh: readonly UsageEntry[] = [];
  for (;;) {
    fresh = gained(before, await wallet.usage(1, USAGE_ENTRIES, signal));
    if (fresh.length >= 2 || over.aborted) break;
    await clock.sleep(Math.min(USAGE_EVERY_MS, usageWithinMs), signal);
  }
  const there = fresh.reduce<MicroDollars>((sum, { amount }) => add(sum, amount), ZERO);
  const fact = `The bot settled ${formatUsd(run.cost)}, and AudioPod’s usage says ${formatUsd(there)}.`;
  if (there === run.cost) return inOrder(fact);
  return warning(fact, 'Other jobs on this key count too; run it again while there are none.');
}

/** Returns the lines of both services that weren’t there before. */
function gained(before: readonly UsageEntry[], after: readonly UsageEntry[]): readonly UsageEntry[] {
  const known = before.map((entry) => JSON.stringify(entry));
  return after.filter((entry) => {
    const at = known.indexOf(JSON.stringify(entry));
    if (at >= 0) known.splice(at, 1);
    return at < 0 && TYPES.includes(entry.serviceType);
  });
}
