import type { CommandRequest } from '../../../commands/dispatch/command-dispatcher.ts';
import type { CommandDispatcher } from '../../bot.ts';
import type { FormSubject } from '../draw/command-form.ts';
import { drawFormOffer } from '../draw/message.ts';
import type { Members } from '../people/members.ts';
import { UMBRELLA } from '../text/command-names.ts';
import type { FormHandler } from './form-handler.ts';
import { commandPayload } from './payloads.ts';
import { readLine } from './read-line.ts';
import type { RequestHandler } from './request-handler.ts';
import type { Response } from './slack-request.ts';

/** The action id of the button that opens a form. */
export const OPEN_FORM = 'open-form';

/** Handles slash commands, under any name the app's settings give them. */
export function handleCommands(parts: {
  readonly requestHandler: RequestHandler;
  readonly dispatcher: CommandDispatcher;
  readonly forms: FormHandler;
  readonly members: Members;
}): void {
  const { requestHandler, dispatcher, forms, members } = parts;

  const openForm = async (
    subject: FormSubject,
    triggerId: string,
    request: Pick<CommandRequest, 'origin' | 'findPermissions' | 'identity'>,
    signal: AbortSignal,
  ): Promise<Response> => {
    const { origin } = request;
    if (await forms.open(subject, origin, triggerId, signal)) return { kind: 'silent' };
    const answer = await dispatcher.run({ ...subject, options: {}, ...request }, signal);
    if (answer.kind === 'job') return answer;
    const value = JSON.stringify(subject);
    return { kind: 'drawn', message: drawFormOffer(answer.reply.text, OPEN_FORM, value, origin.locale) };
  };

  requestHandler.register('command', (body) => {
    const { data: payload } = commandPayload.safeParse(body);
    if (payload === undefined) return undefined;
    const where = {
      userId: payload.user_id,
      channel: payload.channel_id,
      responseUrl: payload.response_url,
    };
    return {
      key: `command:${payload.trigger_id}`,
      where,
      async serve(origin, signal, findPermissions, identity) {
        const commands = dispatcher.describe(origin.locale);
        const name = payload.command.replace(/^\//, '');
        const typed = name === UMBRELLA ? payload.text.trim() || 'help' : `${name} ${payload.text}`;
        const { line, form } = await readLine(typed, commands, members, origin.locale, signal);
        const request = { origin, findPermissions, identity };
        if (form !== undefined) return openForm(form, payload.trigger_id, request, signal);
        return dispatcher.run({ line, attachments: [], ...request }, signal);
      },
    };
  });
}
