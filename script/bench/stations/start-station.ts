import { fileURLToPath } from 'node:url';
import { startServerIn } from '../running-program.ts';
import {
  ackShape,
  answeredShape,
  countShape,
  type Introduction,
  introductionShape,
  type Volley,
} from './protocol.ts';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

/** A fake platform in another process. */
export interface RunningStation extends Introduction, AsyncDisposable {
  readonly url: string;
  /** Sets the address of the bot, on a platform that calls bots. */
  callAt(url: string): Promise<void>;
  /** Has the bot reach it over another address, which forwards to it. */
  reachAt(url: string): Promise<Introduction>;
  /** Sends commands and returns the milliseconds until each acknowledgement: infinity if none came. */
  volley(volley: Volley): Promise<readonly number[]>;
  /** Waits for a reply to each acknowledged command, and returns how many got none within 45 s. */
  answered(): Promise<number>;
  /** Returns how many m4a files were posted since the start. */
  soundsSoFar(): Promise<number>;
  /** Resolves once this many m4a files were posted since the start. */
  sounds(count: number): Promise<void>;
  /** @throws {Error} with everything the real platform would have refused so far. */
  assertClean(): Promise<void>;
}

/** Starts a fake platform in its own process. */
export async function startStation(platform: 'discord' | 'slack'): Promise<RunningStation> {
  // The warnings are for its tests: without Discord's OpenAPI file it reports that it does not check requests
  // against it.
  const args = ['--disable-warning=Warning', `script/bench/stations/${platform}.ts`];
  const server = await startServerIn(CHECKOUT, args);
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${server.url}${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`The ${platform} station: ${await answer.text()}`);
    return answer.json();
  };
  try {
    const introduction = introductionShape.parse(await ask('/introduction'));
    return {
      url: server.url,
      ...introduction,
      async reachAt(url) {
        await ask('/reach', { url });
        const { variables, ...others } = introduction;
        const moved = Object.entries(variables).map(([name, value]) => [
          name,
          name.endsWith('_API_URL') ? `${url}${new URL(value).pathname}` : value,
        ]);
        return { ...others, variables: Object.fromEntries(moved) };
      },
      callAt: async (url) => void (await ask('/address', { url })),
      volley: async (volley) =>
        ackShape.parse(await ask('/volley', volley)).ackMs.map((ms) => ms ?? Number.POSITIVE_INFINITY),
      answered: async () => answeredShape.parse(await ask('/answered')).unanswered,
      soundsSoFar: async () => countShape.parse(await ask('/sounds-so-far')).count,
      sounds: async (count) => void (await ask('/sounds', { count })),
      assertClean: async () => void (await ask('/clean')),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}
