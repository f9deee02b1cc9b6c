import { PermissionFlagsBits as Bit } from 'discord.js';
import type { UploadedFile } from '../fake-discord.ts';
import { isExpired } from '../interactions.ts';
import { FLAG, type MessageBody } from '../message-body.ts';
import { has } from '../permissions.ts';
import { refuse } from '../refusal.ts';
import type { InteractionRecord, State } from '../state.ts';
import { type ApiRequest, param } from './route.ts';

/** The largest request that holds more than one file. */
const MAX_REQUEST_BYTES = 25 * 1024 ** 2;

/** Finds the interaction a webhook path names. @throws Refusal where its token does not work (any more). */
export function interactionOf(request: ApiRequest): InteractionRecord {
  const { state } = request;
  const interaction = byToken(state, param(request, 'webhook_token'));
  if (param(request, 'webhook_id') !== state.applicationId || interaction === undefined)
    throw refuse.unknownWebhook();
  if (isExpired(state, interaction)) throw refuse.tokenExpired();
  if (interaction.acknowledgement === undefined) throw refuse.unknownWebhook();
  return interaction;
}

function byToken(state: State, token: string): InteractionRecord | undefined {
  for (const interaction of state.interactions.values()) if (interaction.token === token) return interaction;
  return undefined;
}

/** What every response and edit through an interaction has to keep to. */
export function checkResponse(request: ApiRequest, interaction: InteractionRecord, body: MessageBody): void {
  const { files, sizeBytes } = request;
  if (interaction.channel.removed) throw refuse.unknownChannel();
  checkSizes(files, sizeBytes, interaction.attachmentSizeLimit);
  if (files.length > 0 && !has(interaction.appPermissions, Bit.AttachFiles))
    throw refuse.missingPermissions();
  if ((body.embeds?.length ?? 0) > 0 && !has(interaction.appPermissions, Bit.EmbedLinks))
    throw refuse.missingPermissions();
}

/** Each file against the limit, and the request as a whole. @throws Refusal 40005. */
export function checkSizes(files: readonly UploadedFile[], sizeBytes: number, limitBytes: number): void {
  if (files.some(({ bytes }) => bytes.byteLength > limitBytes)) throw refuse.tooLarge();
  if (files.length > 1 && sizeBytes > MAX_REQUEST_BYTES) throw refuse.tooLarge();
}

const MAX_WAVEFORM_BYTES = 256;

/** A voice message is one sound with its length and picture, and nothing else. */
export function checkVoice(body: MessageBody, files: readonly UploadedFile[], permissions: bigint): void {
  if (((body.flags ?? 0) & FLAG.voice) === 0) return;
  if (!has(permissions, Bit.SendVoiceMessages)) throw refuse.voiceForbidden();
  const [file] = files;
  const list = body.attachments ?? [];
  if (file === undefined || files.length > 1 || list.length > 1 || !file.contentType.startsWith('audio/'))
    throw refuse.voiceOneFile();
  const beside = [body.content, body.embeds, body.components, body['sticker_ids'], body['poll']];
  if (beside.some((part) => !isAbsent(part))) throw refuse.voiceAlone();
  const [said] = list;
  if (said?.id !== String(file.index) || !isLength(said.duration_secs) || !isWaveform(said.waveform))
    throw refuse.voiceMetadata();
}

function isAbsent(part: unknown): boolean {
  return part === undefined || part === null || part === '' || (Array.isArray(part) && part.length === 0);
}

function isLength(seconds: number | null | undefined): boolean {
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0;
}

/** Base64, byte for byte: one byte for each bar. */
function isWaveform(waveform: string | null | undefined): boolean {
  const bytes = Buffer.from(waveform ?? '', 'base64');
  return bytes.length > 0 && bytes.length <= MAX_WAVEFORM_BYTES && bytes.toString('base64') === waveform;
}
