import type { DefaultsChange } from '../../core/accounts/member-defaults.ts';
import { TRANSCRIPT_FORMATS } from '../../core/model/job/request.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { choiceLabel } from '../framework/describe.ts';
import { choice, voice } from '../framework/option.ts';
import { inform, type Table } from '../framework/reply.ts';
import { isNone, language, languageOf, NONE } from '../options/language.ts';

/** The subcommand that sets and shows the member's defaults. `none` clears one of them. */
export const chooseDefaults = action({
  options: {
    voice: voice(),
    language: language(),
    format: choice([...TRANSCRIPT_FORMATS, NONE]),
  },
  bare: ['voice'],
  run: async ({ voice: spoken, language, format }, call) => {
    const change: DefaultsChange = {
      ...(spoken !== undefined && { voice: isNone(spoken) ? null : await voiceIdOf(spoken, call) }),
      ...(language !== undefined && { language: isNone(language) ? null : languageOf(language) }),
      ...(format !== undefined && { format: format === NONE ? null : format }),
    };
    await call.services.defaults.change(call.origin, change);
    const key = Object.keys(change).length === 0 ? 'voice.defaults' : 'voice.defaults-changed';
    return inform(call.say(key), { table: await defaultsTable(call) });
  },
});

async function voiceIdOf(query: string, call: Call): Promise<string> {
  const { uuid, id } = await call.services.voices.find(query, call);
  return uuid ?? id;
}

async function defaultsTable(call: Call): Promise<Table> {
  const { services, origin, say } = call;
  const { voice: chosen, language, format } = await services.defaults.of(origin);
  // As a default and not by its name, so that another voice is used once it is deleted.
  const speaker = chosen === undefined ? undefined : await services.voices.find(undefined, call, chosen);
  const kind = format === undefined ? undefined : choiceLabel(origin.locale, 'format', format);
  const none = say('voice.default.none');
  return {
    columns: [say('voice.column.option'), say('voice.column.yours')],
    rows: [
      [say('voice.default.voice'), speaker?.displayName ?? none],
      [say('voice.default.language'), language ?? none],
      [say('voice.default.format'), kind ?? none],
    ],
  };
}
