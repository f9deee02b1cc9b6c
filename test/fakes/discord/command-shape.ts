import { z } from 'zod';

const translations = z.record(z.string(), z.string()).nullish();

const choiceShape = z.looseObject({
  name: z.string(),
  name_localizations: translations,
  value: z.union([z.string(), z.number()]),
});

const optionShape = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  name_localizations: translations,
  description_localizations: translations,
  type: z.number(),
  required: z.boolean().optional(),
  autocomplete: z.boolean().optional(),
  choices: z.array(choiceShape).optional(),
  min_value: z.number().optional(),
  max_value: z.number().optional(),
  min_length: z.number().optional(),
  max_length: z.number().optional(),
  file_types: z.array(z.string()).optional(),
  /** Of subcommands. */
  get options() {
    return z.array(optionShape).optional();
  },
});

/** A command as a bot registers it. Fields that the fake does not use stay as they are. */
export const commandShape = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  name_localizations: translations,
  description_localizations: translations,
  type: z.number().int().default(1),
  options: z.array(optionShape).optional(),
  contexts: z.array(z.number()).nullish(),
  integration_types: z.array(z.number()).nullish(),
});

/** A command as registered. */
export type CommandShape = z.infer<typeof commandShape>;

/** One of its options. */
export type OptionShape = z.infer<typeof optionShape>;
