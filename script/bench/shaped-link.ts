/**
 * Forwards connections to a server at 100 Mbit/s in each direction, all together, in its own process:
 *
 *   node script/bench/shaped-link.ts <url>
 *
 * It prints its own address in one line.
 */
import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

const BYTES_PER_MS = 100_000_000 / 8 / 1_000;
/** Shorter pauses than that are no more exact. */
const SHORTEST_PAUSE_MS = 4;

const [target = ''] = process.argv.slice(2);
const { hostname, port } = new URL(target);

/** One direction of the link. Connections take turns, chunk by chunk. */
class Direction {
  #freeAtMs = 0;

  async pass(bytes: number): Promise<void> {
    const nowMs = performance.now();
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + bytes / BYTES_PER_MS;
    const aheadMs = this.#freeAtMs - nowMs;
    if (aheadMs > SHORTEST_PAUSE_MS) await pause(aheadMs);
  }

  through(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.pass(chunk.length).then(
          () => done(null, chunk),
          (error: Error) => done(error),
        );
      },
    });
  }
}

const up = new Direction();
const down = new Direction();

const server = createServer({ allowHalfOpen: true }, (near: Socket) => {
  const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const end = (): void => {
    near.destroy();
    far.destroy();
  };
  near.on('error', end);
  far.on('error', end);
  near.pipe(up.through()).pipe(far);
  far.pipe(down.through()).pipe(near);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
