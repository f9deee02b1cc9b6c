import { drawReply as drawSlackReply } from '../../../src/bots/slack/draw/message.ts';
import { withNames } from '../../../src/bots/slack/people/with-names.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { createCommandDispatcher } from '../../../src/commands/dispatch/command-dispatcher.ts';
import type { Reply } from '../../../src/commands/framework/reply.ts';
import type { Clock } from '../../../src/core/async/clock.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { discordReply } from '../draw/discord.ts';
import { slackReply, slackWords } from '../draw/slack.ts';
import { webReply } from '../draw/web.ts';
import { type Exhibit, exhibit, type Panel, type Section } from '../exhibit.ts';
import type { Ask } from '../sample/ask.ts';
import { ASKS } from '../sample/asks.ts';
import { NOW_MS, OTHERS, originIn, type PlatformName } from '../sample/origin.ts';
import { sampleServices } from '../sample/services.ts';

const signal = new AbortController().signal;

/** Shows the reply to every command and button that has an immediate one. */
export async function replies(): Promise<Section> {
  const shown: Exhibit[] = [];
  for (const ask of ASKS) shown.push(await exhibit(nameOf(ask), (locale) => panelsOf(ask, locale)));
  return {
    id: 'replies',
    title: 'Replies',
    about: 'What commands and buttons answer at once, with tables, charts and files.',
    exhibits: shown,
  };
}

/** Returns the line, and what is different about it. */
export function nameOf({ line, about }: Ask): string {
  return about === undefined ? line : `${line} (${about})`;
}

async function panelsOf(ask: Ask, locale: Locale): Promise<readonly Panel[]> {
  const onSlack = await replyOnSlack(ask, locale);
  return [
    webReply(await replyOf(ask, 'web', locale), locale, ask.button === undefined ? ask.line : ''),
    discordReply(await replyOf(ask, 'discord', locale), locale),
    onSlack.files === undefined && onSlack.picture === undefined
      ? slackWords(drawSlackReply(onSlack, locale))
      : await slackReply(onSlack, locale),
  ];
}

/** Returns a reply with the names of people as Slack shows them. */
export async function replyOnSlack(ask: Ask, locale: Locale): Promise<Reply> {
  return withNames(await replyOf(ask, 'slack', locale), SLACK_MEMBERS, signal);
}

/** Returns the reply to a command or button. @throws if it is refused. */
export async function replyOf(ask: Ask, platform: PlatformName, locale: Locale): Promise<Reply> {
  const services = sampleServices(platform, ask.scene?.(locale) ?? {});
  const clock: Clock = { now: () => NOW_MS, sleep: async () => {}, timeout: () => signal };
  const desk = createCommandDispatcher({ commands: COMMANDS, services, clock, log: silentLog });
  const origin = originIn(platform, locale);
  const findPermissions = async () => ({ isAdmin: ask.isAdmin === true, roles: [] });
  const { command, button, options } = ask;
  const answer = await (button !== undefined
    ? desk.press(button, origin, signal, findPermissions)
    : command === undefined
      ? desk.run(
          {
            line: ask.line.replace('@other', idOf(OTHERS[platform])),
            attachments: [],
            origin,
            findPermissions,
          },
          signal,
        )
      : desk.run({ ...command, options: options ?? {}, origin, findPermissions }, signal));
  // Refusals have their own section; one in this section would hide the intended reply.
  if (answer.kind === 'reply' && answer.reply.tone === 'info') return answer.reply;
  throw new Error(`${nameOf(ask)}: ${answer.kind === 'reply' ? answer.reply.text : 'a job began'}`);
}

/** Returns a member's id as platforms write it in a line. */
function idOf(member: string): string {
  return member.slice(member.lastIndexOf(':') + 1);
}

const SLACK_MEMBERS: Parameters<typeof withNames>[1] = {
  find: async (id) => ({ locale: 'en', name: id === 'U1' ? 'Mira' : 'Jonas', isOwn: true }),
  findPermissions: async () => ({ isAdmin: false }),
  localeOf: () => 'en',
  nameOf: () => 'Mira',
};
