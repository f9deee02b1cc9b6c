import { loginShell, unprotectedShell } from '../../../src/bots/web/assets/shell.ts';
import type { BudgetFigureView } from '../../../src/bots/web/protocol/session-view.ts';
import { problemOf, WebProblem } from '../../../src/bots/web/routes/problem.ts';
import { webWords as englishWeb } from '../../../src/bots/web/text/en.ts';
import { budgetFigures } from '../../../src/bots/web/views/budget-figures.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { FIRST_OPERATOR_RULES } from '../../../src/core/model/money/spending-rules.ts';
import { slot, webWords } from '../draw/web.ts';
import { type Exhibit, exhibit, exhibits, type Panel, type Section } from '../exhibit.ts';
import { asHtml, html } from '../html.ts';
import type { Slot } from '../page/slot.ts';
import { sampleRules, sampleTotals } from '../sample/money.ts';

const HEADER = { kind: 'header', isSandbox: false, budget: [], isOffline: false } as const;

const PARTS: Readonly<Record<string, (locale: Locale) => Slot>> = {
  'header: sandbox': () => ({ ...HEADER, isSandbox: true }),
  'header: budget': (locale) => ({ ...HEADER, budget: budget(locale) }),
  'header: offline': () => ({ ...HEADER, isOffline: true }),
  'nothing yet': () => ({ kind: 'empty' }),
  composer: () => ({ kind: 'composer', line: '' }),
  'composer: options': () => ({ kind: 'composer', line: '/tts speed:1.5 ' }),
  'composer: subcommands': () => ({ kind: 'composer', line: '/music ' }),
  'composer: text': () => ({ kind: 'composer', line: 'Good evening' }),
};

const DOORS: Readonly<Record<string, (locale: Locale) => string>> = {
  login: (locale) => loginShell(locale),
  'login: wrong': (locale) => loginShell(locale, 'login.wrong'),
  'login: too many': (locale) => loginShell(locale, 'login.tooMany'),
  'login: unprotected': (locale) => unprotectedShell(locale),
};

/** Shows the parts of the playground around the conversation. */
export async function playground(): Promise<Section> {
  return {
    id: 'playground',
    title: 'Playground',
    about: 'Header, beginning, composer, login, and what the page says about requests it refuses.',
    exhibits: [
      ...(await exhibits(PARTS, (make, locale) => [slot(locale, make(locale))])),
      ...(await exhibits(DOORS, (make, locale) => [door(make(locale))])),
      ...(await problems()),
    ],
  };
}

function budget(locale: Locale): readonly BudgetFigureView[] {
  return budgetFigures(locale, sampleTotals('web', sampleRules('web'), FIRST_OPERATOR_RULES));
}

/** The page without its frame. */
function door(page: string): Panel {
  const [, body = ''] = /<body>([\s\S]*)<\/body>/.exec(page) ?? [];
  return { where: 'Web', body: html`<div class="slot">${asHtml(body)}</div>` };
}

async function problems(): Promise<readonly Exhibit[]> {
  const shown: Exhibit[] = [];
  for (const key of Object.keys(englishWeb)) {
    const [, kind] = /^problem\.(\w+)\.what$/.exec(key) ?? [];
    if (!isKind(kind)) continue;
    const draw = (locale: Locale) => {
      const { what, next } = problemOf(new WebProblem(kind), locale).error;
      return [webWords(`${what}\n${next}`, locale, 'refusal')];
    };
    shown.push(await exhibit(`problem: ${kind}`, draw));
  }
  return shown;
}

type Kind = ConstructorParameters<typeof WebProblem>[0];

/** Whether the kind is a problem reported by the bot, not one the page shows by itself without a response. */
function isKind(kind: string | undefined): kind is Kind {
  return kind !== undefined && kind !== 'connection';
}
