import type { Config } from '../../config/config.ts';
import { accountState } from '../../core/accounts/account-state.ts';
import type { Clock } from '../../core/async/clock.ts';
import { createAudioPod } from '../../core/audiopod/create-audiopod.ts';
import { broken, type Check, inOrder, warning } from '../../core/model/check.ts';
import { BotError } from '../../core/model/errors.ts';
import type { Pricing, Voice } from '../../core/model/job/provider-job.ts';
import { formatUsd, ZERO } from '../../core/model/money/money.ts';
import { SERVICES } from '../../core/model/service.ts';
import type { AudioPod } from '../../core/ports/provider.ts';
import { SERVICE_TYPES } from '../../core/wallet/pricing/price-list.ts';

/** AudioPod as the bot reaches it. */
export interface AudioPodSubject extends Pick<Config, 'audiopod' | 'limits'> {
  readonly clock: Clock;
}

const KEYS_PAGE = 'https://www.audiopod.ai/dashboard/account/api-keys';

/** Looks at the bot owner's AudioPod account. The sandbox has none. */
export const AUDIOPOD_CHECKS: readonly Check<AudioPodSubject>[] = [
  {
    name: 'audiopod.account',
    looksAt: '`AUDIOPOD_API_KEY`, and whether the balance covers a job at `DEFAULT_JOB_LIMIT_USD`',
    remedy: `Check AUDIOPOD_API_KEY and the balance at ${KEYS_PAGE}.`,
    async run(subject, signal) {
      if (subject.audiopod.sandbox)
        return inOrder('AudioPod is simulated by the sandbox. Nothing is charged.');
      const audiopod = clientOf(subject);
      if (audiopod === undefined) {
        return broken(
          'AUDIOPOD_API_KEY can’t be a key of AudioPod: those begin with ap_.',
          `Copy it again from ${KEYS_PAGE}.`,
        );
      }
      const state = await accountState(audiopod.wallet, signal);
      if (state.kind === 'rejected') {
        return broken('AudioPod rejects AUDIOPOD_API_KEY.', `Check it at ${KEYS_PAGE}.`);
      }
      if (state.kind === 'unknown') {
        return broken(
          `AudioPod didn’t tell the balance${codeOf(state.error)}.`,
          'Check the network, and AUDIOPOD_BASE_URL if you set it.',
        );
      }
      const { balance } = state;
      const { perJob } = subject.limits;
      const fact = `AudioPod accepts the key. Balance: ${formatUsd(balance)}.`;
      const topUp = `Top up at https://www.audiopod.ai/dashboard. A job can cost up to ${formatUsd(perJob)}.`;
      if (balance <= ZERO) return broken(fact, topUp);
      return balance < perJob ? warning(fact, topUp) : inOrder(fact);
    },
  },
  {
    name: 'audiopod.prices',
    looksAt: 'Whether AudioPod publishes a price for every service the bot uses',
    remedy: 'Estimates use the prices of this release. Update the bot if they differ from AudioPod’s.',
    async run(subject, signal) {
      const audiopod = clientOf(subject);
      if (audiopod === undefined) return [];
      let pricing: Pricing | undefined;
      try {
        pricing = await unlessRejected(audiopod.wallet.pricing(signal));
      } catch (error) {
        // Estimates go on without it.
        return warning(`AudioPod’s price list can’t be read${codeOf(error)}.`);
      }
      if (pricing === undefined) return [];
      // Noise removal is on no list (AudioPod API notes 8.8).
      const missing = SERVICES.filter(
        (service) =>
          service !== 'denoise' &&
          !SERVICE_TYPES[service].some((type) => (pricing[type]?.ratePerMinute ?? 0) > 0),
      );
      if (missing.length === 0)
        return inOrder(`AudioPod publishes prices of all ${SERVICES.length} services.`);
      return warning(`AudioPod publishes no price for ${missing.join(', ')}.`);
    },
  },
  {
    name: 'audiopod.voices',
    looksAt: 'Whether AudioPod lists voices',
    remedy: 'Text to speech needs a voice. Check your plan at https://www.audiopod.ai/dashboard.',
    async run(subject, signal) {
      const audiopod = clientOf(subject);
      if (audiopod === undefined) return [];
      let voices: readonly Voice[] | undefined;
      try {
        voices = await unlessRejected(audiopod.voice.voices(signal));
      } catch (error) {
        return broken(`AudioPod’s voices can’t be read${codeOf(error)}.`, 'Try again in a few minutes.');
      }
      if (voices === undefined) return [];
      return voices.length > 0
        ? inOrder(`AudioPod lists ${voices.length} voices.`)
        : broken('AudioPod lists no voices.');
    },
  },
];

/** `undefined` for the sandbox, and for what can't be a key. */
function clientOf({ audiopod, clock }: AudioPodSubject): AudioPod | undefined {
  if (audiopod.sandbox) return undefined;
  try {
    return createAudioPod({
      baseUrl: new URL(audiopod.baseUrl),
      apiKey: audiopod.apiKey,
      ...{ clock, random: Math.random, readRetries: 1 },
    });
  } catch (error) {
    if (error instanceof BotError && error.code === 'audiopod-unauthorized') return undefined;
    throw error;
  }
}

/** A rejected key is reported once, by the look at the account. */
async function unlessRejected<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof BotError && error.code === 'audiopod-unauthorized') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof BotError ? ` (${error.code})` : '';
}
