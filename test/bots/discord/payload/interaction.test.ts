import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ApplicationCommandType,
  InteractionType,
  ApplicationCommandOptionType as Option,
} from 'discord-api-types/v10';
import { firstResponseTo } from '../../../../src/bots/discord/payload/first-response.ts';
import {
  type Interaction,
  outlineOf,
  readInteraction,
} from '../../../../src/bots/discord/payload/interaction.ts';
import { NO_NAMES } from '../../../../src/bots/discord/payload/names.ts';
import { COMMANDS } from '../../../../src/commands/catalog.ts';
import { describe } from '../../../../src/commands/framework/describe.ts';

const OFFERED = { commands: describe(COMMANDS, 'en'), menu: ['Transcribe'] };
const SONG = { id: '7', filename: 'song.mp3', size: 9, url: 'https://cdn.example/song.mp3' };
const REF = {
  kind: 'attachment',
  ref: '{"url":"https://cdn.example/song.mp3"}',
  name: 'song.mp3',
  sizeBytes: 9,
};

function read(type: number, data: object): Interaction {
  const common = { id: '1', application_id: '2', token: 't', channel_id: '3', user: { id: '4' } };
  return readInteraction({ ...common, type, data }) ?? assert.fail('Not understood');
}

const typed = (name: string, options: readonly object[], rest: object = {}): Interaction =>
  read(InteractionType.ApplicationCommand, {
    name,
    type: ApplicationCommandType.ChatInput,
    options,
    ...rest,
  });

const first = ({ header, request }: Interaction) => firstResponseTo(OFFERED, header, outlineOf(request));

const text = (value: string) => ({ name: 'text', type: Option.String, value });

test('a typed command becomes its name and plain values, with files as references', () => {
  const { header, request } = typed('speak', [
    text('Hello'),
    { name: 'speed', type: Option.Number, value: 2 },
  ]);
  const expected = { kind: 'command', command: 'speak', options: { text: 'Hello', speed: 2 } };
  assert.deepEqual(request, { ...expected, names: NO_NAMES });
  assert.ok(!('data' in header));

  const remix = {
    name: 'remix',
    type: Option.Subcommand,
    options: [{ name: 'audio', type: Option.Attachment, value: '7' }],
  };
  const music = typed('music', [remix], { resolved: { attachments: { 7: SONG } } });
  const options = { audio: REF };
  const named = { kind: 'command', command: 'music', subcommand: 'remix' };
  assert.deepEqual(music.request, { ...named, options, names: NO_NAMES });
});

test('the names of what a command mentions come with it, as they are shown in the server', () => {
  const { request } = typed('speak', [text('Hello')], {
    resolved: {
      users: {
        1: { id: '1', username: 'mia_c', global_name: 'Mia' },
        2: { id: '2', username: 'bo', global_name: null },
        3: { id: '3', username: 'ada', global_name: 'Ada' },
      },
      members: { 3: { nick: 'Countess' }, 1: { nick: null } },
      roles: { 4: { id: '4', name: 'Night shift' } },
      channels: { 5: { id: '5', name: 'general', type: 0 }, 6: { id: '6', type: 1 } },
    },
  });
  assert.deepEqual(request.kind === 'command' && request.names, {
    people: { 1: 'Mia', 2: 'bo', 3: 'Countess' },
    roles: { 4: 'Night shift' },
    channels: { 5: 'general', 6: '' },
  });
  // Names that can't be read are no reason to drop the command.
  const odd = typed('speak', [text('Hello')], { resolved: { users: 7, roles: { 4: null } } });
  assert.deepEqual(odd.request.kind === 'command' && odd.request.names, NO_NAMES);
});

test('what was read can be passed to another thread', () => {
  const interaction = typed('speak', [text('Hello')]);
  assert.deepEqual(structuredClone(interaction), interaction);
});

test('an outline names the options that were given, and holds none of what was typed', () => {
  const hidden = { name: 'private', type: Option.Boolean, value: true };
  assert.deepEqual(outlineOf(typed('speak', [text('Hello'), hidden]).request), {
    kind: 'command',
    command: 'speak',
    given: ['text', 'private'],
    isPrivate: true,
  });
});

test('the first response is decided from the payload: a reply for the member alone, or a form', () => {
  assert.deepEqual(first(typed('speak', [text('Hi')])), {
    kind: 'deferred',
    visibility: 'public',
    reply: 'private',
    startsJob: true,
  });
  const hidden = { name: 'private', type: Option.Boolean, value: true };
  assert.deepEqual(first(typed('speak', [text('Hi'), hidden])), {
    kind: 'deferred',
    visibility: 'private',
    reply: 'private',
    startsJob: true,
  });
  assert.deepEqual(first(typed('help', [])), {
    kind: 'deferred',
    visibility: 'private',
    reply: 'private',
    startsJob: false,
  });
  const song = { name: 'song', type: Option.Subcommand, options: [] };
  assert.deepEqual(first(typed('music', [song])), {
    kind: 'form',
    options: ['prompt', 'lyrics', 'title', 'duration', 'private'],
  });
  const connect = { name: 'connect', type: Option.Subcommand, options: [] };
  assert.deepEqual(first(typed('wallet', [connect])), { kind: 'secret-form' });
});

test('an option being typed, and an entry of a menu, are told apart from commands', () => {
  const data = {
    name: 'speak',
    type: ApplicationCommandType.ChatInput,
    options: [text('Hello'), { name: 'voice', type: Option.String, value: 'au', focused: true }],
  };
  const completion = read(InteractionType.ApplicationCommandAutocomplete, data);
  assert.deepEqual(completion.request, {
    kind: 'completion',
    command: 'speak',
    option: 'voice',
    query: 'au',
  });
  assert.deepEqual(first(completion), { kind: 'choices' });

  const picked = (entry: string): Interaction =>
    read(InteractionType.ApplicationCommand, {
      name: entry,
      type: ApplicationCommandType.Message,
      target_id: '8',
      resolved: { messages: { 8: { id: '8', attachments: [SONG] } } },
    });
  assert.deepEqual(picked('Transcribe').request, { kind: 'menu', entry: 'Transcribe', sounds: [REF] });
  assert.equal(first(picked('Transcribe')).kind, 'deferred');
  assert.deepEqual(first(picked('Of another release')), { kind: 'nothing' });
});

test('buttons and forms of another release are read as unknown, and what is no interaction is not read', () => {
  const pressed = read(InteractionType.MessageComponent, { custom_id: 'older|button' });
  assert.deepEqual(pressed.request, { kind: 'unknown' });
  const sent = read(InteractionType.ModalSubmit, { custom_id: 'older', components: [] });
  assert.deepEqual(sent.request, { kind: 'unknown' });
  assert.deepEqual(first(sent), { kind: 'nothing' });
  assert.equal(
    readInteraction({ type: InteractionType.Ping, id: '1', application_id: '2', token: 't' }),
    undefined,
  );
  assert.equal(readInteraction('hello'), undefined);
});
