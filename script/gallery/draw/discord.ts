import { type APIComponentInContainer, type APISectionComponent, ComponentType } from 'discord-api-types/v10';
import type { Attached } from '../../../src/bots/attached.ts';
import { draftOf } from '../../../src/bots/discord/deliver/delivery-adapter.ts';
import { type ShownList, withListRows } from '../../../src/bots/discord/draw/choice-list.ts';
import { drawCard } from '../../../src/bots/discord/draw/draw-card.ts';
import { drawClosing, drawProgress } from '../../../src/bots/discord/draw/draw-progress.ts';
import { drawReply } from '../../../src/bots/discord/draw/draw-reply.ts';
import { installLink } from '../../../src/bots/discord/draw/install-link.ts';
import { MAX_POST_FILES } from '../../../src/bots/discord/payload/upload-limit.ts';
import { bodyOf, type OutgoingMessage, voiceBodyOf } from '../../../src/bots/discord/rest/outgoing.ts';
import { say } from '../../../src/bots/discord/text/words.ts';
import { filesOf, type Reply } from '../../../src/commands/framework/reply.ts';
import { postsFor } from '../../../src/core/jobs/deliver/deliver.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { VoiceFile } from '../../../src/core/model/job/job-files.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { PostLimits, Progress } from '../../../src/core/ports/delivery.ts';
import { formatLength } from '../../../src/core/text/format-length.ts';
import type { Panel } from '../exhibit.ts';
import { type Html, html } from '../html.ts';
import { originIn } from '../sample/origin.ts';
import { attachment } from './attachment.ts';
import { discordMarkdown } from './discord-markdown.ts';

const LIMITS: PostLimits = {
  maxFileBytes: 9_000_000,
  maxFilesPerPost: MAX_POST_FILES,
  maxPostBytes: Number.MAX_SAFE_INTEGER,
};

/** Shows an immediate reply. */
export function discordReply(reply: Reply, locale: Locale): Panel {
  const origin = originIn('discord', locale);
  const files = filesOf(reply);
  if (reply.card !== undefined) return panel([drawCard(reply, files, origin)]);
  const message = { ...drawReply(reply, origin), files };
  const { chooser } = reply;
  return panel([chooser === undefined ? message : withListRows(message, listOf(chooser), locale)]);
}

/** Shows the question for a value that a member left out, on a page in the middle. */
export function discordChoice(kind: ShownList['kind'], choices: ShownList['choices'], locale: Locale): Panel {
  const text = say(locale, `discord.choose.${kind}`);
  const message = drawReply({ tone: 'refusal', text, actions: [] }, originIn('discord', locale));
  const list = { kind, choices, key: 'list', turnKey: 'list', page: 1, hasMore: true };
  return panel([withListRows(message, list, locale)]);
}

function listOf({ option, choices, page = 1, pages = 1 }: NonNullable<Reply['chooser']>): ShownList {
  const kind = option === 'job' ? 'job' : 'voice';
  return { kind, choices, key: 'list', turnKey: 'list', page: page - 1, hasMore: page < pages };
}

/** Shows a running job; its last text before the reply closes too. */
export function discordProgress(progress: Progress, locale: Locale): Panel {
  return panel([drawProgress(progress, originIn('discord', locale))]);
}

/** Shows the reply to an interaction just before Discord closes it. */
export function discordClosing(progress: Progress, locale: Locale): Panel {
  return panel([drawClosing(progress, originIn('discord', locale))]);
}

/** Shows every message of an outcome. */
export function discordOutcome(job: Job): Panel {
  const origin = originIn('discord', job.origin.locale);
  const owner = { ...origin, installLink: installLink('APPLICATION_ID', 'server') };
  const shown = panel(postsFor({ ...job, origin }, 1, LIMITS).map((post) => draftOf(post, owner)));
  const voice = job.work.stage === 'encoded' ? job.work.voice : undefined;
  if (voice === undefined) return shown;
  const sent = [{ as: 'discord-voice', body: voiceBody(voice) } as const, ...(shown.sent ?? [])];
  return { ...shown, sent, body: html`${voiceHtml(voice)}${shown.body}` };
}

