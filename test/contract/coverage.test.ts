import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '../../src/commands/catalog.ts';
import type { Command } from '../../src/commands/framework/command.ts';
import type { Job } from '../../src/core/model/job/job.ts';
import { ORIGIN } from '../fakes/world.ts';
import type { Ask } from './chat.ts';
import { OWN_KEY_ASKS } from './own-key.ts';
import { NOTHING, PRIVATE_ASKS } from './privacy.ts';
import { REFUSALS } from './refusals.ts';
import { REPLIES } from './reply-rows.ts';
import { RESULTS } from './result-rows.ts';

const ASKS: readonly Ask[] = [
  ...RESULTS.map((row) => row.ask(NOTHING)),
  ...REPLIES.map((row) => row.ask({ id: 'abcdefghjkmn', origin: ORIGIN } as Job)),
  ...PRIVATE_ASKS.map((ask) => ask(NOTHING)),
  ...OWN_KEY_ASKS,
];

/** Everything that can be asked for: `wallet estimate`, and `wallet estimate seconds` for an option of it. */
function asksOf(command: Command): readonly string[] {
  if ('action' in command) {
    const { name, aliases, action } = command;
    const options = Object.keys(action.options).map((option) => `${name} ${option}`);
    return [name, ...aliases, ...options];
  }
  return Object.entries(command.subcommands).flatMap(([sub, action]) => {
    const name = `${command.name} ${sub}`;
    // One private request for each command shows that it is heeded.
    const options = Object.keys(action.options).filter((option) => option !== 'private');
    return [name, ...options.map((option) => `${name} ${option}`)];
  });
}

function asked({ command, subcommand, options = {}, file: attached, secrets = {} }: Ask): readonly string[] {
  const used = [
    ...Object.keys({ ...options, ...secrets }),
    ...(attached === undefined ? [] : [attached.option]),
  ];
  const own = COMMANDS.find(({ name, aliases }) => name === command || aliases.includes(command));
  const path = (name: string) => [name, subcommand].filter((word) => word !== undefined).join(' ');
  return [path(command), ...used.map((option) => `${path(own?.name ?? command)} ${option}`)];
}

test('every command, alias, subcommand and option of the catalogue has a row in the contract', () => {
  const covered = new Set(ASKS.flatMap(asked));
  assert.deepEqual(
    COMMANDS.flatMap(asksOf).filter((one) => !covered.has(one)),
    [],
  );
});

test('every command that starts a job is asked for in private', () => {
  const actionsOf = (command: Command) =>
    'action' in command ? [command.action] : Object.values(command.subcommands);
  const starting = COMMANDS.filter((command) => actionsOf(command).some(({ startsJob }) => startsJob));
  assert.deepEqual(
    PRIVATE_ASKS.map((ask) => ask(NOTHING).command),
    starting.map(({ name }) => name),
  );
});

test('no two rows of the contract are about the same thing', () => {
  const titles = [...RESULTS, ...REPLIES, ...REFUSALS].map(({ about }) => about);
  assert.deepEqual(new Set(titles).size, titles.length);
});
