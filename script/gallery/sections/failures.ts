import { jobPage } from '../../../src/commands/jobs/job-page.ts';
import type { ErrorCode } from '../../../src/core/model/error-codes.ts';
import type { Failure } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { Service } from '../../../src/core/model/service.ts';
import { outcomePanels, replyPanels } from '../draw/panels.ts';
import { webJob } from '../draw/web.ts';
import { codesAt } from '../error-places.ts';
import { type Exhibit, exhibit, type Panel, type Section } from '../exhibit.ts';
import { errorFacts } from '../facts.ts';
import { MONEY, sampleJob, soundFile, submission } from '../sample/jobs.ts';
import { NOW_MS } from '../sample/origin.ts';
import { sampleRequest } from '../sample/requests.ts';

/** Codes with a different text when the tenant's own key is refused. */
const OWN_KEY: readonly ErrorCode[] = ['audiopod-unauthorized', 'audiopod-balance', 'audiopod-forbidden'];

/** Shows how a job fails for every reason, and the texts for an unknown outcome. */
export async function failures(): Promise<Section> {
  const shown: Exhibit[] = [];
  for (const code of codesAt('job')) {
    shown.push(
      await exhibit(code, (locale) =>
        outcomePanels(failedJob({ code, facts: errorFacts(code, locale) }, locale)),
      ),
    );
  }
  for (const code of OWN_KEY) {
    const draw = (locale: Locale) => {
      const facts = { ...errorFacts(code, locale), ownKey: true };
      return outcomePanels(failedJob({ code, facts }, locale));
    };
    shown.push(await exhibit(`${code} (own key)`, draw));
  }
  shown.push(
    await exhibit('submitting: outcome unknown', (locale) => outcomePanels(doubtfulJob('speech', locale))),
    await exhibit('submitting: outcome unknown, a voice', (locale) =>
      outcomePanels(doubtfulJob('clone', locale)),
    ),
  );
  return {
    id: 'failures',
    title: 'Failed jobs',
    about: 'Every error that can end a job, with the money released and the buttons that follow.',
    exhibits: shown,
  };
}

/** Shows the texts for an outcome that could not be posted: on the page, and in \`/jobs show\` elsewhere. */
export async function undelivered(): Promise<Section> {
  const shown: Exhibit[] = [];
  for (const code of codesAt('delivery')) {
    shown.push(await exhibit(code, (locale) => undeliveredPanels(code, locale)));
  }
  return {
    id: 'undelivered',
    title: 'Results not delivered',
    about:
      'Every error that keeps a result from being posted, as /jobs show says it, and the page on its card.',
    exhibits: shown,
  };
}

async function undeliveredPanels(code: ErrorCode, locale: Locale): Promise<readonly Panel[]> {
  const failure = { code, facts: errorFacts(code, locale) };
  const job = sampleJob('stems', locale, {
    work: { stage: 'encoded', files: [soundFile(sampleRequest('stems', locale), 'vocals')], documents: [] },
    money: MONEY.credits,
    delivery: { state: 'undeliverable', round: 1, failure, atMs: NOW_MS },
    submissions: [submission('stems', 'completed')],
  });
  const { text, actions } = jobPage(job, { before: 0 });
  return [await webJob(job), ...(await replyPanels({ tone: 'info', text, actions }, locale)).slice(1)];
}

/** Faulty input and exceeded limits are found before any money is reserved. */
const BEFORE_MONEY =
  /^(?:text|file|attachment|audio-too|sample|limit|job-limit|link|spending|personal|ledger|source|own-key|voice|bot)/;
/** Failures after which AudioPod's result can still be fetched. */
const AFTER_WORK = /^(?:result-|job-overdue)/;

function failedJob(failure: Failure, locale: Locale): Job {
  const isMade = AFTER_WORK.test(failure.code);
  return sampleJob(serviceOf(failure.code), locale, {
    work: { stage: 'failed', failure },
    money: isMade ? MONEY.credits : BEFORE_MONEY.test(failure.code) ? MONEY.none : MONEY.released,
    delivery: { state: 'done', round: 1, posted: [], atMs: NOW_MS },
    submissions: isMade ? [submission('transcription', 'completed')] : [],
  });
}

/** Returns a service that can fail for this reason. */
function serviceOf(code: ErrorCode): Service {
  if (code === 'sample-length') return 'clone';
  return /^(?:text|voice|speech)/.test(code) || code === 'file-not-text' ? 'speech' : 'transcription';
}

function doubtfulJob(service: 'speech' | 'clone', locale: Locale): Job {
  return sampleJob(service, locale, {
    work: { stage: 'submitting', sinceMs: NOW_MS, told: true },
    money: MONEY['in-doubt'],
  });
}
