import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { createWebBot, type WebBot } from '../../src/bots/web/web-bot.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { patientClock } from '../fakes/patient-clock.ts';
import { startWorld, type World, type WorldSettings } from '../fakes/world.ts';

/** The playground on a port of its own, with the whole bot behind it. */
export interface PlaygroundWorld extends AsyncDisposable {
  readonly url: string;
  readonly world: World;
  /** Ends the bot and its engine, and starts others on the same record and the same port. */
  restart(): Promise<void>;
}

/** Starts it. */
export async function startPlaygroundWorld(settings: WorldSettings): Promise<PlaygroundWorld> {
  await using parts = new AsyncDisposableStack();
  const holder: { bot?: WebBot } = {};
  const current = (): WebBot => {
    if (holder.bot === undefined) throw new Error('There is no bot yet');
    return holder.bot;
  };
  const world = parts.use(
    await startWorld(settings, (dependencies) => ({ ...dependencies, platform: () => current() })),
  );
  const { dependencies, store, desk, services } = world;

  const begin = async (): Promise<void> => {
    holder.bot = await createWebBot({
      dispatcher: desk,
      jobs: store.jobs,
      placeInLine: services.jobs.placeInLine,
      budgetReader: services.budgetReader,
      defaults: services.defaults,
      audio: dependencies.audio,
      fetchVoiceSample: async () => false,
      dataDir: world.folder,
      maxAttachmentBytes: dependencies.jobLimits.maxAttachmentBytes,
      allowedHosts: [],
      keys: { current: createSecretKey(Buffer.alloc(32, 7)) },
      clock: patientClock,
      log: silentLog,
    });
    await holder.bot.start(new AbortController().signal);
  };
  await begin();
  parts.defer(() => current().stop());
  const app = express();
  app.use((request, response, next) => current().router(request, response, next));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  parts.defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given');

  const running = parts.move();
  return {
    url: `http://localhost:${address.port}`,
    world,
    async restart() {
      await current().stop();
      await begin();
      await world.restart((workshopOfNext) => ({ ...workshopOfNext, platform: () => current() }));
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
