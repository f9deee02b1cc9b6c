import { el } from './dom.ts';
import type { Say } from './words.ts';

/** Takes files dropped anywhere on the page or pasted into it. */
export function acceptFiles(say: Say, onFiles: (files: readonly File[]) => void): HTMLElement {
  const veil = el('div', { class: 'drop-veil', 'aria-hidden': 'true' }, el('span', {}, say('composer.drop')));
  veil.hidden = true;
  // Enter and leave come for every element on the way; only their balance says whether the pointer is outside.
  let depth = 0;

  addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    depth += 1;
    veil.hidden = false;
  });
  addEventListener('dragleave', (event) => {
    if (!carriesFiles(event)) return;
    depth = Math.max(0, depth - 1);
    veil.hidden = depth === 0;
  });
  addEventListener('dragover', (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    depth = 0;
    veil.hidden = true;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    // Otherwise the browser leaves the page to play the file.
    event.preventDefault();
    onFiles(files);
  });
  addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  });
  return veil;
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
