import { changePlayback, playbackSettings } from '../playing/playback-settings.ts';
import { type Playing, playingNow } from '../playing/playing.ts';
import { PlayerElement } from './player-element.ts';

const STEP_SECONDS = 5;
const LONG_STEP_SECONDS = 10;
const VOLUME_STEP = 0.05;

/** What has its own use for letters and for all other keys. */
const TYPING = 'input:not([type=range]), textarea, select, [contenteditable], dialog';
/** What space presses. */
const PRESSED_BY_SPACE = 'button, a, summary, [role=slider]';
/** What arrow keys move. */
const MOVED_BY_ARROWS = 'input, [role=slider]';

/**
 * Listens for the keys of players, which work wherever nothing else has a use for them: space or K plays and pauses,
 * J and L go ten seconds back and forth, the arrow keys five. Up and down change the volume while the focus is on a
 * player; elsewhere they scroll. The keys are for the player with the focus, else for the one started last.
 */
export function listenForPlayerKeys(signal?: AbortSignal): void {
  document.addEventListener('keydown', press, signal === undefined ? {} : { signal });
}

function press(event: KeyboardEvent): void {
  const { target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(target instanceof Element) || target.closest(TYPING) !== null) return;
  const focused = playerAround(target);
  const player = focused ?? playingNow();
  if (player === undefined) return;
  if (event.key === ' ' && target.closest(PRESSED_BY_SPACE) !== null) return;
  if (event.key.startsWith('Arrow') && target.closest(MOVED_BY_ARROWS) !== null) return;
  const isDone = act(event.key.toLowerCase(), player, focused !== undefined);
  if (isDone) event.preventDefault();
}

function act(key: string, player: Playing, isFocused: boolean): boolean {
  switch (key) {
    case ' ':
    case 'k':
      player.toggle();
      return true;
    case 'j':
      player.seek(player.seconds - LONG_STEP_SECONDS);
      return true;
    case 'l':
      player.seek(player.seconds + LONG_STEP_SECONDS);
      return true;
    case 'arrowleft':
      player.seek(player.seconds - STEP_SECONDS);
      return true;
    case 'arrowright':
      player.seek(player.seconds + STEP_SECONDS);
      return true;
    case 'arrowup':
    case 'arrowdown':
      if (!isFocused) return false;
      changePlayback({
        volume: playbackSettings().volume + (key === 'arrowup' ? VOLUME_STEP : -VOLUME_STEP),
      });
      return true;
    default:
      return false;
  }
}

/** Returns the player an element is in. */
function playerAround(element: Element): Playing | undefined {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    if (at instanceof PlayerElement) return at;
  }
  return undefined;
}
