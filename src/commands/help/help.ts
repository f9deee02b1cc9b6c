import type { RunPath } from '../../core/model/job/action.ts';
import { joinNames } from '../../core/text/join-names.ts';
import type { WordKey } from '../../core/text/words.ts';
import { action } from '../framework/action.ts';
import { type Call, type Command, TASKS, type Task } from '../framework/command.ts';
import { commandName } from '../framework/option.ts';
import { type CardPart, informInGroups } from '../framework/reply.ts';
import { helpPage } from './help-page.ts';
import { actionsOf, runActions, type Usable, usableBy } from './usable.ts';

/** What most people begin with: the buttons under the overview. */
const STARTS: readonly RunPath[] = ['tts', 'stems', 'transcribe', 'jobs list', 'wallet balance'];
/** Which of them belongs to which task. */
const START_OF: Readonly<Partial<Record<Task, RunPath>>> = {
  ...{ create: 'tts', edit: 'stems', read: 'transcribe', account: 'jobs list' },
};
/** What only admins and owners can do, by task. What is in none of these stands in a line of its own. */
const MANAGED = {
  limits: ['wallet set-limit', 'wallet timezone', 'wallet warn'],
  access: ['wallet allow'],
  key: ['wallet connect', 'wallet disconnect'],
  data: ['wallet export', 'wallet erase'],
  budgets: ['wallet grant', 'wallet ceiling'],
  spending: ['wallet pause', 'wallet resume', 'wallet forgive'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
const GROUPS = ['limits', 'access', 'key', 'data', 'budgets', 'spending'] as const;

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
      const actions = runActions(STARTS, usable, call);
      return informInGroups(
        [taskLines(usable, call), manageLines(usable, call), [{ text: call.say('help.more') }]],
        { actions },
      );
    },
  }),
};

/** Returns one line for each task, with its commands and the button that begins it. */
function taskLines(usable: Usable, call: Call): readonly CardPart[] {
  return TASKS.flatMap((task) => {
    const fitting = call.commands.filter(
      (command) => command.task === task && actionsOf(command).some(([, one]) => usable(command.name, one)),
    );
    const start = START_OF[task];
    const [action] = start === undefined ? [] : runActions([start], usable, call);
    const names = fitting.map(({ name }) => name);
    return lineOf(`help.task.${task}`, names, call).map((line) => ({ ...line, ...(action && { action }) }));
  });
}

/** Returns one line for each task of those who manage, with the commands that the caller may use. */
function manageLines(usable: Usable, call: Call): readonly CardPart[] {
  const paths = call.commands.flatMap((command) =>
    actionsOf(command)
      .filter(([, one]) => one.onlyFor !== undefined && usable(command.name, one))
      .map(([path]) => path),
  );
  const grouped: readonly string[] = GROUPS.flatMap((group) => MANAGED[group]);
  return [
    ...GROUPS.flatMap((group) => {
      const own: readonly string[] = MANAGED[group];
      return lineOf(
        `help.manage.${group}`,
        own.filter((path) => paths.includes(path)),
        call,
      );
    }),
    ...lineOf(
      'help.task.manage',
      paths.filter((path) => !grouped.includes(path)),
      call,
    ),
  ];
}

function lineOf(key: WordKey, paths: readonly string[], { origin, say }: Call): readonly CardPart[] {
  const names = paths.map((path) => `\`/${path}\``);
  if (names.length === 0) return [];
  return [{ text: say('help.line', { task: say(key), commands: joinNames(origin.locale, names) }) }];
}
