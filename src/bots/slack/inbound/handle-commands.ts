import type { App } from '@slack/bolt';
import type { FindCallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { CommandDispatcher } from '../../bot.ts';
import type { FormSubject } from '../draw/command-form.ts';
import { subjectOf } from '../draw/command-form.ts';
import { drawFormOffer } from '../draw/message.ts';
import type { Members } from '../people/members.ts';
import { readText } from '../text/markup.ts';
import type { FormHandler } from './form-handler.ts';
import { commandPayload } from './payloads.ts';
import { linksFor, namesIn, withMemberIds } from './read-line.ts';
import type { RequestHandler, Response } from './request-handler.ts';

/** The command under which all others are found, for workspaces where other apps own their names. */
export const UMBRELLA = 'audiopod';
/** The action id of the button that opens a form. */
export const OPEN_FORM = 'open-form';

/** Takes slash commands, whatever names they were given in the app's settings. */
export function handleCommands(
  app: App,
  parts: {
    readonly requestHandler: RequestHandler;
    readonly desk: CommandDispatcher;
    readonly forms: FormHandler;
    readonly members: Members;
  },
): void {
  const { requestHandler, desk, forms, members } = parts;

  const openForm = async (
    subject: FormSubject,
    line: string,
    triggerId: string,
    origin: Origin,
    signal: AbortSignal,
    standing: FindCallerPermissions,
  ): Promise<Response> => {
    if (await forms.open(subject, origin, triggerId, signal)) return { kind: 'silent' };
    const answer = await desk.run({ line, attachments: [], origin, standing }, signal);
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
    await requestHandler.take(`command:${payload.trigger_id}`, where, async (origin, signal, standing) => {
      const commands = desk.describe(origin.locale);
      const name = payload.command.replace(/^\//, '');
      const given = name === UMBRELLA ? payload.text.trim() || 'help' : `${name} ${payload.text}`;
      const raw = withMemberIds(given, commands);
      const names = await namesIn(raw, members, signal);
      const line = readText(raw, linksFor(raw, commands), names).trim();
      const subject = subjectOf(line, commands);
      if (subject !== undefined) return openForm(subject, line, payload.trigger_id, origin, signal, standing);
      return desk.run({ line, attachments: [], origin, standing }, signal);
    });
  });
}
