import type { App } from '@slack/bolt';
import type { FindCallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { CommandDispatcher } from '../../bot.ts';
import type { FormSubject } from '../draw/command-form.ts';
import { drawFormOffer } from '../draw/message.ts';
import type { Members } from '../people/members.ts';
import type { FormHandler } from './form-handler.ts';
import { commandPayload } from './payloads.ts';
import { readLine } from './read-line.ts';
import type { RequestHandler, Response } from './request-handler.ts';

/** The command that reaches all others, for workspaces where other apps own their names. */
export const UMBRELLA = 'audiopod';
/** The action id of the button that opens a form. */
export const OPEN_FORM = 'open-form';

/** Handles slash commands, under any name the app's settings give them. */
export function handleCommands(
  app: App,
  parts: {
    readonly requestHandler: RequestHandler;
    readonly dispatcher: CommandDispatcher;
    readonly forms: FormHandler;
    readonly members: Members;
  },
): void {
  const { requestHandler, dispatcher, forms, members } = parts;

  const openForm = async (
    subject: FormSubject,
    triggerId: string,
    origin: Origin,
    signal: AbortSignal,
    findPermissions: FindCallerPermissions,
  ): Promise<Response> => {
    if (await forms.open(subject, origin, triggerId, signal)) return { kind: 'silent' };
    const answer = await dispatcher.run({ ...subject, options: {}, origin, findPermissions }, signal);
    if (answer.kind === 'job') return answer;
    const value = JSON.stringify(subject);
    return { kind: 'drawn', message: drawFormOffer(answer.reply.text, OPEN_FORM, value, origin.locale) };
  };

  app.command(/^\//, async ({ ack, body }) => {
    await ack();
    const payload = commandPayload.parse(body);
    const where = {
      userId: payload.user_id,
      channel: payload.channel_id,
      responseUrl: payload.response_url,
    };
    await requestHandler.take(
      `command:${payload.trigger_id}`,
      where,
      async (origin, signal, findPermissions) => {
        const commands = dispatcher.describe(origin.locale);
        const name = payload.command.replace(/^\//, '');
        const typed = name === UMBRELLA ? payload.text.trim() || 'help' : `${name} ${payload.text}`;
        const { line, form } = await readLine(typed, commands, members, origin.locale, signal);
        if (form !== undefined) return openForm(form, payload.trigger_id, origin, signal, findPermissions);
        return dispatcher.run({ line, attachments: [], origin, findPermissions }, signal);
      },
    );
  });
}
