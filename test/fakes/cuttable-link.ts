import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** What a cut does: everything hangs, as if cables were pulled out, or connections are refused and reset. */
export type Cut = 'silence' | 'refusal';

/** A way to a server that can be cut, and later healed. */
export interface CuttableLink extends AsyncDisposable {
  /** `host:port` to use in place of the server's. */
  readonly host: string;
  cut(how: Cut): void;
  /** What was silent goes on where it stopped; what was refused may come again. */
  heal(): void;
}

/** Opens a link to a server of this computer. */
export async function openLink(toPort: number): Promise<CuttableLink> {
  const sockets = new Set<Socket>();
  let state: Cut | undefined;
  const add = (socket: Socket, other: () => Socket): void => {
    sockets.add(socket);
    // A reset is passed on by closing.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const server = createServer({ allowHalfOpen: false }, (near) => {
    if (state === 'refusal') {
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = dial(toPort, '127.0.0.1');
    add(near, () => far);
    add(far, () => near);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => {
        if (!to.write(bytes)) from.pause();
      });
      to.on('drain', () => {
        if (state !== 'silence') from.resume();
      });
    }
    if (state === 'silence') for (const socket of [near, far]) socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The link has no port');
  return {
    host: `127.0.0.1:${address.port}`,
    cut(how) {
      state = how;
      for (const socket of [...sockets]) {
        if (how === 'silence') socket.pause();
        else socket.resetAndDestroy();
      }
    },
    heal() {
      state = undefined;
      for (const socket of sockets) socket.resume();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of [...sockets]) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
