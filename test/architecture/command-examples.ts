import { COMMANDS } from '../../src/commands/catalog.ts';
import { readLineStart } from '../../src/commands/dispatch/parse-line.ts';
import { readOptions } from '../../src/commands/dispatch/read-options.ts';
import type { OptionKind } from '../../src/commands/framework/option.ts';
import { BotError } from '../../src/core/model/errors.ts';

/** Values of these can be judged without a platform or AudioPod. */
const JUDGED: ReadonlySet<OptionKind> = new Set([
  'text',
  'number',
  'choice',
  'toggle',
  'dollars',
  'zone',
  'url',
  'urls',
]);

/**
 * Returns why the bot would not understand a line that a page shows; nothing for one it does. The name of a command
 * alone is fine, also of one that needs a subcommand, and options may be missing.
 */
export function refusalOf(line: string): string | undefined {
  const typed = line.replace(/^\/audiopod /, '/');
  if (COMMANDS.some(({ name, aliases }) => [name, ...aliases].includes(typed.slice(1)))) return undefined;
  try {
    const { action, rest } = readLineStart(typed, COMMANDS);
    // The bot takes a mistyped option for words of the text; a page should have none.
    const [options = ''] = rest.split('--');
    const strange = [...options.matchAll(/(?<=^|\s)([a-z_]+):(?!\/\/)/g)].find(
      ([, name = '']) => !Object.hasOwn(action.options, name),
    );
    if (strange !== undefined) return `${line}: no option ${strange[1]}`;
    for (const [name, value] of Object.entries(readOptions(rest, action))) {
      const option = action.options[name];
      if (option !== undefined && JUDGED.has(option.kind)) option.read(value, name);
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return `${line}: ${error.code}`;
  }
}
