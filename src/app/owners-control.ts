import type { Clock } from '../core/async/clock.ts';
import { createDeadJobCommands, deadJobCommandSchema } from '../core/jobs/dead/dead-job-commands.ts';
import type { Log } from '../core/ports/log.ts';
import type { Store } from '../core/ports/store.ts';
import { type ControlSocket, controlPath, openControlSocket } from '../server/control-socket.ts';

/** Opens the socket over which the bot owner's `npm run jobs` reaches a bot on SQLite. */
export async function openOwnersControl(
  dataDir: string,
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Log },
): Promise<ControlSocket> {
  const commands = createDeadJobCommands({ store, clock, log });
  return openControlSocket({
    path: controlPath(dataDir),
    answer: (asked) => commands(deadJobCommandSchema.parse(asked)),
    log,
  });
}
