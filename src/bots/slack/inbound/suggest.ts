import type { Clock } from '../../../core/async/clock.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { CommandDispatcher } from '../../bot.ts';
import { choicesInTime } from '../../choices-in-time.ts';
import { originOf } from '../deliver/reply-handle.ts';
import { FIELD } from '../draw/command-form.ts';
import { drawSuggestions, drawVoices, MOST_OPTIONS } from '../draw/suggestions.ts';
import type { Members } from '../people/members.ts';
import type { FormHandler } from './form-handler.ts';
import { suggestionPayload } from './payloads.ts';

/** Searches for what a member types into a field of a form. Nothing for a form that isn’t the bot’s. */
export type Suggest = (
  body: unknown,
) => Promise<ReturnType<typeof drawVoices> | ReturnType<typeof drawSuggestions>>;

/** Slack waits three seconds for suggestions; they cannot be sent later. */
const SUGGEST_MS = 2_000;

/** Creates the search in the fields of forms. */
export function createSuggest(parts: {
  readonly dispatcher: CommandDispatcher;
  readonly forms: FormHandler;
  readonly members: Members;
  readonly teamId: () => string;
  readonly keys: BoxKeys;
  readonly clock: Clock;
}): Suggest {
  const { dispatcher, forms, members, keys, clock } = parts;
  return async (body) => {
    const { data: asked } = suggestionPayload.safeParse(body);
    const context = asked && forms.contextOf(asked.view.private_metadata);
    if (asked === undefined || context === undefined) return drawSuggestions([]);
    const locale = members.localeOf(asked.user.id);
    const { channel } = context.where;
    const asking = { teamId: parts.teamId(), userId: asked.user.id, locale, channel };
    const completion = {
      ...context.subject,
      option: asked.action_id.slice(FIELD.length),
      query: asked.value,
      origin: originOf(asking, keys, clock.now()),
      range: { first: 0, count: MOST_OPTIONS },
    };
    const found = await choicesInTime(dispatcher, completion, clock.timeout(SUGGEST_MS));
    return completion.option === 'voice' ? drawVoices(found, locale) : drawSuggestions(found);
  };
}
