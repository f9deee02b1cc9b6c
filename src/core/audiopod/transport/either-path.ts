import { AudioPodError } from './audiopod-error.ts';

/** Remembers which of two paths the service has, so that the other is not tried first again. */
export interface PathMemory {
  winner?: 0 | 1;
}

/** Two ways to make the same request; the usage guide's comes first. */
export type Ways<T> = readonly [() => Promise<T>, () => Promise<T>];

/**
 * Tries the first way, and the second if the first doesn't exist (AudioPod API notes 14.2, 14.3).
 *
 * If both are missing, it throws the more useful error: "not found" rather than "no such method".
 *
 * @param isMissing whether an error means that this way doesn't exist. Default: 404 and 405, which also prove
 *   that no job was created.
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

/** The routes of the same request: the usage guide's, then the other one if there is one. */
export type Routes = readonly [string, string?];

/** Runs {@link eitherPath} for calls that differ only in their route. */
export function eitherRoute<T>(
  memory: PathMemory,
  [first, second]: Routes,
  ask: (route: string) => Promise<T>,
): Promise<T> {
  if (second === undefined) return ask(first);
  return eitherPath(memory, [() => ask(first), () => ask(second)]);
}

/** Whether the path doesn't exist (404 or 405). */
export function isPathMissing(error: AudioPodError): boolean {
  return error.status === 404 || error.status === 405;
}

/**
 * Whether a request was refused because it lacks one of these fields.
 *
 * The message must also report it as missing: a complaint about a field that was sent is no reason to send it
 * under another name.
 */
export function isFieldMissing(error: AudioPodError, ...fields: readonly string[]): boolean {
  const words = error.providerMessage ?? '';
  return (
    (error.status === 400 || error.status === 422) &&
    /required|missing|provide|expected/i.test(words) &&
    words.split(/\W+/).some((word) => fields.includes(word))
  );
}

async function take<T>(memory: PathMemory, ways: Ways<T>, which: 0 | 1): Promise<T> {
  const result = await ways[which]();
  memory.winner = which;
  return result;
}
