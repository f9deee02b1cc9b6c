import { html, nothing, type TemplateResult } from 'lit-html';
import type { CommandView } from '../../protocol/session-view.ts';
import { readLineOptions } from '../options/line-options.ts';
import type { Translate } from '../text/strings.ts';

const TAKES_FILE: ReadonlySet<string> = new Set(['audio', 'textFile']);

/** Returns the command of a line that takes no file; `undefined` where it takes one, or isn't known yet. */
export function commandWithoutFile(line: string, commands: readonly CommandView[]): string | undefined {
  const read = readLineOptions(line, commands);
  if (read === undefined || read.subcommands.length > 0) return undefined;
  return read.options.some(({ kind }) => TAKES_FILE.has(kind)) ? undefined : read.title;
}

/** Says that the attached files wait, because the command takes none, and offers to remove them. */
export function waitingFileNote(
  command: string | undefined,
  names: readonly string[],
  { t, onRemove }: { readonly t: Translate; readonly onRemove: () => void },
): TemplateResult | typeof nothing {
  if (command === undefined || names.length === 0) return nothing;
  return html`
    <p class="waiting-file" role="status">
      <span>${t('composer.fileWaits', { command, name: names.join(', ') })}</span>
      <button type="button" class="button" @click=${onRemove}>${t('composer.removeFile')}</button>
    </p>
  `;
}
