import type { Config } from '../config/config.ts';
import type { Clock } from '../core/async/clock.ts';
import { silentTracer } from '../core/jobs/context/tracer.ts';
import type { Log } from '../core/ports/log.ts';
import type { Tracing } from '../trace/tracing.ts';

/** Returns the traces. Their libraries are loaded only if there is a collector to send them to. */
export async function provideTracing(
  config: Config['tracing'],
  parts: { readonly clock: Clock; readonly log: Log },
): Promise<Tracing> {
  if (config !== undefined) {
    const { createOtlpTracing } = await import('../trace/otlp-tracing.ts');
    return createOtlpTracing({ ...config, headers: readHeaders(config.headers?.reveal() ?? '') }, parts);
  }
  return {
    ...silentTracer,
    observer: (inner) => inner,
    download: (inner) => inner,
    audio: (inner) => inner,
    close: async () => undefined,
  };
}

/** Reads `name=value` pairs, separated by commas, with values that may be percent-encoded. */
function readHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), decodeURIComponent(value.join('=').trim())] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}
