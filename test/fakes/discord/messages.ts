import type { UploadedFile } from './fake-discord.ts';
import { storeFile } from './files.ts';
import { checkFileCount, FLAG, type MessageBody, nestedIn, pingedBy } from './message-rules.ts';
import { refuse } from './refusal.ts';
import type { FakeAttachment, FakeMessage, State } from './state.ts';

/** What a new message starts with. */
export type NewMessage = Pick<FakeMessage, 'channel' | 'author'> &
  Partial<
    Pick<
      FakeMessage,
      | ('content' | 'attachments' | 'embeds' | 'components' | 'flags' | 'type' | 'nonce')
      | ('visibleTo' | 'interactionId' | 'reference' | 'snapshot' | 'mentions' | 'pinged')
    >
  >;

/** Adds a message to its channel. */
export function addMessage(state: State, { content = '', ...fresh }: NewMessage): FakeMessage {
  const message: FakeMessage = {
    ...{ attachments: [], embeds: [], components: [], mentions: [], pinged: [], flags: 0 },
    ...{ nonce: undefined, visibleTo: undefined, interactionId: undefined },
    ...{ reference: undefined, snapshot: undefined, type: fresh.reference === undefined ? 0 : 19 },
    ...fresh,
    ...{ id: state.nextId(), replyTo: fresh.reference?.id, contents: [content] },
    ...{ createdMs: state.clock.now(), editedMs: undefined, removed: false },
    loading: ((fresh.flags ?? 0) & FLAG.loading) !== 0,
    /** As it is read: a message of components has its text in them. */
    get content() {
      const texts = nestedIn(this.components).flatMap((one) =>
        one['type'] === 10 ? String(one['content']) : [],
      );
      return [this.contents.at(-1) ?? '', ...texts].filter((text) => text !== '').join('\n');
    },
    get ephemeral() {
      return (this.flags & FLAG.ephemeral) !== 0;
    },
    get controls() {
      const parts = nestedIn(this.components);
      return parts.flatMap((one) => {
        if (one['custom_id'] === undefined) return [];
        const customId = String(one['custom_id']);
        const { options } = one;
        if (!Array.isArray(options)) return [{ customId, label: String(one['label']) }];
        return options.map(({ label, value }) => ({ customId, label: String(label), value: String(value) }));
      });
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

/** What a body says of a new message. Its uploads are stored, with the descriptions given for them. */
export function contentsOf(
  state: State,
  channelId: string,
  body: MessageBody,
  files: readonly UploadedFile[],
): Pick<FakeMessage, 'content' | 'embeds' | 'components' | 'attachments' | 'pinged'> {
  const { components = [] } = body;
  const [content, embeds] = [body.content ?? '', body.embeds ?? []];
  if ([content, embeds, components, files].every((part) => part.length === 0)) throw refuse.empty();
  const pinged = pingedBy(body);
  return { content, embeds, components, pinged, attachments: storeUploads(state, channelId, body, files) };
}

function storeUploads(
  state: State,
  channelId: string,
  body: MessageBody,
  files: readonly UploadedFile[],
): readonly FakeAttachment[] {
  return files.map(({ index, bytes, name, contentType }) => {
    const said = body.attachments?.find(({ id }) => id === String(index));
    const { description, waveform, duration_secs: durationSeconds } = said ?? {};
    return storeFile(
      state,
      { channelId, bytes, name: said?.filename ?? name, contentType },
      {
        ...(description !== undefined && { description }),
        ...(durationSeconds !== undefined && { durationSeconds }),
        ...(waveform !== undefined && { waveform }),
      },
    );
  });
}

/**
 * Edits a message. Files already there stay if the list names them, or if there is no list.
 *
 * @throws Refusal where the result could not stand.
 */
export function editMessage(
  state: State,
  message: FakeMessage,
  body: MessageBody,
  files: readonly UploadedFile[],
): void {
  if ((message.flags & FLAG.voice) !== 0) throw refuse.voiceEdit();
  const kept = keptFiles(message, body, files);
  const count = kept.length + files.length;
  checkFileCount(count);
  const isCard = (message.flags & FLAG.card) !== 0 || ((body.flags ?? 0) & FLAG.card) !== 0;
  const { components = message.components } = body;
  // What is null is taken away; what is absent stays.
  const content = body.content === undefined ? (message.contents.at(-1) ?? '') : (body.content ?? '');
  const embeds = body.embeds === undefined ? message.embeds : (body.embeds ?? []);
  if (isCard && (content !== '' || embeds.length > 0))
    throw refuse.body({
      path: ['content'],
      code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      message: 'A message of components stays one.',
    });
  if (count === 0 && [content, embeds, components].every((part) => part.length === 0)) throw refuse.empty();
  message.contents.push(content);
  Object.assign(message, {
    attachments: [...kept, ...storeUploads(state, message.channel.id, body, files)],
    ...{
      embeds,
      components,
      flags: (message.flags & ~FLAG.loading) | (isCard ? FLAG.card : 0),
      loading: false,
    },
    editedMs: state.clock.now(),
  });
  state.changes.tell();
}

function keptFiles(
  { attachments }: FakeMessage,
  { attachments: list }: MessageBody,
  files: readonly UploadedFile[],
): readonly FakeAttachment[] {
  if (list === undefined) return attachments;
  const fresh = new Set(files.map(({ index }) => String(index)));
  return list.flatMap(({ id }, index) => {
    const kept = attachments.find((file) => file.id === id);
    const message = 'Attachment data cannot be found';
    if (kept === undefined && !fresh.has(id))
      throw refuse.body({ path: ['attachments', index], code: 'ATTACHMENT_NOT_FOUND', message });
    return kept ?? [];
  });
}
