import { after, before, describe } from 'node:test';
import { type HandClock, handClock, type StoreHarness, type StorePair } from '../harness.ts';
import { describeCache } from './cache.ts';
import { describeClaims } from './claims.ts';
import { describeClones } from './clones.ts';
import { describeDepartures } from './departures.ts';
import { describeForgotten } from './forgotten.ts';
import { describeInstallations } from './installations.ts';
import { describeJobs } from './jobs.ts';
import { describeKeys } from './keys.ts';
import { describeLine } from './line.ts';
import { describeOverview } from './overview.ts';
import { describeRequests } from './requests.ts';
import { describeRules } from './rules.ts';
import { describeSeen } from './seen.ts';
import { describeTransactions } from './transactions.ts';
import { describeWebhooks } from './webhooks.ts';

/** What every part of the suite works on. The stores are empty when the part begins. */
export interface Subject {
  readonly clock: HandClock;
  /** Two processes' view of one database. Read it inside tests only. */
  readonly pair: StorePair;
}

/**
 * What every store must do, whatever database is below. Run it once per database; a store that passes may be
 * put in the place of any other.
 */
export function describeStore(start: () => Promise<StoreHarness>, name: string): void {
  describe(`a store on ${name}`, () => {
    let harness: StoreHarness | undefined;
    before(async () => {
      harness = await start();
    });
    after(() => harness?.stop());

    for (const part of [
      describeJobs,
      describeClaims,
      describeLine,
      describeClones,
      describeKeys,
      describeRules,
      describeSeen,
      describeRequests,
      describeOverview,
      describeCache,
      describeTransactions,
      describeWebhooks,
      describeForgotten,
      describeDepartures,
      describeInstallations,
    ]) {
      let pair: StorePair | undefined;
      const clock = handClock();
      describe(part.title, () => {
        before(async () => {
          if (harness === undefined) throw new Error('The database did not start');
          pair = await harness.openPair(clock);
        });
        after(() => pair?.[Symbol.asyncDispose]());
        part.tests({
          clock,
          get pair() {
            if (pair === undefined) throw new Error('The store did not open');
            return pair;
          },
        });
      });
    }
  });
}

/** One part of the suite. */
export interface Part {
  readonly title: string;
  readonly tests: (subject: Subject) => void;
}
