import type { App } from '@slack/bolt';
import type { Clock } from '../../../core/async/clock.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { CommandDispatcher } from '../../bot.ts';
import { choicesInTime } from '../../choices-in-time.ts';
import { originOf } from '../deliver/reply-handle.ts';
import { FIELD, FORM } from '../draw/command-form.ts';
import type { Members } from '../people/members.ts';
import { readTexts } from '../people/read-text.ts';
import { drawObstacle } from './file-requests.ts';
import type { FormHandler } from './form-handler.ts';
import { readForm } from './form-values.ts';
import { submissionPayload, suggestionPayload } from './payloads.ts';
import type { RequestHandler } from './request-handler.ts';
import { obstacleOf } from './slack-file.ts';

/** Slack waits three seconds for suggestions; they cannot be sent later. */
const SUGGEST_MS = 2_000;
const MOST_SUGGESTIONS = 100;
const LABEL_CHARACTERS = 75;
const VALUE_CHARACTERS = 150;

/** Handles submitted forms, and searches in their fields. */
export function handleForms(
  app: App,
  parts: {
    readonly requestHandler: RequestHandler;
    readonly dispatcher: CommandDispatcher;
    readonly forms: FormHandler;
    readonly members: Members;
    readonly identity: () => { readonly teamId: string; readonly botName: string };
    readonly keys: BoxKeys;
    readonly clock: Clock;
  },
): void {
  const { requestHandler, dispatcher, forms, members, identity } = parts;

  app.view(FORM, async ({ ack, body }) => {
    await ack();
    const { user, view } = submissionPayload.parse(body);
    const context = forms.contextOf(view.private_metadata);
    if (context === undefined) return;
    const where = { userId: user.id, ...context.where };
    await requestHandler.take(
      `form:${view.id}:${view.hash}`,
      where,
      async (origin, signal, findPermissions) => {
        const { options, secrets, files } = readForm(view.state.values);
        // The bot may read files uploaded into its own form, so their descriptions need no check.
        const obstacle = files.map(obstacleOf).find((one) => one !== undefined);
        if (obstacle !== undefined) {
          return { kind: 'drawn', message: drawObstacle(obstacle, identity().botName, origin.locale) };
        }
        const read = await readTexts(options, origin.locale, members, signal);
        return dispatcher.run(
          { ...context.subject, options: read, secrets, origin, findPermissions },
          signal,
        );
      },
    );
  });

  app.options(/^option:/, async ({ ack, body }) => {
    const { data: asked } = suggestionPayload.safeParse(body);
    const context = asked && forms.contextOf(asked.view.private_metadata);
    if (asked === undefined || context === undefined) {
      await ack({ options: [] });
      return;
    }
    const locale = members.localeOf(asked.user.id);
    const asking = {
      teamId: identity().teamId,
      userId: asked.user.id,
      locale,
      channel: context.where.channel,
    };
    const completion = {
      ...context.subject,
      option: asked.action_id.slice(FIELD.length),
      query: asked.value,
      origin: originOf(asking, parts.keys, parts.clock.now()),
    };
    const found = await choicesInTime(dispatcher, completion, parts.clock.timeout(SUGGEST_MS));
    await ack({
      options: found
        .filter(({ value }) => value.length <= VALUE_CHARACTERS)
        .slice(0, MOST_SUGGESTIONS)
        .map(({ value, label, hint }) => ({ value, text: labelOf(label, hint) })),
    });
  });
}

function labelOf(label: string, hint: string | undefined): { type: 'plain_text'; text: string } {
  const text = hint === undefined ? label : `${label} – ${hint}`;
  return {
    type: 'plain_text',
    text: text.length <= LABEL_CHARACTERS ? text : `${text.slice(0, LABEL_CHARACTERS - 1)}…`,
  };
}
