import type { Config, ConfigError } from '../../config/config.ts';
import { type Check, inOrder, warning } from '../../core/model/check.ts';
import type { Reported } from './run-checks.ts';

/** Reports the configuration that was read, and what may be unintended in it. */
export const configurationCheck: Check<Config> = {
  name: 'configuration',
  looksAt: 'Every variable, as at the start: all problems, and what may be unintended',
  remedy: 'docs/configuration.md lists all variables.',
  async run({ audiopod, platforms: { discord, slack }, playground, store, warnings }) {
    const parts = [
      audiopod.sandbox ? 'sandbox' : 'AudioPod',
      ...(discord ? ['Discord'] : []),
      ...(slack ? [`Slack (${slack.transport.mode})`] : []),
      ...(playground ? ['playground'] : []),
      store.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL',
    ];
    const read = inOrder(`The variables are valid: ${parts.join(', ')}.`);
    return warnings.length === 0 ? read : warnings.flatMap((sentence) => warning(sentence));
  },
};

/** Returns one line for each problem of a configuration that can't be read. */
export function configurationProblems({ problems }: ConfigError): readonly Reported[] {
  return problems.map(({ variable, fault, example }) => ({
    check: configurationCheck.name,
    level: 'broken',
    fact: `${variable} ${fault}.`,
    remedy: `Example: ${variable}=${example}`,
  }));
}
