import type { RunPath } from '../../core/model/job/action.ts';
import { joinNames } from '../../core/text/join-names.ts';
import { action } from '../framework/action.ts';
import { type Call, type Command, TASKS } from '../framework/command.ts';
import { commandName } from '../framework/option.ts';
import { inform } from '../framework/reply.ts';
import { helpPage } from './help-page.ts';
import { actionsOf, runActions, type Usable, usableBy } from './usable.ts';

/** What most people begin with: the buttons under the overview. */
const STARTS: readonly RunPath[] = ['tts', 'stems', 'transcribe', 'jobs list', 'wallet balance'];

/** The command that shows what the caller can do, by task, or explains one command. */
export const help: Command = {
  name: 'help',
  aliases: [],
  action: action({
    options: { command: commandName() },
    bare: ['command'],
    run: async ({ command }, call) => {
      const usable = await usableBy(call);
      if (command !== undefined) return helpPage(command, usable, call);
      return inform(overview(usable, call), { actions: runActions(STARTS, usable, call) });
    },
  }),
};

/** Returns one line for each task, with its commands; a last task is for admins and owners. */
function overview(usable: Usable, { commands, origin, say }: Call): string {
  const line = (task: string, paths: readonly string[]): readonly string[] => {
    const names = paths.map((path) => `\`/${path}\``);
    return names.length === 0 ? [] : [say('help.line', { task, commands: joinNames(origin.locale, names) })];
  };
  const tasks = TASKS.flatMap((task) => {
    const fitting = commands.filter(
      (command) => command.task === task && actionsOf(command).some(([, one]) => usable(command.name, one)),
    );
    return line(
      say(`help.task.${task}`),
      fitting.map(({ name }) => name),
    );
  });
  const managed = commands.flatMap((command) =>
    actionsOf(command).filter(([, one]) => one.onlyFor !== undefined && usable(command.name, one)),
  );
  const last = line(
    say('help.task.manage'),
    managed.map(([path]) => path),
  );
  return [...tasks, ...last, say('help.more')].join('\n');
}
