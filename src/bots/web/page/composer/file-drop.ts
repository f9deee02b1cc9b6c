import { html, type TemplateResult } from 'lit-html';
import type { Redraw } from '../frame/redraw.ts';
import type { Translate } from '../text/strings.ts';

/** Shows where files can be dropped, while some are dragged over the page. */
export interface FileDrop {
  view(): TemplateResult;
}

/** Accepts files dropped anywhere on the page or pasted into it. */
export function acceptFiles(parts: {
  readonly t: Translate;
  readonly onFiles: (files: readonly File[]) => void;
  readonly redraw: Redraw;
}): FileDrop {
  const { t, onFiles, redraw } = parts;
  // Enter and leave arrive for every element on the way. The pointer is outside only when they balance.
  let depth = 0;

  function setDepth(next: number): void {
    depth = Math.max(0, next);
    redraw();
  }

  addEventListener('dragenter', (event) => {
    if (carriesFiles(event)) setDepth(depth + 1);
  });
  addEventListener('dragleave', (event) => {
    if (carriesFiles(event)) setDepth(depth - 1);
  });
  addEventListener('dragover', (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    setDepth(0);
    accept(event, event.dataTransfer);
  });
  addEventListener('paste', (event) => accept(event, event.clipboardData));

  function accept(event: Event, transfer: DataTransfer | null): void {
    const files = [...(transfer?.files ?? [])];
    if (files.length === 0) return;
    // Otherwise the browser leaves the page to open the file.
    event.preventDefault();
    onFiles(files);
  }

  return {
    view: () => html`
      <div class="drop-veil" aria-hidden="true" ?hidden=${depth === 0}><span>${t('composer.drop')}</span></div>
    `,
  };
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