/** Shows messages in the form Discord accepts. */
export function panel(messages: readonly OutgoingMessage[]): Panel {
  const sent = messages.map((message) => ({ as: 'discord-message', body: bodyOf(message) }) as const);
  return { where: 'Discord', body: html`${messages.map(messageHtml)}`, sent };
}

/**
 * Drawn from the JSON that would be sent, so that text shortened on the way is shortened in the gallery too.
 */
function messageHtml(message: OutgoingMessage): Html {
  const { content = '', embeds = [], components = [] } = bodyOf(message) as Body;
  const files = message.files ?? [];
  if (message.card !== undefined) {
    const parts = message.card.components.map((part) => cardHtml(part, files));
    return html`<div class="discord"><div class="embed">${parts}</div></div>`;
  }
  return html`<div class="discord">
<div class="said-text">${discordMarkdown(content)}</div>
${embeds.map(({ description = '' }) => html`<div class="embed said-text">${discordMarkdown(description)}</div>`)}
${files.map((file: Attached) => attachment(file))}
${components.map(rowHtml)}</div>`;
}

function rowHtml({ components }: Row): Html {
  return html`<div class="row">${components.map(({ label, style, placeholder, options = [] }) =>
    placeholder === undefined
      ? html`<span class="chat-button" data-style="${style === 1 ? 'primary' : 'plain'}">${label}</span>`
      : html`<span class="chat-button" data-style="plain">${placeholder} ▾ <small>${options
          .map((one) => [one.label, one.description].filter((text) => text !== undefined).join(' – '))
          .join(' · ')}</small></span>`,
  )}</div>`;
}

/** Shows a part of a container as it stands there. */
function cardHtml(part: APIComponentInContainer, files: readonly Attached[]): Html {
  const named = (url: string) => files.filter(({ fileName }) => url === `attachment://${fileName}`);
  switch (part.type) {
    case ComponentType.TextDisplay:
      return html`<div class="said-text">${discordMarkdown(part.content)}</div>`;
    case ComponentType.Separator:
      return html`<hr>`;
    case ComponentType.Section:
      return html`${part.components.map((one) => cardHtml(one, files))}${rowHtml({ components: [labelOf(part)] })}`;
    case ComponentType.MediaGallery:
      return html`${part.items.flatMap(({ media }) => named(media.url).map((file) => attachment(file)))}`;
    case ComponentType.File:
      return html`${named(part.file.url).map((file) => attachment(file))}`;
    case ComponentType.ActionRow:
      // Of what may stand in a row, the bot draws buttons alone.
      return rowHtml(part as Row);
    default:
      throw new Error('The bot draws no such component');
  }
}

function labelOf({ accessory }: APISectionComponent): { readonly label: string } {
  return { label: 'label' in accessory ? (accessory.label ?? '') : '' };
}

/** Shows a voice message, which comes before the text about it. */
function voiceHtml(voice: VoiceFile): Html {
  const { durationMs } = voice;
  // Written by the bot, so its shape is known.
  const body = voiceBody(voice) as {
    readonly attachments: readonly { readonly waveform: string }[];
  };
  const bars = [...Buffer.from(body.attachments[0]?.waveform ?? '', 'base64')];
  return html`<div class="discord"><div class="voice">▶ ${bars.map(
    (bar) => html`<i style="height:${Math.max(8, Math.round((bar / 255) * 100))}%"></i>`,
  )}<small>${formatLength(durationMs)}</small></div></div>`;
}

function voiceBody({ path, sizeBytes, durationMs, peaks }: VoiceFile): Record<string, unknown> {
  const file = { path, sizeBytes, fileName: 'voice-message.ogg', mimeType: 'audio/ogg', title: '' };
  return voiceBodyOf({ file, durationMs, peaks });
}

/** The parts of a message that this bot uses. */
interface Body {
  readonly content?: string;
  readonly embeds?: readonly { readonly description?: string }[];
  readonly components?: readonly Row[];
}

/** A row of buttons, or of a list. */
interface Row {
  readonly components: readonly {
    readonly label?: string;
    readonly style?: number;
    readonly placeholder?: string;
    readonly options?: readonly { readonly label: string; readonly description?: string }[];
  }[];
}
