import type { UploadedFile } from './fake-discord.ts';
import { storeFile } from './files.ts';
import { checkFileCount, FLAG, type MessageBody, walk } from './message-body.ts';
import { refuse } from './refusal.ts';
import type { FakeControl } from './shown.ts';
import type { ChannelRecord, FileRecord, Json, MessageRecord, State, UserRecord } from './state.ts';

/** What a new message starts with. */
export interface NewMessage {
  readonly channel: ChannelRecord;
  readonly author: UserRecord;
  readonly content?: string;
  readonly attachments?: readonly FileRecord[];
  readonly embeds?: readonly Json[];
  readonly components?: readonly Json[];
  readonly flags?: number;
  readonly type?: number;
  readonly nonce?: string;
  readonly visibleTo?: string;
  readonly interactionId?: string;
  readonly reference?: MessageRecord;
  readonly snapshot?: MessageRecord;
  readonly mentions?: readonly string[];
}

/** Adds a message to its channel. */
export function addMessage(state: State, fresh: NewMessage): MessageRecord {
  const message: MessageRecord = {
    id: state.nextId(),
    channel: fresh.channel,
    channelId: fresh.channel.id,
    author: fresh.author,
    authorId: fresh.author.id,
    type: fresh.type ?? (fresh.reference === undefined ? 0 : 19),
    attachments: fresh.attachments ?? [],
    embeds: fresh.embeds ?? [],
    components: fresh.components ?? [],
    flags: fresh.flags ?? 0,
    nonce: fresh.nonce,
    visibleTo: fresh.visibleTo,
    interactionId: fresh.interactionId,
    reference: fresh.reference,
    replyTo: fresh.reference?.id,
    snapshot: fresh.snapshot,
    mentions: fresh.mentions ?? [],
    createdMs: state.clock.now(),
    editedMs: undefined,
    edits: 0,
    contents: [fresh.content ?? ''],
    loading: ((fresh.flags ?? 0) & FLAG.loading) !== 0,
    removed: false,
    get content() {
      return this.contents.at(-1) ?? '';
    },
    get ephemeral() {
      return (this.flags & FLAG.ephemeral) !== 0;
    },
    get controls() {
      return controlsOf(this.components);
    },
    remove() {
      this.removed = true;
      state.changes.tell();
    },
  };
  state.messages.set(message.id, message);
  state.changes.tell();
  return message;
}

/** Every button and select. */
function controlsOf(components: readonly Json[]): readonly FakeControl[] {
  const controls: FakeControl[] = [];
  walk(components, [], (part) => {
    if (part['type'] === 2 || (typeof part['type'] === 'number' && part['type'] >= 3 && part['type'] <= 8))
      controls.push({
        customId: textOf(part['custom_id']),
        label: textOf(part['label']),
        disabled: part['disabled'] === true,
        url: textOf(part['url']),
      });
  });
  return controls;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Stores what was uploaded with a message, with the descriptions given for it. */
export function storeUploads(
  state: State,
  channel: ChannelRecord,
  body: MessageBody,
  files: readonly UploadedFile[],
): readonly FileRecord[] {
  return files.map((file) => {
    const said = body.attachments?.find(({ id }) => id === String(file.index));
    return storeFile(state, channel.id, file.bytes, said?.filename ?? file.name, file.contentType, {
      ...(typeof said?.description === 'string' && { description: said.description }),
      ...(typeof said?.duration_secs === 'number' && { durationSeconds: said.duration_secs }),
      ...(typeof said?.waveform === 'string' && { waveform: said.waveform }),
    });
  });
}

/** Refuses a message that would show nothing. */
export function refuseEmpty(body: MessageBody, fileCount: number): void {
  const parts = [body.content, body.embeds, body.components];
  if (fileCount === 0 && parts.every((part) => (part?.length ?? 0) === 0)) throw refuse.empty();
}

/**
 * Edits a message. Files already there stay if the list names them, or if there is no list.
 * @throws Refusal where the result could not stand.
 */
export function editMessage(
  state: State,
  message: MessageRecord,
  body: MessageBody,
  files: readonly UploadedFile[],
): void {
  if ((message.flags & FLAG.voice) !== 0) throw refuse.voiceEdit();
  const kept = keptFiles(message, body, files);
  checkFileCount(kept.length + files.length);
  const flags = nextFlags(message, body.flags ?? undefined);
  const content = body.content === undefined ? message.content : (body.content ?? '');
  const embeds = body.embeds === undefined ? message.embeds : (body.embeds ?? []);
  const components = body.components === undefined ? message.components : (body.components ?? []);
  refuseEmpty({ content, embeds: [...embeds], components: [...components] }, kept.length + files.length);

  message.attachments = [...kept, ...storeUploads(state, message.channel, body, files)];
  message.embeds = embeds;
  message.components = components;
  message.contents.push(content);
  message.flags = flags;
  message.loading = false;
  message.edits += 1;
  message.editedMs = state.clock.now();
  state.changes.tell();
}

function keptFiles(
  message: MessageRecord,
  body: MessageBody,
  files: readonly UploadedFile[],
): readonly FileRecord[] {
  const list = body.attachments;
  if (list === undefined) return message.attachments;
  const standing = new Map(message.attachments.map((file) => [file.id, file]));
  const unknown = (list ?? []).findIndex(
    ({ id }) => !standing.has(id) && !files.some(({ index }) => String(index) === id),
  );
  if (unknown >= 0)
    throw refuse.body([
      {
        path: ['attachments', unknown],
        code: 'ATTACHMENT_NOT_FOUND',
        message: 'Attachment data cannot be found',
      },
    ]);
  return (list ?? []).flatMap(({ id }) => standing.get(id) ?? []);
}

/** Only two flags can change, and the one for layout never goes away again. */
function nextFlags(message: MessageRecord, asked: number | undefined): number {
  const present = message.flags & ~FLAG.loading;
  if (asked === undefined) return present;
  const changeable = FLAG.suppressEmbeds | FLAG.componentsV2;
  return (present & ~FLAG.suppressEmbeds) | (asked & changeable);
}
