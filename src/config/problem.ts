import { maskSecrets } from '../core/model/mask-secrets.ts';
import { environmentShape, type VariableName } from './environment.ts';
import { variableRecord } from './variables/variable.ts';

/** One variable the operator has to change. No field holds a secret's value. */
export interface Problem {
  readonly variable: VariableName;
  /** Completes the sentence that the variable's name begins, without a full stop. */
  readonly fault: string;
  readonly example: string;
}

/**
 * The environment cannot be worked with. The message lists every problem, one a line, and is meant to be
 * shown as it stands, without a stack.
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

/** Reports a value that its variable does not take. */
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

/** Shows enough of a value to recognise it. A password in an address or a token in the wrong place stays unseen. */
function shown(value: string): string {
  const masked = maskSecrets(value);
  return JSON.stringify(masked.length > 60 ? `${masked.slice(0, 60)}…` : masked);
}
