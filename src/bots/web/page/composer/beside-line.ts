import { html, type TemplateResult } from 'lit-html';
import type { CommandView } from '../../protocol/session-view.ts';
import type { Redraw } from '../frame/redraw.ts';
import { createOptionChips } from '../options/option-chips.ts';
import type { Translate } from '../text/strings.ts';
import type { Attachments } from './attachments.ts';
import type { TextField } from './text-field.ts';
import { commandWithoutFile, waitingFileNote } from './waiting-file.ts';

/** What stands beside the line. */
export interface BesideLine {
  view(): TemplateResult;
}

/** Creates what stands beside the line: the options of its command, or an offer to speak a text without one. */
export function createBesideLine(parts: {
  readonly t: Translate;
  readonly commands: readonly CommandView[];
  readonly field: TextField;
  readonly attachments: Pick<Attachments, 'names' | 'discardAll'>;
  readonly put: (line: string) => void;
  readonly submit: () => void;
  readonly chooseFiles: () => void;
  readonly redraw: Redraw;
}): BesideLine {
  const { t, commands, field, attachments, put, submit, redraw } = parts;
  const options = createOptionChips({
    t,
    commands,
    line: () => field.text,
    onChange: put,
    chooseFile: parts.chooseFiles,
    redraw,
  });

  /** Speaks the text that was typed without a command. */
  function sayThis(): void {
    put(`/tts ${field.text.trim()}`);
    submit();
  }

  const offer = () => html`
    <div class="options">
      <button type="button" class="option option-button" @click=${sayThis}>
        ${t('composer.sayThis')} <code>/tts</code>
      </button>
    </div>
  `;

  return {
    view() {
      const line = field.text;
      const isPlain = line.trim() !== '' && !line.trimStart().startsWith('/');
      const { names, discardAll } = attachments;
      const waiting = commandWithoutFile(line, commands);
      return html`
        ${isPlain ? offer() : options.view({ line, files: names })}
        ${waitingFileNote(waiting, names, { t, onRemove: discardAll })}
      `;
    },
  };
}
