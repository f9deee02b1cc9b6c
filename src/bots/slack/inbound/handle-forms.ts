import { createHash } from 'node:crypto';
import type { CommandDispatcher } from '../../bot.ts';
import { obstacleText } from '../attachments/file-requests.ts';
import { obstacleOf } from '../attachments/slack-file.ts';
import type { Home } from '../home/home.ts';
import type { Members } from '../people/members.ts';
import { readTexts } from '../people/read-text.ts';
import { errorsAt } from './form-errors.ts';
import type { FormHandler } from './form-handler.ts';
import { formWithoutSecrets, readForm, withoutSecrets } from './form-values.ts';
import { submissionPayload } from './payloads.ts';
import type { RequestHandler } from './request-handler.ts';
import type { ReadRequest } from './slack-request.ts';

/** Handles submitted forms. */
export function handleForms(parts: {
  readonly requestHandler: RequestHandler;
  readonly dispatcher: CommandDispatcher;
  readonly forms: FormHandler;
  readonly members: Members;
  readonly home: Pick<Home, 'refresh'>;
  readonly identity: () => { readonly teamId: string; readonly botName: string };
}): void {
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
        const { options, secrets, files } = readForm(values, identityOf().teamId);
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
}

function digestOf(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url');
}
