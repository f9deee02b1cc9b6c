import { z } from 'zod';
import { audiopodVariables } from './variables/audiopod.ts';
import { limitVariables } from './variables/limits.ts';
import { platformVariables } from './variables/platforms.ts';
import { serverVariables } from './variables/server.ts';
import { tracingVariables } from './variables/tracing.ts';
import { variableRecord } from './variables/variable.ts';

/** Every variable the program reads, each separately. config.ts combines them. */
export const environmentShape = z.object({
  ...audiopodVariables,
  ...platformVariables,
  ...serverVariables,
  ...limitVariables,
  ...tracingVariables,
});

/** The values as read; absent if not set and without a default. */
export type Environment = z.output<typeof environmentShape>;

/** The name of a variable the program reads. */
export type VariableName = keyof Environment;

/** One row of docs/configuration.md. `fallback` and `meaning` are Markdown. */
export interface EnvironmentRow {
  readonly name: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** Lists the rows of docs/configuration.md; a test compares the two. */
export const ENVIRONMENT: readonly EnvironmentRow[] = Object.entries(environmentShape.shape).map(
  ([name, schema]) => {
    const { fallback, hasDefault, meaning } = variableRecord(schema);
    return { name, fallback: hasDefault ? `\`${fallback}\`` : fallback, meaning };
  },
);
