import type { Voice } from '../../core/model/job/provider-job.ts';
import { zoneAt } from '../../core/model/money/periods.ts';
import { joinSentences } from '../../core/text/explain-failure.ts';
import { formatMomentWithYear } from '../../core/text/format-moment.ts';
import { action } from '../framework/action.ts';
import type { Call, Command } from '../framework/command.ts';
import { excerpt } from '../framework/excerpt.ts';
import { number, text, voice as voiceOption } from '../framework/option.ts';
import { inform } from '../framework/reply.ts';
import { isAdmin } from '../framework/who-may.ts';
import { cloneVoice } from './clone-voice.ts';
import { chooseDefaults } from './member-defaults.ts';

const PER_PAGE = 25;
const MAX_PAGE = 100;
const MAX_LISTED = PER_PAGE * MAX_PAGE;
const SEARCH_MAX_LENGTH = 60;
/** Characters of a description that fit a table. */
const ABOUT_LENGTH = 60;
const SHOWN_LENGTH = 300;

const voiceNeeded = { voice: voiceOption({ required: true }) };

/** The command for voices: AudioPod's own, and clones. */
export const voice: Command = {
  name: 'voice',
  aliases: [],
  task: 'voices',
  subcommands: {
    list: action({
      options: { search: text({ maxLength: SEARCH_MAX_LENGTH }), page: number({ min: 1, max: MAX_PAGE }) },
      bare: ['page', 'search'],
      run: async ({ search = '', page = 1 }, call) => {
        const { voices } = call.services;
        const found = await voices.search(search, MAX_LISTED, call);
        if (found.length === 0) return inform(call.say('voice.none', { search: excerpt(search) }));
        const pages = Math.ceil(found.length / PER_PAGE);
        const shown = Math.min(Math.floor(page), pages);
        const listed = found.slice((shown - 1) * PER_PAGE, shown * PER_PAGE);
        const rows = listed.map((one) => rowOf(one, call));
        const facts = { count: found.length, page: shown, pages, next: (shown % pages) + 1 };
        const choices = listed.map((one) => ({
          value: one.name,
          label: one.displayName,
          ...(languageOf(one) !== '' && { hint: languageOf(one) }),
        }));
        return inform(call.say(pages === 1 ? 'voice.listed' : 'voice.listed-paged', facts), {
          chooser: { command: 'voice', subcommand: 'show', option: 'voice', choices, page: shown, pages },
          voices: found,
          table: {
            columns: [
              call.say('voice.column.name'),
              call.say('voice.column.language'),
              call.say('voice.column.about'),
            ],
            rows,
          },
        });
      },
    }),
    show: action({
      options: voiceNeeded,
      bare: ['voice'],
      run: async (values, call) => inform(await describe(values.voice, call)),
    }),
    clone: cloneVoice,
    default: chooseDefaults,
    delete: action({
      options: voiceNeeded,
      bare: ['voice'],
      run: async (values, call) => {
        const mayDeleteAny = await isAdmin(call);
        const { name, isGoneThere } = await call.services.voices.remove(values.voice, call, mayDeleteAny);
        return inform(call.say(isGoneThere ? 'voice.deleted' : 'own-key.voice-forgotten', { name }));
      },
    }),
  },
};

async function describe(query: string, call: Call): Promise<string> {
  const { origin, services, say, nowMs } = call;
  const found = await services.voices.find(query, call);
  const clone = await services.voices.cloneOf(found, origin);
  const { zones } = await call.tenantRules();
  const name = found.displayName;
  const said = [languageOf(found), found.gender ?? '', excerpt(found.description ?? '', SHOWN_LENGTH)].filter(
    (part) => part !== '',
  );
  return joinSentences(
    origin.locale,
    say(said.length === 0 ? 'voice.shown' : 'voice.shown-about', { name, about: said.join(' · ') }),
    ...(clone === undefined
      ? []
      : [
          say('voice.made-here', {
            at: formatMomentWithYear(origin.locale, clone.consent.atMs, zoneAt(zones.day, nowMs)),
          }),
        ]),
    say('voice.use', { name }),
  );
}

function rowOf(found: Voice, call: Call): readonly string[] {
  const about = excerpt(found.description ?? '', ABOUT_LENGTH);
  // A visible voice that is not stock is a clone.
  const said = [...(found.isCustom ? [call.say('voice.own')] : []), ...(about === '' ? [] : [about])];
  return [found.displayName, languageOf(found), said.join(' · ')];
}

function languageOf({ languageName, languageCode }: Voice): string {
  return languageName ?? languageCode ?? '';
}
