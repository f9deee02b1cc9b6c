import { moneyWords } from '../../../src/core/text/en/money.ts';
import { translate, type WordKey } from '../../../src/core/text/words.ts';
import { noticePanels } from '../draw/panels.ts';
import { type Exhibit, exhibit, type Section } from '../exhibit.ts';
import { factsIn } from '../facts.ts';

/** Shows the bot's unprompted messages. */
export async function notices(): Promise<Section> {
  const shown: Exhibit[] = [];
  for (const key of Object.keys(moneyWords).filter(isNotice)) {
    shown.push(await exhibit(key, (locale) => noticePanels(translate(locale, key, factsIn(locale)), locale)));
  }
  return {
    id: 'notices',
    title: 'Notices',
    about: 'What the bot says unprompted, to the bot owner or in the channel that an admin chose.',
    exhibits: shown,
  };
}

function isNotice(key: string): key is Extract<WordKey, `notice.${string}`> {
  return key.startsWith('notice.');
}
