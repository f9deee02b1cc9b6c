import type { types } from '@slack/bolt';
import type { Reply } from '../../../commands/framework/reply.ts';
import { type Action, type RunPath, START_PATHS } from '../../../core/model/job/action.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { buttonRow, listSections, textSections } from '../draw/message.ts';
import { say } from '../text/words.ts';

/** What a member’s home shows: replies of commands, as they would read them now. */
export interface HomeReplies {
  readonly balance: Reply;
  readonly jobs: Reply;
  /** Only for those who may change them. */
  readonly limits?: Reply;
}

/** A home as Slack takes it. */
export interface DrawnHome extends types.HomeView {
  readonly blocks: types.KnownBlock[];
}

const LATEST = 5;

/** Draws the app’s home. Slack takes no tables there, so they are lists. */
export function drawHome({ balance, jobs, limits }: HomeReplies, locale: Locale): DrawnHome {
  const { table, text } = jobs;
  return {
    type: 'home',
    blocks: [
      heading(say(locale, 'slack.home.balance')),
      ...replySections(balance),
      runRow(['wallet usage'], locale),
      heading(say(locale, 'slack.home.start')),
      runRow(START_PATHS, locale),
      heading(say(locale, 'slack.home.jobs')),
      ...(table === undefined
        ? textSections(text)
        : [...listSections({ ...table, rows: table.rows.slice(0, LATEST) }), runRow(['jobs list'], locale)]),
      ...(limits === undefined
        ? []
        : [
            heading(say(locale, 'slack.home.limits')),
            ...limitLines(limits),
            runRow(['wallet set-limit', 'wallet limits'], locale),
          ]),
    ],
  };
}

/** Draws the home of a person whom the bot does not serve. */
export function drawRefusedHome(text: string): DrawnHome {
  return { type: 'home', blocks: textSections(text) };
}

/** The limits alone: who may do what, and what was changed, is behind a button. */
function limitLines({ text, table }: Reply): types.SectionBlock[] {
  return table === undefined ? textSections(text) : listSections(table);
}

function replySections({ text, table }: Reply): types.SectionBlock[] {
  return [...textSections(text), ...(table === undefined ? [] : listSections(table))];
}

function heading(text: string): types.HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text } };
}

function runRow(paths: readonly RunPath[], locale: Locale): types.ActionsBlock {
  return buttonRow(
    paths.map((path): Action => ({ kind: 'run', path })),
    locale,
  );
}
