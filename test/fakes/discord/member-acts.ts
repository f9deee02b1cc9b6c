import { PermissionFlagsBits as Bit, GatewayIntentBits as Intent } from 'discord.js';
import { findCommand } from './commands.ts';
import type { FakeDiscord, FakeInteraction, InteractionContext } from './fake-discord.ts';
import { sendInteraction } from './interactions.ts';
import { FLAG, walk } from './message-body.ts';
import { hidesContent, messageEventJson, messageJson } from './message-payload.ts';
import { addMessage } from './messages.ts';
import { resolvedAttachments } from './payloads.ts';
import { botPermissionsIn, has } from './permissions.ts';
import type { FakeMessage } from './shown.ts';
import type { InteractionRecord, Json, MessageRecord, State } from './state.ts';

/** Writes a message as a member does. */
export const writeMessage =
  (state: State): FakeDiscord['message'] =>
  (channel, said) => {
    const place = state.channels.get(channel.id);
    const author = state.users.get(said.author.id);
    if (place === undefined || author === undefined) throw new Error('That is of another Discord');
    const reference = said.replyTo && messageRecord(state, said.replyTo);
    const snapshot = said.forwards && messageRecord(state, said.forwards);
    const message = addMessage(state, {
      channel: place,
      author,
      content: said.content ?? '',
      attachments: (said.attachments ?? []).flatMap(({ id }) => state.files.get(id) ?? []),
      flags: (said.voice === true ? FLAG.voice : 0) | (snapshot === undefined ? 0 : 1 << 14),
      mentions: mentionsIn(state, said.content ?? '', said.ping === false ? undefined : reference),
      ...(reference !== undefined && { reference }),
      ...(snapshot !== undefined && { snapshot }),
    });
    state.dispatchMessage('MESSAGE_CREATE', message);
    return message;
  };

/** Who is mentioned. A reply to a response of an interaction mentions nobody by itself. */
function mentionsIn(state: State, content: string, replied: MessageRecord | undefined): readonly string[] {
  const named = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id);
  const pinged = replied === undefined || replied.interactionId !== undefined ? [] : [replied.authorId];
  return [...new Set([...named, ...pinged])].filter((id) => state.users.has(id));
}

/** Tells of a message as each session's intents have it. Of an ephemeral one nobody hears. */
export const tellOfMessage =
  (state: State): State['dispatchMessage'] =>
  (event, message) => {
    const { channel } = message;
    if (channel.kind === 'group' || message.ephemeral) return;
    if (!has(botPermissionsIn(channel), Bit.ViewChannel)) return;
    const needed = channel.guild === undefined ? Intent.DirectMessages : Intent.GuildMessages;
    state.dispatch(event, channel.guildId, (intents) =>
      (intents & needed) === 0
        ? undefined
        : messageEventJson(
            state,
            message,
            (one) => (intents & Intent.MessageContent) === 0 && hidesContent(state, one),
          ),
    );
  };

/** Presses a button, if the member could. */
export const pressButton =
  (state: State): FakeDiscord['press'] =>
  (shown, customId, context) => {
    const message = messageRecord(state, shown);
    if (message.removed) throw new Error('The message is gone');
    if (message.visibleTo !== undefined && message.visibleTo !== context.user.id)
      throw new Error('Nobody else sees that message');
    const control = message.controls.find((one) => one.customId === customId);
    if (control === undefined)
      throw new Error(`No control ${customId} on: ${JSON.stringify(message.controls)}`);
    if (control.disabled) throw new Error(`${customId} is disabled`);
    return sendInteraction(
      state,
      { channel: message.channel, ...installOf(state, message), ...context },
      {
        kind: 'component',
        data: { custom_id: customId, component_type: 2, id: 1 },
        messageType: 0,
        source: message,
        sourceJson: messageJson(state, message),
      },
    );
  };

/** A button on a user-installed app's response belongs to that install. */
function installOf(state: State, message: MessageRecord): Pick<InteractionContext, 'install'> {
  const origin = state.interactions.get(message.interactionId ?? '');
  return origin?.isUserInstall === true ? { install: 'user' } : {};
}

/** Picks a message command. */
export const pickMessageCommand =
  (state: State): FakeDiscord['messageCommand'] =>
  (name, shown, context) => {
    const message = messageRecord(state, shown);
    const where = { channel: message.channel, ...context };
    const command = findCommand(state, { ...where, name }, 3);
    return sendInteraction(state, where, {
      kind: 'command',
      data: {
        id: command?.id ?? state.nextId(),
        name,
        type: 3,
        target_id: message.id,
        resolved: { messages: { [message.id]: messageJson(state, message) } },
      },
      messageType: 23,
    });
  };

/** Sends in the modal that an interaction was answered with. */
export const sendModal =
  (state: State): FakeDiscord['submitModal'] =>
  (answered, values) => {
    const interaction = interactionRecord(state, answered);
    const { acknowledgement, channel, user, locale, source } = interaction;
    if (acknowledgement?.type !== 9) throw new Error('That interaction was not answered with a modal');
    const files = Object.values(values)
      .filter((value) => typeof value !== 'string')
      .flat();
    const { custom_id: customId, components } = acknowledgement.data;
    return sendInteraction(
      state,
      {
        channel,
        user,
        locale,
        install: interaction.isUserInstall ? 'user' : 'guild',
        appPermissions: interaction.appPermissions,
        memberPermissions: interaction.memberPermissions,
        attachmentSizeLimit: interaction.attachmentSizeLimit,
      },
      {
        kind: 'modal',
        data: {
          custom_id: customId,
          components: filled(Array.isArray(components) ? components : [], values),
          ...(files.length > 0 && { resolved: { attachments: resolvedAttachments(state, files) } }),
        },
        messageType: 0,
        ...(source !== undefined && { source, sourceJson: messageJson(state, source) }),
      },
    );
  };

/** The modal's own components, with what was put in. */
function filled(
  components: readonly unknown[],
  values: Parameters<FakeDiscord['submitModal']>[1],
): readonly unknown[] {
  const taken = new Set<string>();
  const copy: unknown[] = structuredClone([...components]);
  walk(copy, [], (part) => {
    const id = part['custom_id'];
    if (typeof id !== 'string') return;
    const value = values[id];
    taken.add(id);
    if (part['type'] === 4) part['value'] = typeof value === 'string' ? value : '';
    else
      part['values'] =
        typeof value === 'object' ? value.map((file) => file.id) : value === undefined ? [] : [value];
  });
  const stray = Object.keys(values).find((id) => !taken.has(id));
  if (stray !== undefined) throw new Error(`The modal has no field ${stray}`);
  return copy;
}

function messageRecord(state: State, { id }: FakeMessage): MessageRecord {
  const message = state.messages.get(id);
  if (message === undefined) throw new Error('That message is of another Discord');
  return message;
}

function interactionRecord(state: State, { id }: FakeInteraction): InteractionRecord {
  const interaction = state.interactions.get(id);
  if (interaction === undefined) throw new Error('That interaction is of another Discord');
  return interaction;
}

/** What autocomplete was answered with. */
export function choicesOf(data: Json): readonly unknown[] {
  return Array.isArray(data['choices']) ? data['choices'] : [];
}
