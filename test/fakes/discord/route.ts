import { PermissionFlagsBits as Bit } from 'discord.js';
import type { UploadedFile } from './fake-discord.ts';
import { FILE_LIMIT_BYTES } from './interactions.ts';
import { checkVoice, FLAG, type MessageBody } from './message-rules.ts';
import { has } from './places.ts';
import { refuse } from './refusal.ts';
import type { State } from './state.ts';

/** A request that found its route. */
export interface ApiRequest {
  readonly state: State;
  /** The values of `{…}` in the template. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  /** The whole body, as sent. */
  readonly sizeBytes: number;
  /** Notes what the real Discord takes but nobody may rely on. */
  complain(error: string): void;
}

/** One route, by the template that the OpenAPI file has for it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly template: string;
  /** `token`: the path itself proves who calls, and the bot's token must stay out of it. `none`: for anybody. */
  readonly auth: 'bot' | 'token' | 'none';
  /** The JSON that is answered; without any, 204. */
  handle(request: ApiRequest): unknown;
}

/** The largest request that holds more than one file. */
const MAX_REQUEST_BYTES = 25 * 1024 ** 2;

/** Each file against the limit, the request as a whole, and what files and embeds ask for. */
export function checkContents(
  { files, sizeBytes }: ApiRequest,
  body: MessageBody,
  permissions: bigint,
  limitBytes = FILE_LIMIT_BYTES,
): void {
  if (files.some(({ bytes }) => bytes.byteLength > limitBytes)) throw refuse.tooLarge();
  if (files.length > 1 && sizeBytes > MAX_REQUEST_BYTES) throw refuse.tooLarge();
  const needed =
    (files.length > 0 ? Bit.AttachFiles : 0n) | ((body.embeds ?? []).length > 0 ? Bit.EmbedLinks : 0n);
  if (!has(permissions, needed)) throw refuse.missingPermissions();
  if (((body.flags ?? 0) & FLAG.voice) === 0) return;
  if (!has(permissions, Bit.SendVoiceMessages)) throw refuse.voiceForbidden();
  checkVoice(body, files);
}
