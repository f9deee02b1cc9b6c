import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from 'discord-api-types/v10';
import { z } from 'zod';
import type { RawValues } from '../../../commands/framework/action.ts';
import type { RawValue } from '../../../commands/framework/option.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import { refOf, soundsIn } from './files-of.ts';
import { type FormId, readFormId } from './form-id.ts';
import { headerSchema, type InteractionHeader } from './interaction-header.ts';
import { type Names, namesIn } from './names.ts';
import { type Press, readPress } from './press-id.ts';
import { attachmentSchema, id, messageSchema, named, nickname, user } from './wire.ts';

/** What an interaction requests. */
export type InteractionRequest =
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly subcommand?: string;
      readonly options: RawValues;
      /** Of what the options mention. */
      readonly names: Names;
    }
  /** An option is being typed. */
  | {
      readonly kind: 'completion';
      readonly command: string;
      readonly subcommand?: string;
      readonly option: string;
      readonly query: string;
    }
  /** An entry of a message's menu, and that message's tracks. */
  | { readonly kind: 'menu'; readonly entry: string; readonly sounds: readonly AttachmentRef[] }
  | { readonly kind: 'press'; readonly press: Press }
  /** A submitted form, including blank fields; without those where nothing was chosen or uploaded. */
  | { readonly kind: 'form'; readonly id: FormId; readonly fields: RawValues }
  /** From another release, or not offered by this bot. */
  | { readonly kind: 'unknown' };

/** One interaction. Plain values, so that threads can pass it on. */
export interface Interaction {
  readonly header: InteractionHeader;
  readonly request: InteractionRequest;
}

/** What an interaction is, without what was typed or attached. */
export type InteractionOutline =
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly subcommand?: string;
      /** The names of the options that have a value. */
      readonly given: readonly string[];
      readonly isPrivate: boolean;
    }
  | { readonly kind: 'menu'; readonly entry: string }
  | { readonly kind: 'press'; readonly press: Press }
  | {
      readonly kind: 'form';
      readonly id: FormId;
      /** Who sees the result: as the form says, or as it was asked for with the command. */
      readonly visibility: Origin['visibility'];
    }
  | { readonly kind: 'completion' | 'unknown' };

/** Returns the outline of a request. */
export function outlineOf(request: InteractionRequest): InteractionOutline {
  switch (request.kind) {
    case 'command': {
      const { options, names, ...named } = request;
      return { ...named, given: Object.keys(options), isPrivate: options['private'] === true };
    }
    case 'menu':
      return { kind: 'menu', entry: request.entry };
    case 'form':
      return { kind: 'form', id: request.id, visibility: visibilityOf(request) };
    case 'press':
      return request;
    case 'completion':
    case 'unknown':
      return { kind: request.kind };
  }
}

function visibilityOf({
  id,
  fields,
}: Extract<InteractionRequest, { readonly kind: 'form' }>): Origin['visibility'] {
  const isPrivate = fields['private'];
  if (typeof isPrivate === 'boolean') return isPrivate ? 'private' : 'public';
  return id.kind === 'words' ? id.visibility : 'private';
}

const UNKNOWN: InteractionRequest = { kind: 'unknown' };

const leafOption = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().default(false),
});
/** What the options refer to. A name that can't be read is only missing. */
const resolvedSchema = z.object({
  attachments: z.record(z.string(), attachmentSchema).default({}),
  messages: z.record(z.string(), messageSchema).default({}),
  users: z.record(z.string(), user).catch({}),
  members: z.record(z.string(), nickname).catch({}),
  roles: z.record(z.string(), named).catch({}),
  channels: z.record(z.string(), named).catch({}),
});
const commandSchema = z.object({
  name: z.string(),
  type: z.number(),
  target_id: id.optional(),
  /** Options with a value, or a subcommand with options below it. */
  options: z.array(leafOption.extend({ options: z.array(leafOption).default([]) })).default([]),
  resolved: resolvedSchema.default({
    attachments: {},
    messages: {},
    users: {},
    members: {},
    roles: {},
    channels: {},
  }),
});

