import { z } from 'zod';
import { commandOf, readAction } from '../../../commands/framework/action-code.ts';
import { describedAction } from '../../../commands/framework/described.ts';
import type { Action } from '../../../core/model/job/action.ts';
import type { CommandDispatcher } from '../../bot.ts';
import { drawObstacle, type TakeFiles } from '../attachments/file-requests.ts';
import { isDirect } from '../deliver/reply-handle.ts';
import { FILE_BUTTON, type FilePress, readFilePress } from '../draw/file-question.ts';
import { CONFIRM_BUTTON, JOB_BUTTON } from '../draw/message.ts';
import type { FormHandler } from './form-handler.ts';
import { OPEN_FORM } from './handle-commands.ts';
import { pressPayload } from './payloads.ts';
import { wantsForm } from './read-line.ts';
import type { RequestHandler } from './request-handler.ts';
import type { Serve, Whereabouts } from './slack-request.ts';

const subjectShape = z.object({ command: z.string(), subcommand: z.string().exactOptional() });

/** Handles button presses: under jobs, and the one that opens a form. */
export function handlePresses(parts: {
  readonly requestHandler: RequestHandler;
  readonly dispatcher: CommandDispatcher;
  readonly forms: FormHandler;
  readonly takeFiles: TakeFiles;
  readonly botName: () => string;
}): void {
  const { requestHandler, dispatcher, forms, takeFiles } = parts;

  const serveJob =
    (action: Action): Serve =>
    (origin, signal, findPermissions, identity) =>
      dispatcher.press(action, origin, signal, findPermissions, identity);

  /** Opens the form filled in; if it is too late for that, the reply holds the line to type. */
  const serveRaise =
    (action: Extract<Action, { readonly kind: 'raise' }>, triggerId: string): Serve =>
    async (origin, signal, findPermissions, identity) => {
      const values = { [action.option]: action.value };
      const subject = { command: 'wallet', subcommand: 'set-limit', values };
      if (await forms.open(subject, origin, triggerId, signal)) return { kind: 'silent' };
      return dispatcher.press(action, origin, signal, findPermissions, identity);
    };

  /** Opens the command's form if it has one; else runs it. */
  const serveRun =
    (action: Extract<Action, { readonly kind: 'run' }>, triggerId: string): Serve =>
    async (origin, signal, findPermissions, identity) => {
      const subject = commandOf(action.path);
      const described = describedAction(
        dispatcher.describe(origin.locale),
        subject.command,
        subject.subcommand,
      );
      const hasForm = described !== undefined && wantsForm(described);
      if (hasForm && (await forms.open(subject, origin, triggerId, signal))) return { kind: 'silent' };
      return dispatcher.press(action, origin, signal, findPermissions, identity);
    };

  /** Runs a command on the file that was asked about, which is looked up again. */
  const serveFile =
    ({ command, file }: FilePress): Serve =>
    async (origin, signal, findPermissions, identity) => {
      const taken = await takeFiles([{ id: file }], signal);
      if ('obstacle' in taken) {
        return { kind: 'drawn', message: drawObstacle(taken.obstacle, parts.botName(), origin.locale) };
      }
      const { attachments } = taken;
      return dispatcher.run({ line: command, attachments, origin, findPermissions, identity }, signal);
    };

  const serveForm =
    (value: string, triggerId: string): Serve =>
    async (origin, signal, findPermissions, identity) => {
      const subject = subjectShape.parse(JSON.parse(value));
      if (await forms.open(subject, origin, triggerId, signal)) return { kind: 'silent' };
      return dispatcher.run({ ...subject, options: {}, origin, findPermissions, identity }, signal);
    };

  requestHandler.register('press', (body) => {
    const { data: payload } = pressPayload.safeParse(body);
    const [pressed] = payload?.actions ?? [];
    const where = payload && whereOf(payload);
    if (payload === undefined || pressed === undefined || where === undefined) return undefined;
    const key = `press:${pressed.action_ts}:${pressed.action_id}:${payload.user.id}`;
    if (pressed.action_id.startsWith(FILE_BUTTON)) {
      const asked = readFilePress(pressed.value);
      if (asked === undefined) return undefined;
      const thread = asked.threadTs === undefined ? {} : { threadTs: asked.threadTs };
      return { key, where: { ...where, ...thread }, serve: serveFile(asked), pressed: 'removed' };
    }
    const serve = serveOf(pressed, payload.trigger_id);
    if (serve === undefined) return undefined;
    const changed = isConfirm(pressed) ? ({ pressed: 'changed' } as const) : {};
    return { key, where, serve, ...changed };
  });

  function serveOf(
    { action_id: id, value }: { readonly action_id: string; readonly value: string },
    triggerId: string,
  ): Serve | undefined {
    if (id === OPEN_FORM) return serveForm(value, triggerId);
    if (!id.startsWith(JOB_BUTTON)) return undefined;
    const [verb = '', subject = ''] = value.split('|', 2);
    const action = readAction({ verb, subject });
    if (action?.kind === 'raise') return serveRaise(action, triggerId);
    if (action?.kind === 'run') return serveRun(action, triggerId);
    return action === undefined ? undefined : serveJob(action);
  }
}

/** Whether a button confirms a job, whose progress is shown by the message with the button. */
function isConfirm({ action_id: id }: { readonly action_id: string }): boolean {
  return id.startsWith(CONFIRM_BUTTON);
}

/**
 * Returns where the outcome of a press goes: the message's thread, except in a direct message with the bot. From
 * the app's home, which is no channel, it goes to that direct message.
 */
function whereOf(payload: z.infer<typeof pressPayload>): Whereabouts | undefined {
  const { user, message, response_url: responseUrl } = payload;
  const channel = payload.channel?.id ?? payload.container?.channel_id;
  if (channel === undefined) {
    return payload.view?.type === 'home' ? { userId: user.id, isInThread: false } : undefined;
  }
  // For a message that only one person sees, Slack may send nothing but its location; no thread can start
  // there.
  const inThread = message?.thread_ts ?? payload.container?.thread_ts;
  const mayBegin = !isDirect(channel) && payload.container?.is_ephemeral !== true;
  const threadTs = inThread ?? (mayBegin ? message?.ts : undefined);
  return {
    userId: user.id,
    channel,
    isInThread: inThread !== undefined,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(responseUrl === undefined ? {} : { responseUrl }),
  };
}
