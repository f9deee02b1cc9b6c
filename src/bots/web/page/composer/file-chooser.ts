import { html, type TemplateResult } from 'lit-html';
import { createRef, ref } from 'lit-html/directives/ref.js';

/** The browser's own dialog for choosing files. */
export interface FileChooser {
  view(): TemplateResult;
  open(): void;
}

/** Creates a chooser that hands over what is chosen. The same file can be chosen again at once. */
export function createFileChooser(onChosen: (files: readonly File[]) => void): FileChooser {
  const input = createRef<HTMLInputElement>();

  function take(): void {
    if (input.value === undefined) return;
    onChosen([...(input.value.files ?? [])]);
    input.value.value = '';
  }

  return {
    view: () =>
      html`<input type="file" hidden multiple accept="audio/*,video/*,.txt" @change=${take} ${ref(input)}>`,
    open: () => input.value?.click(),
  };
}