/** Returns the typed command without its options. */
function nameOf({ name, options }: z.infer<typeof commandSchema>) {
  const sub = options.find((option) => option.type === ApplicationCommandOptionType.Subcommand);
  return sub === undefined
    ? { named: { command: name }, leaves: options }
    : { named: { command: name, subcommand: sub.name }, leaves: sub.options };
}

const commandRequest = commandSchema.transform((data): InteractionRequest => {
  const { target_id: target = '', type, resolved } = data;
  if (type === ApplicationCommandType.Message) {
    const message = resolved.messages[target];
    return message === undefined ? UNKNOWN : { kind: 'menu', entry: data.name, sounds: soundsIn(message) };
  }
  if (type !== ApplicationCommandType.ChatInput) return UNKNOWN;
  const { named, leaves } = nameOf(data);
  const values = leaves.flatMap(({ name, type: kind, value }) => {
    if (value === undefined) return [];
    const isFile = kind === ApplicationCommandOptionType.Attachment;
    const file = isFile ? resolved.attachments[String(value)] : undefined;
    return [[name, file === undefined ? value : refOf(file)] as const];
  });
  return { kind: 'command', ...named, options: Object.fromEntries(values), names: namesIn(resolved) };
});

const completionRequest = commandSchema.transform((data): InteractionRequest => {
  const { named, leaves } = nameOf(data);
  const typed = leaves.find((option) => option.focused);
  if (typed === undefined || data.type !== ApplicationCommandType.ChatInput) return UNKNOWN;
  return { kind: 'completion', ...named, option: typed.name, query: String(typed.value ?? '') };
});

/** A button, or an entry of a list. */
const pressed = z.object({ custom_id: z.string(), values: z.array(z.string()).default([]) });
const pressRequest = pressed.transform(({ custom_id, values: [chosen] }): InteractionRequest => {
  const press = readPress(custom_id, chosen);
  return press === undefined ? UNKNOWN : { kind: 'press', press };
});

/** Each field of a form is inside its label: a text, a box, one of several choices, or uploads. */
const field = z.object({
  component: z.object({
    type: z.number(),
    custom_id: z.string(),
    value: z.union([z.string(), z.boolean()]).nullish(),
    values: z.array(z.string()).default([]),
  }),
});
const formRequest = z
  .object({
    custom_id: z.string(),
    components: z.array(field),
    resolved: z.object({ attachments: z.record(z.string(), attachmentSchema).default({}) }).nullish(),
  })
  .transform(({ custom_id, components, resolved }): InteractionRequest => {
    const formId = readFormId(custom_id);
    if (formId === undefined) return UNKNOWN;
    const filled = components.flatMap(({ component }): [string, RawValue][] => {
      const { type, custom_id: name, value, values } = component;
      const [chosen] = values;
      const upload = resolved?.attachments[chosen ?? ''];
      if (type === ComponentType.FileUpload) return upload === undefined ? [] : [[name, refOf(upload)]];
      const given = value ?? chosen;
      return given === undefined ? [] : [[name, given]];
    });
    return { kind: 'form', id: formId, fields: Object.fromEntries(filled) };
  });

const interactionSchema = z.discriminatedUnion('type', [
  headerSchema.extend({ type: z.literal(InteractionType.ApplicationCommand), data: commandRequest }),
  headerSchema.extend({
    type: z.literal(InteractionType.ApplicationCommandAutocomplete),
    data: completionRequest,
  }),
  headerSchema.extend({ type: z.literal(InteractionType.MessageComponent), data: pressRequest }),
  headerSchema.extend({ type: z.literal(InteractionType.ModalSubmit), data: formRequest }),
]);

/** Reads an interaction from Discord's payload; `undefined` if it is none. Nothing else parses one. */
export function readInteraction(payload: unknown): Interaction | undefined {
  const { data } = interactionSchema.safeParse(payload);
  if (data === undefined) return undefined;
  const { type: _type, data: request, ...header } = data;
  return { header, request };
}
