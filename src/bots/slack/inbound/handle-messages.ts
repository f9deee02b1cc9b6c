import type { z } from 'zod';
import type { CommandDispatcher } from '../../bot.ts';
import { drawObstacle, type TakeFiles } from '../attachments/file-requests.ts';
import { filesIn, isText } from '../attachments/slack-file.ts';
import { drawFileQuestion } from '../draw/file-question.ts';
import type { Members } from '../people/members.ts';
import { say } from '../text/words.ts';
import { eventEnvelope, messageEvent } from './payloads.ts';
import { readLine } from './read-line.ts';
import type { RequestHandler } from './request-handler.ts';
import type { Serve } from './slack-request.ts';

/**
 * Messages that people write; a voice clip or a file arrives as `file_share`. Edits and joins have other
 * subtypes.
 */
const WRITTEN: ReadonlySet<string | undefined> = new Set([undefined, 'file_share', 'thread_broadcast']);

/** Handles mentions in channels and all direct messages to the bot. */
export function handleMessages(parts: {
  readonly requestHandler: RequestHandler;
  readonly dispatcher: CommandDispatcher;
  readonly members: Members;
  readonly takeFiles: TakeFiles;
  readonly identity: () => { readonly botId: string; readonly botUserId: string; readonly botName: string };
}): void {
  const { requestHandler, dispatcher, members, takeFiles, identity } = parts;

  const serve =
    (event: z.infer<typeof messageEvent>): Serve =>
    async (origin, signal, findPermissions, request) => {
      const files = filesIn(event);
      const commands = dispatcher.describe(origin.locale);
      const said = event.text.replaceAll(`<@${identity().botUserId}>`, ' ').trim();
      const taken = await takeFiles(files, signal);
      if ('obstacle' in taken) {
        return { kind: 'drawn', message: drawObstacle(taken.obstacle, identity().botName, origin.locale) };
      }
      const [file, ...others] = files;
      const [attachment] = taken.attachments;
      if (said === '' && file !== undefined && attachment !== undefined && others.length === 0) {
        const asked = { id: file.id, name: attachment.name, isText: isText(file) };
        return { kind: 'drawn', message: drawFileQuestion(asked, origin.thread, origin.locale) };
      }
      // Several files without text are refused by whatever takes one.
      const typed = said === '' ? (files.length > 0 ? 'stems' : 'help') : said;
      const { line } = await readLine(typed, commands, members, origin.locale, signal);
      const answer = await dispatcher.run(
        { line, attachments: taken.attachments, origin, findPermissions, identity: request },
        signal,
      );
      const isInThread = event.thread_ts !== undefined && event.thread_ts !== event.ts;
      if (answer.kind === 'job' || answer.reply.tone === 'info' || files.length > 0 || !isInThread)
        return answer;
      const text = `${answer.reply.text}\n${say(origin.locale, 'slack.thread-hint')}`;
      return { ...answer, reply: { ...answer.reply, text } };
    };

  requestHandler.register('event', (body) => {
    const { data: envelope } = eventEnvelope.safeParse(body);
    const { data: event } = messageEvent.safeParse(envelope?.event);
    // Edits and the like have other shapes and don't matter.
    if (event === undefined || envelope === undefined) return undefined;
    const { user } = event;
    // The bot's own uploads arrive as messages too, and other bots cannot pay.
    if (user === undefined || event.bot_id !== undefined || user === identity().botUserId) return undefined;
    if (!WRITTEN.has(event.subtype)) return undefined;
    const threadTs = event.thread_ts ?? (event.type === 'app_mention' ? event.ts : undefined);
    const where = {
      userId: user,
      channel: event.channel,
      isInThread: event.thread_ts !== undefined,
      ...(threadTs === undefined ? {} : { threadTs }),
    };
    return { key: `event:${envelope.event_id}`, where, serve: serve(event) };
  });
}
