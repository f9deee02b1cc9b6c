/** Pauses what plays now. */
let pausePlaying: (() => void) | undefined;

/**
 * Notes that a player has started, and pauses the one that played until then.
 *
 * @param pause pauses the player. The same function every time, so that a player never pauses itself.
 */
export function playAlone(pause: () => void): void {
  if (pausePlaying !== pause) pausePlaying?.();
  pausePlaying = pause;
}
