import { action } from './framework/action.ts';
import type { Command } from './framework/command.ts';
import { describe } from './framework/describe.ts';
import { inform } from './framework/reply.ts';

/** The command that lists all commands, from their own definitions. */
export const help: Command = {
  name: 'help',
  aliases: [],
  action: action({
    options: {},
    run: (_values, { commands, origin, say }) => {
      const rows = describe(commands, origin.locale).flatMap((command) =>
        command.subcommands === undefined
          ? [[usage([command.name, ...command.aliases], command.action?.options ?? []), command.description]]
          : command.subcommands.map((sub) => [
              usage([`${command.name} ${sub.name}`], sub.options),
              sub.description,
            ]),
      );
      return inform([say('help.intro'), say('help.private')].join('\n'), {
        table: { columns: [say('help.column.command'), say('help.column.meaning')], rows },
      });
    },
  }),
};

/** `private` works the same everywhere and is explained once, above the table. */
function usage(
  names: readonly string[],
  options: readonly { readonly name: string; readonly required: boolean }[],
): string {
  const shown = options
    .filter((option) => option.name !== 'private')
    .map((option) => (option.required ? option.name : `[${option.name}]`));
  return [names.map((name) => `/${name}`).join(', '), ...shown].join(' ');
}
