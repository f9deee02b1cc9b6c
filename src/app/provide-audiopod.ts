import type { Config } from '../config/config.ts';
import { Secret } from '../core/model/secret.ts';
import type { Log } from '../core/ports/log.ts';

/** The AudioPod to work with: the real one, or the sandbox in this process. */
export interface ProvidedAudioPod {
  readonly baseUrl: URL;
  readonly apiKey: Secret;
  close(): Promise<void>;
}

/** Returns where AudioPod is, after starting the sandbox if the bot owner chose it. */
export async function provideAudioPod(
  config: Config['audiopod'],
  parts: { readonly ffmpegPath: string; readonly dataDir: string; readonly log: Log },
): Promise<ProvidedAudioPod> {
  if (!config.sandbox) {
    return { baseUrl: new URL(config.baseUrl), apiKey: config.apiKey, close: async () => undefined };
  }
  // Loaded only when needed: a production image works without it.
  const { startSandbox } = await import('../../sandbox/start-sandbox.ts');
  const sandbox = await startSandbox({
    port: 0,
    ffmpegPath: parts.ffmpegPath,
    dataDir: parts.dataDir,
    // Jobs of an earlier process may still be watched; this process must not reuse their ids.
    firstJobId: Math.floor(Date.now() / 1000),
    log: (line) => parts.log.warn({ fault: line }, 'sandbox-fault'),
  });
  return { baseUrl: new URL(sandbox.url), apiKey: new Secret(sandbox.apiKey), close: () => sandbox.close() };
}
