import { after, before, describe } from 'node:test';
import { LOCALES, type Locale } from '../../src/core/model/locale.ts';
import { fromDollars } from '../../src/core/model/money/money.ts';
import type { WorldSettings } from '../fakes/world.ts';
import { buttons } from './buttons.ts';
import type { Chat, Person } from './chat.ts';
import { confirming } from './confirming.ts';
import { erasing } from './erasing.ts';
import { type HandedFiles, makeHandedFiles } from './handed.ts';
import { ownKey } from './own-key.ts';
import { privacy } from './privacy.ts';
import { refusals } from './refusals.ts';
import { replies } from './replies.ts';
import { restarts } from './restarts.ts';
import { results } from './results.ts';
import type { Subject } from './subject.ts';

/**
 * A member has one job at a time, so that a second one stands in line; and may spend what all the tests together cost,
 * where a link may count as much as one job may.
 */
const SETTINGS: WorldSettings = {
  jobLimits: { maxJobsPerMember: 1 },
  limits: { memberDaily: fromDollars(9) },
};

/** Every platform that there is, each with the number of the language its first row is asked for in. */
const FIRST_LANGUAGE = { Discord: 0, Slack: 1, 'The playground': 0 } as const;

/**
 * What a member can rely on wherever they use the bot. Run it once per platform: all of them have to show the same
 * words, files and costs, whatever their messages look like.
 */
export function describeChat(
  name: keyof typeof FIRST_LANGUAGE,
  open: (settings: WorldSettings) => Promise<Chat>,
): void {
  describe(name, () => {
    const parts = new AsyncDisposableStack();
    const people = new Map<Locale, Person>();
    let ready: { readonly chat: Chat; readonly files: HandedFiles } | undefined;
    const of = () => {
      if (ready === undefined) throw new Error('The platform did not start');
      return ready;
    };
    before(async () => {
      const files = parts.use(await makeHandedFiles());
      ready = { files, chat: parts.use(await open(SETTINGS)) };
    });
    after(() => parts.disposeAsync());

    const subject: Subject = {
      get chat() {
        return of().chat;
      },
      get files() {
        return of().files;
      },
      locales(index, { everywhere = false, locales }) {
        if (process.env['PROVE'] !== undefined) return locales ?? LOCALES;
        if (!everywhere && name !== 'The playground') return [];
        return locales ?? LOCALES.filter((_, at) => at === (index + FIRST_LANGUAGE[name]) % LOCALES.length);
      },
      async person(locale) {
        const known = people.get(locale) ?? (await of().chat.person(locale));
        people.set(locale, known);
        return known;
      },
    };
    for (const { title, tests } of [
      replies,
      refusals,
      buttons,
      confirming,
      privacy,
      results,
      ownKey,
      restarts,
      erasing,
    ]) {
      describe(title, () => tests(subject));
    }
  });
}
