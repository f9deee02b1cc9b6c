import type { Config } from '../../config/config.ts';
import type { AcknowledgedKind } from '../../core/ports/observer.ts';
import { ACKNOWLEDGEMENTS } from '../../server/metrics.ts';

/** How many acknowledgements a running bot gave since its start, and how long they took together. */
export interface Acknowledgements {
  readonly count: number;
  readonly seconds: number;
}

/** Those of one platform, by kind. */
export type AcknowledgementsByKind = Readonly<Record<AcknowledgedKind, Acknowledgements>>;

/** Where the bot of a configuration shows its metrics, and what opens them. */
export type MetricsPlace = Pick<Config, 'http' | 'metricsToken'>;

const READ_WITHIN_MS = 3_000;
const ANY_HOST: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** Returns the address of the metrics of the bot that runs on this computer. */
export function metricsAddress({ http: { host, port } }: MetricsPlace): string {
  const name = ANY_HOST[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `http://${name}:${port}/metrics`;
}

/**
 * Reads what the running bot has acknowledged on a platform.
 *
 * @returns `undefined` if no bot shows its metrics there.
 */
export async function readAcknowledgements(
  place: MetricsPlace,
  platform: string,
  signal: AbortSignal,
): Promise<AcknowledgementsByKind | undefined> {
  const { metricsToken } = place;
  try {
    const response = await fetch(metricsAddress(place), {
      headers: metricsToken === undefined ? {} : { authorization: `Bearer ${metricsToken.reveal()}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(READ_WITHIN_MS)]),
    });
    const text = await response.text();
    // A stranger's page has no such metric.
    if (!response.ok || !text.includes(`# TYPE ${ACKNOWLEDGEMENTS} `)) return undefined;
    const of = (kind: AcknowledgedKind): Acknowledgements => ({
      count: figureIn(text, 'count', platform, kind),
      seconds: figureIn(text, 'sum', platform, kind),
    });
    return { command: of('command'), press: of('press'), form: of('form') };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError'))
      return undefined;
    throw error;
  }
}

/** A series that nothing was counted in yet is absent. */
function figureIn(text: string, part: 'count' | 'sum', platform: string, kind: string): number {
  const begin = `${ACKNOWLEDGEMENTS}_${part}{`;
  const line = text
    .split('\n')
    .find(
      (one) =>
        one.startsWith(begin) && one.includes(`platform="${platform}"`) && one.includes(`kind="${kind}"`),
    );
  return Number(line?.slice(line.lastIndexOf(' ') + 1) ?? 0);
}
