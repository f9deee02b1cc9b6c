import { z } from 'zod';
import { fitsTypes } from './command-rules.ts';
import { resolvedAttachments } from './payloads.ts';
import type { FakeAttachment, Json, State } from './state.ts';

const short = z.string().min(1).max(100);
const base = { custom_id: short };
const option = z.strictObject({
  ...{ value: short, label: short, description: short.optional(), default: z.boolean().optional() },
});

/** What a label may hold, of what the bot uses (Discord, “Label”). */
const component = z.discriminatedUnion('type', [
  z.strictObject({
    ...{ ...base, type: z.literal(3), required: z.boolean(), options: z.array(option).min(1).max(25) },
  }),
  z.strictObject({
    ...{ ...base, type: z.literal(4), style: z.literal([1, 2]), required: z.boolean() },
    max_length: z.int().min(1).max(4_000),
    placeholder: z.string().max(100).optional(),
    // What the field holds at first (Discord, “Text Input”).
    value: z.string().min(1).max(4_000).optional(),
  }),
  z
    .strictObject({
      ...{ ...base, type: z.literal(19), required: z.boolean() },
      ...{ min_values: z.int().min(0).max(10), max_values: z.int().min(1).max(10) },
      file_types: z.array(z.string()).max(10).optional(),
    })
    .refine(({ required, min_values: min }) => required === min > 0, 'is required, but takes no file'),
  z.strictObject({
    ...{ ...base, type: z.literal(21), required: z.boolean(), options: z.array(option).min(2).max(10) },
  }),
  z.strictObject({ ...base, type: z.literal(23), default: z.boolean().optional() }),
]);
const label = z.strictObject({
  ...{ type: z.literal(18), label: z.string().min(1).max(45), description: z.string().max(100).optional() },
  component,
});

/** A modal: up to five labels, each with one component. */
export const modalRule = z
  .strictObject({
    ...{ custom_id: short, title: z.string().min(1).max(45), components: z.array(label).min(1).max(5) },
  })
  .refine(
    ({ components }) => new Set(components.map((one) => one.component.custom_id)).size === components.length,
    'has one id on two components',
  );

/** What may be put into a field: a text, a choice by its value, a box’s state, or an upload. */
export type FieldValue = string | boolean | FakeAttachment;

/** The `data` of a submitted modal. Throws where no member could send it. What is not named stays as it was. */
export function submittedData(state: State, shown: Json, values: Readonly<Record<string, FieldValue>>): Json {
  const { custom_id, components } = modalRule.parse(shown);
  const stray = Object.keys(values).find((id) => !components.some((one) => one.component.custom_id === id));
  if (stray !== undefined) throw new Error(`The modal has no field ${stray}`);
  const uploads = Object.values(values).filter((value) => typeof value === 'object');
  return {
    custom_id,
    components: components.map(({ component: field }, index) => ({
      ...{ type: 18, id: index * 2 + 1 },
      component: { ...submitted(field, values[field.custom_id]), id: index * 2 + 2 },
    })),
    ...(uploads.length > 0 && {
      resolved: {
        attachments: resolvedAttachments(
          state,
          uploads.map(({ id }) => id),
        ),
      },
    }),
  };
}

function submitted(field: z.output<typeof component>, value: FieldValue | undefined): Json {
  const { type, custom_id } = field;
  const fail = (why: string): never => {
    throw new Error(`${custom_id}: ${why}`);
  };
  const base = { type, custom_id };
  switch (type) {
    case 4: {
      const text = value ?? field.value ?? '';
      if (typeof text !== 'string') return fail('takes a text');
      if (field.required && text === '') fail('is required');
      if (text.length > field.max_length) fail('is too long');
      return { ...base, value: text };
    }
    case 19: {
      if (value !== undefined && typeof value !== 'object') return fail('takes a file');
      if (value === undefined && field.required) fail('is required');
      if (value !== undefined && field.file_types !== undefined && !fitsTypes(value.name, field.file_types))
        fail('is not a type of file that is taken');
      return { ...base, values: value === undefined ? [] : [value.id] };
    }
    case 23:
      if (value !== undefined && typeof value !== 'boolean') fail('is checked or not');
      return { ...base, value: value ?? field.default ?? false };
    case 3:
    case 21: {
      const chosen = value ?? field.options.find((one) => one.default === true)?.value;
      if (chosen !== undefined && !field.options.some((one) => one.value === chosen))
        fail('is none of the choices');
      if (chosen === undefined && field.required) fail('is required');
      return type === 21
        ? { ...base, value: chosen ?? null }
        : { ...base, values: chosen === undefined ? [] : [chosen] };
    }
  }
}
