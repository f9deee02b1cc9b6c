import { maskSecrets } from '../core/model/mask-secrets.ts';
import { environmentShape, type VariableName } from './environment.ts';
import { variableRecord } from './variables/variable.ts';

/** One variable the bot owner has to change. No field holds a secret's value. */
export interface Problem {
  readonly variable: VariableName;
  /** Completes the sentence that begins with the variable's name, without a full stop. */
  readonly fault: string;
  readonly example: string;
}

/**
 * Thrown for an invalid environment. The message lists every problem, one per line, and is shown as it is,
 * without a stack.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const these = problems.length === 1 ? 'this variable' : `these ${problems.length} variables`;
    super([`Fix ${these} and start again:`, ...problems.map(sentence)].join('\n'));
    this.problems = problems;
  }
}

function sentence({ variable, fault, example }: Problem): string {
  return `  ${variable} ${fault}. Example: ${variable}=${example}`;
}

/** Reports a value that its variable does not accept. */
export function refused(variable: VariableName, value: string): Problem {
  const { expected, example, isSecret } = variableRecord(environmentShape.shape[variable]);
  const given = isSecret ? 'its value (not shown) isn’t' : `is ${shown(value)}`;
  return { variable, fault: `must be ${expected}, but ${given}`, example };
}

/** Reports a missing value; `because` completes the sentence “it is required …”. */
export function missing(variable: VariableName, because: string): Problem {
  const { example } = variableRecord(environmentShape.shape[variable]);
  return { variable, fault: `is required ${because}`, example };
}

/** Shows enough of a value to recognize it. A password in a URL or a misplaced token stays hidden. */
function shown(value: string): string {
  const masked = maskSecrets(value);
  return JSON.stringify(masked.length > 60 ? `${masked.slice(0, 60)}…` : masked);
}
