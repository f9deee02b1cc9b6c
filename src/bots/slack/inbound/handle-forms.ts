import { createHash } from 'node:crypto';
import type { App } from '@slack/bolt';
import type { Clock } from '../../../core/async/clock.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { CommandDispatcher } from '../../bot.ts';
import { choicesInTime } from '../../choices-in-time.ts';
import { obstacleText } from '../attachments/file-requests.ts';
import { obstacleOf } from '../attachments/slack-file.ts';
import { originOf } from '../deliver/reply-handle.ts';
import { FIELD, FORM } from '../draw/command-form.ts';
import { drawSuggestions, drawVoices, MOST_OPTIONS } from '../draw/suggestions.ts';
import type { Home } from '../home/home.ts';
import type { Members } from '../people/members.ts';
import { readTexts } from '../people/read-text.ts';
import { errorsAt } from './form-errors.ts';
import type { FormHandler } from './form-handler.ts';
import { formWithoutSecrets, readForm, withoutSecrets } from './form-values.ts';
import { submissionPayload, suggestionPayload } from './payloads.ts';
import type { RequestHandler } from './request-handler.ts';
import type { ReadRequest } from './slack-request.ts';

/** Slack waits three seconds for suggestions; they cannot be sent later. */
const SUGGEST_MS = 2_000;

/** Handles submitted forms, and searches in their fields. */
export function handleForms(
  app: App,
  parts: {
    readonly requestHandler: RequestHandler;
    readonly dispatcher: CommandDispatcher;
    readonly forms: FormHandler;
    readonly members: Members;
    readonly home: Pick<Home, 'refresh'>;
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
    const { values } = view.state;
    return {
      // A form that was refused is sent again, each time with its own trigger.
      key: `form:${view.id}:${submission.trigger_id ?? view.hash}`,
      // Sent again because of Slack's own error, the same values are the same job.
      jobKey: `form:${view.id}:${digestOf(withoutSecrets(values))}`,
      where: { userId: user.id, ...context.where },
      errorsFor: (refusal) => errorsAt(refusal, values),
      async serve(origin, signal, findPermissions, identity) {
        const { options, secrets, files } = readForm(values);
        // The bot may read files uploaded into its own form, so their descriptions need no check.
        for (const { option, file } of files) {
          const obstacle = obstacleOf(file);
          if (obstacle === undefined) continue;
          const text = obstacleText(obstacle, identityOf().botName, origin.locale);
          return { kind: 'reply', reply: { tone: 'refusal', text, option, actions: [] } };
        }
        const given = await readTexts(options, origin.locale, members, signal);
        const request = { ...context.subject, options: given, secrets, origin, findPermissions, identity };
        return dispatcher.run(request, signal).finally(() => parts.home.refresh(user.id));
      },
    };
  };
  requestHandler.register('form', read, formWithoutSecrets);
  app.view(FORM, async ({ ack, body }) =>
    requestHandler.take('form', body, (errors) =>
      errors === undefined ? ack() : ack({ response_action: 'errors', errors: { ...errors } }),
    ),
  );

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
      range: { first: 0, count: MOST_OPTIONS },
    };
    const found = await choicesInTime(dispatcher, completion, parts.clock.timeout(SUGGEST_MS));
    await ack(completion.option === 'voice' ? drawVoices(found, locale) : drawSuggestions(found));
  });
}

function digestOf(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url');
}
