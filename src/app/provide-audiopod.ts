import type { Config } from '../config/config.ts';
import { Secret } from '../core/model/secret.ts';
import type { Log } from '../core/ports/log.ts';

/** The AudioPod to work with: the real one, or the sandbox in this process. */
export interface ProvidedAudioPod {
  readonly baseUrl: URL;
  readonly apiKey: Secret;
  close(): Promise<void>;
}

/** Answers where AudioPod is, starting the sandbox when that is what the operator wants. */
export async function provideAudioPod(
  config: Config['audiopod'],
  parts: { readonly ffmpegPath: string; readonly dataDir: string; readonly log: Log },
): Promise<ProvidedAudioPod> {
  if (!config.sandbox) {
    return { baseUrl: new URL(config.baseUrl), apiKey: config.apiKey, close: async () => undefined };
  }
  // Loaded only when wanted: a production image works without it.
  const { startSandbox } = await import('../../sandbox/start-sandbox.ts');
  const sandbox = await startSandbox({
    port: 0,
    ffmpegPath: parts.ffmpegPath,
    dataDir: parts.dataDir,
    // Jobs of an earlier run may still be watched: theirs must not be taken for those of this one.
    firstJobId: Math.floor(Date.now() / 1000),
    log: (line) => parts.log.warn({ fault: line }, 'sandbox-fault'),
  });
  return { baseUrl: new URL(sandbox.url), apiKey: new Secret(sandbox.apiKey), close: () => sandbox.close() };
}
