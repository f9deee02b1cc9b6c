import type { Reach } from '../../core/jobs/manage/job-deleter.ts';
import type { Job } from '../../core/model/job/job.ts';
import { joinSentences } from '../../core/text/explain-failure.ts';
import { formatAge } from '../../core/text/format-age.ts';
import { costText, fetchKey, stateText } from '../../core/text/job-state.ts';
import { askedText } from '../../core/text/outcome.ts';
import { action } from '../framework/action.ts';
import type { Call, Command } from '../framework/command.ts';
import { job } from '../framework/option.ts';
import { inform } from '../framework/reply.ts';
import { historyText } from './job-history.ts';
import { jobPage } from './job-page.ts';

const LISTED = 20;
const DELETED = {
  everywhere: 'jobs.deleted',
  here: 'jobs.deleted-here',
  'key-gone': 'own-key.job-forgotten',
} as const satisfies Readonly<Record<Reach, string>>;

/** The command for the member's own jobs: their progress, outcomes and results. */
export const jobs: Command = {
  name: 'jobs',
  aliases: [],
  task: 'account',
  subcommands: {
    list: action({
      options: {},
      run: async (_values, call) => {
        const found = await call.services.jobs.list(call.origin, LISTED);
        if (found.length === 0) return inform(call.say('jobs.none'));
        // Jobs of the sandbox have no cost.
        const hasCost = found.some(({ isSimulated }) => isSimulated !== true);
        const choices = found.map((one) => {
          const shown = inReadersLanguage(one, call);
          return { value: one.id, label: askedText(shown), hint: stateText(shown) };
        });
        return inform(call.say('jobs.listed', { count: found.length }), {
          chooser: { command: 'jobs', subcommand: 'show', option: 'job', choices },
          table: {
            columns: [
              call.say('jobs.column.job'),
              call.say('jobs.column.asked'),
              call.say('jobs.column.state'),
              ...(hasCost ? [call.say('jobs.column.cost')] : []),
              call.say('jobs.column.age'),
            ],
            rows: found.map((one) => rowOf(inReadersLanguage(one, call), hasCost, call)),
            jobIds: found.map(({ id }) => id),
          },
        });
      },
    }),
    show: action({
      options: { job: job() },
      bare: ['job'],
      run: async (values, call) => {
        const found = await call.services.jobs.find(values.job, call.origin);
        const place = await call.services.jobs.placeInLine(found);
        const shown = inReadersLanguage(found, call);
        const { text, actions } = jobPage(shown, place);
        const history = historyText(shown, call.nowMs);
        return inform(history === '' ? text : `${text}\n\n${history}`, { actions });
      },
    }),
    fetch: action({
      options: { job: job() },
      bare: ['job'],
      run: async (values, call) => {
        const found = await call.services.jobs.fetch(values.job, call.origin);
        return inform(call.say(fetchKey(found), { job: found.id }));
      },
    }),
    cancel: action({
      options: { job: job() },
      bare: ['job'],
      run: async (values, call) => {
        const found = await call.services.jobs.cancel(values.job, call.origin);
        return inform(call.say('jobs.cancelling', { job: found.id }));
      },
    }),
    delete: action({
      options: { job: job() },
      bare: ['job'],
      run: async (values, call) => {
        const where = await call.services.deleter.erase(values.job, call.origin, call.signal);
        return inform(call.say(DELETED[where], { job: values.job }));
      },
    }),
    'forget-me': action({
      options: {},
      run: async (_values, call) => {
        await call.services.defaults.forget(call.origin);
        const { erased, left } = await call.services.deleter.eraseAll(call.origin, call.signal);
        return inform(
          joinSentences(
            call.origin.locale,
            call.say('jobs.forgotten', { count: erased }),
            ...(left === 0 ? [] : [call.say('jobs.forgotten-left', { count: left })]),
            call.say('jobs.forgotten-kept'),
          ),
        );
      },
    }),
  },
};

/** A stored job is in the language of its request; this returns it in the reader's. */
function inReadersLanguage(found: Job, call: Call): Job {
  return { ...found, origin: { ...found.origin, locale: call.origin.locale } };
}

function rowOf(found: Job, hasCost: boolean, call: Call): readonly string[] {
  return [
    found.id,
    askedText(found),
    stateText(found),
    ...(hasCost ? [costText(found)] : []),
    formatAge(call.origin.locale, call.nowMs - found.createdAtMs),
  ];
}
