import { maskSecrets } from '../core/model/mask-secrets.ts';
import { environmentShape, type VariableName } from './environment.ts';
import { variableRecord } from './variables/variable.ts';

/** One thing an operator has to change. No field holds a secret's value. */
export interface Problem {
  readonly variable: VariableName;
  readonly expected: string;
  readonly arrived: string;
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
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super([`The configuration has ${count}:`, ...problems.map(sentence)].join('\n'));
    this.problems = problems;
  }
}

function sentence({ variable, expected, arrived, example }: Problem): string {
  return `  ${variable}: expected ${expected}; got ${arrived}. Example: ${variable}=${example}`;
}

/** A value that is not what its variable takes. */
export function refused(variable: VariableName, value: string): Problem {
  const { expected, example, isSecret } = variableRecord(environmentShape.shape[variable]);
  return { variable, expected, arrived: isSecret ? 'a value that is not shown' : shown(value), example };
}

/** A value that is missing, and why it is needed: `because` completes the sentence “it is needed …”. */
export function missing(variable: VariableName, because: string): Problem {
  const { expected, example } = variableRecord(environmentShape.shape[variable]);
  return { variable, expected: `${expected}, ${because}`, arrived: 'nothing', example };
}

/** Enough of a value to recognise it. A password in an address or a token in the wrong place stays unseen. */
function shown(value: string): string {
  const masked = maskSecrets(value);
  return JSON.stringify(masked.length > 60 ? `${masked.slice(0, 60)}…` : masked);
}
