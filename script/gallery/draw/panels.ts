import { cut, MAX_CONTENT } from '../../../src/bots/discord/draw/cut.ts';
import { escapeMarkdown } from '../../../src/bots/discord/draw/escape.ts';
import { drawWords } from '../../../src/bots/slack/draw/message.ts';
import type { Reply } from '../../../src/commands/framework/reply.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { Panel } from '../exhibit.ts';
import { html } from '../html.ts';
import { discordOutcome, panel as discordPanel, discordReply } from './discord.ts';
import { slackOutcome, slackReply, slackWords } from './slack.ts';
import { webJob, webReply, webWords } from './web.ts';

/** Shows an immediate reply on every platform. */
export async function replyPanels(reply: Reply, locale: Locale, line = ''): Promise<readonly Panel[]> {
  return [webReply(reply, locale, line), discordReply(reply, locale), await slackReply(reply, locale)];
}

/** Shows a refusal, or other reply text, on every platform. */
export function refusalPanels(text: string, locale: Locale): Promise<readonly Panel[]> {
  return replyPanels({ tone: 'refusal', text, actions: [] }, locale);
}

/** Shows the outcome of a job on every platform. */
export async function outcomePanels(job: Job): Promise<readonly Panel[]> {
  return [await webJob(job), discordOutcome(job), await slackOutcome(job)];
}

/** Shows an unprompted message of the bot on every platform. */
export function noticePanels(text: string, locale: Locale): readonly Panel[] {
  return [
    webWords(text, locale),
    discordPanel([{ content: cut(escapeMarkdown(text), MAX_CONTENT) }]),
    slackWords(drawWords(text, [], locale)),
  ];
}

/** Shows a text that is only used as part of other texts. */
export function textPanel(text: string): Panel {
  return { where: 'Text', body: html`<div class="said-text">${text}</div>` };
}

/** Shows a picture on its own. */
export function picturePanel(address: string, alt: string): Panel {
  return { where: 'Picture', body: html`<img src="${address}" alt="${alt}" loading="lazy">` };
}
