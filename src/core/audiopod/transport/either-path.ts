import { AudioPodError } from './audiopod-error.ts';

/** Remembers which of two paths the service has, so that the other is not asked first again. */
export interface PathMemory {
  winner?: 0 | 1;
}

/** Two ways to ask for the same thing; the usage guide's own way comes first. */
export type Ways<T> = readonly [() => Promise<T>, () => Promise<T>];

/**
 * Asks the first way, and the second one where the first does not exist (AudioPod API notes 14.2, 14.3). Both
 * missing throws what says more: "not found" rather than "no such method".
 *
 * @param isMissing whether an error means that this way does not exist. Default: 404 and 405, which also
 *   prove that nothing was made.
 */
export async function eitherPath<T>(
  memory: PathMemory,
  ways: Ways<T>,
  isMissing: (error: AudioPodError) => boolean = isPathMissing,
): Promise<T> {
  const first = memory.winner ?? 0;
  const second = first === 0 ? 1 : 0;
  try {
    return await take(memory, ways, first);
  } catch (error) {
    if (!(error instanceof AudioPodError && isMissing(error))) throw error;
    return await take(memory, ways, second).catch((other: unknown) => {
      const bothMissing = other instanceof AudioPodError && isPathMissing(other);
      throw bothMissing && other.status !== 404 ? error : other;
    });
  }
}

/** The routes of one and the same thing: the usage guide's own, then the other one where there are two. */
export type Routes = readonly [string, string?];

/** {@link eitherPath} for calls that differ in nothing but their route. */
export function eitherRoute<T>(
  memory: PathMemory,
  [first, second]: Routes,
  ask: (route: string) => Promise<T>,
): Promise<T> {
  if (second === undefined) return ask(first);
  return eitherPath(memory, [() => ask(first), () => ask(second)]);
}

/** 404 and 405. */
export function isPathMissing(error: AudioPodError): boolean {
  return error.status === 404 || error.status === 405;
}

/**
 * Whether a request was refused because it lacks one of these fields. The words must also say so: a
 * complaint about a field that was there is no reason to send it under another name.
 */
export function isFieldMissing(error: AudioPodError, ...fields: readonly string[]): boolean {
  const words = error.providerMessage ?? '';
  return (
    (error.status === 400 || error.status === 422) &&
    /required|missing|provide|expected/i.test(words) &&
    fields.some((field) => new RegExp(`\\b${field}\\b`).test(words))
  );
}

async function take<T>(memory: PathMemory, ways: Ways<T>, which: 0 | 1): Promise<T> {
  const result = await ways[which]();
  memory.winner = which;
  return result;
}
