import type { CommandDispatcher } from '../../../commands/dispatch/command-dispatcher.ts';
import { actionOf } from '../payload/described.ts';
import { givenIn } from '../payload/typed-command.ts';
import type { WireCommand } from '../payload/wire.ts';
import type { Request } from './handle-interaction.ts';

/** A slash command as a request. */
export function commandRequest(desk: CommandDispatcher, data: WireCommand): Request {
  const asked = givenIn(data);
  const action = actionOf(desk.describe('en'), asked.command, asked.subcommand);
  return {
    startsJob: action?.startsJob === true,
    run: (origin, signal, standing) => desk.run({ ...asked, origin, standing }, signal),
  };
}
