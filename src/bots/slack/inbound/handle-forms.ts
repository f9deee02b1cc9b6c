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
import { readForm, withoutSecrets } from './form-values.ts';
import { submissionPayload, suggestionPayload } from './payloads.ts';
import type { ReadRequest, RequestHandler } from './request-handler.ts';
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
  const { requestHandler, dispatcher, forms, members, identity: identityOf } = parts;

  const read: ReadRequest = (body) => {
    const { data: submission } = submissionPayload.safeParse(body);
    const context = submission && forms.contextOf(submission.view.private_metadata);
    if (submission === undefined || context === undefined) return undefined;
    const { user, view } = submission;
    return {
      key: `form:${view.id}:${view.hash}`,
      where: { userId: user.id, ...context.where },
      async serve(origin, signal, findPermissions, identity) {
        const { options, secrets, files } = readForm(view.state.values);
        // The bot may read files uploaded into its own form, so their descriptions need no check.
        const obstacle = files.map(obstacleOf).find((one) => one !== undefined);
        if (obstacle !== undefined) {
          return { kind: 'drawn', message: drawObstacle(obstacle, identityOf().botName, origin.locale) };
        }
        const given = await readTexts(options, origin.locale, members, signal);
        return dispatcher.run(
          { ...context.subject, options: given, secrets, origin, findPermissions, identity },
          signal,
        );
      },
    };
  };
  requestHandler.register('form', read, withoutSecrets);
  app.view(FORM, async ({ ack, body }) => requestHandler.take('form', body, ack));

  app.options(/^option:/, async ({ ack, body }) => {
    const { data: asked } = suggestionPayload.safeParse(body);
    const context = asked && forms.contextOf(asked.view.private_metadata);
    if (asked === undefined || context === undefined) {
      await ack({ options: [] });
      return;
    }
    const locale = members.localeOf(asked.user.id);
    const asking = {
      teamId: identityOf().teamId,
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
