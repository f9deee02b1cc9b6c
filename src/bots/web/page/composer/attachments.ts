import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { UploadView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import type { Redraw } from '../frame/redraw.ts';
import { discardUpload, Refusal, uploadFile } from '../server/api.ts';
import { clockTime, fileSize } from '../text/format.ts';
import type { Translate } from '../text/strings.ts';
import { audioDuration } from './audio-duration.ts';

interface Chip {
  readonly file: File;
  readonly aborter: AbortController;
  percent: number;
  upload: UploadView | undefined;
  seconds: number | undefined;
}

/** The files for the next line. They upload while the line is still being typed. */
export interface Attachments {
  view(): TemplateResult;
  readonly isUploading: boolean;
  readonly names: readonly string[];
  readonly ids: readonly string[];
  /** Duration of the first file, once the browser has read it. */
  readonly seconds: number | undefined;
  add(files: Iterable<File>): void;
  clear(): void;
}

/** Creates the row of attachments, which is empty at first. */
export function createAttachments(parts: {
  readonly t: Translate;
  readonly maxBytes: number;
  readonly announce: (sentence: string) => void;
  readonly redraw: Redraw;
  readonly onChange: () => void;
  readonly onDuration: () => void;
  readonly onProblem: (text: string) => void;
}): Attachments {
  const { t, maxBytes, announce, redraw, onChange, onDuration, onProblem } = parts;
  const chips = new Set<Chip>();

  function remove(chip: Chip): void {
    chip.aborter.abort();
    chips.delete(chip);
    onChange();
  }

  function discard(chip: Chip): void {
    if (chip.upload !== undefined) discardUpload(chip.upload.id);
    remove(chip);
  }

  async function upload(chip: Chip): Promise<void> {
    const { name } = chip.file;
    const onProgress = (percent: number): void => {
      chip.percent = percent;
      redraw();
    };
    try {
      chip.upload = await uploadFile(chip.file, onProgress, chip.aborter.signal);
      announce(t('composer.attached', { name }));
      onChange();
    } catch (error) {
      if (!chips.has(chip)) return;
      const reason = error instanceof Refusal ? error.problem : undefined;
      onProblem([t('composer.uploadFailed', { name }), reason?.what, reason?.next].filter(Boolean).join(' '));
      remove(chip);
    }
  }

  async function measure(chip: Chip): Promise<void> {
    chip.seconds = await audioDuration(chip.file);
    if (chip.seconds === undefined || !chips.has(chip)) return;
    onDuration();
    redraw();
  }

  function add(file: File): void {
    if (file.size > maxBytes) {
      onProblem(t('composer.tooLarge', { name: file.name, max: Math.floor(maxBytes / 1024 / 1024) }));
      return;
    }
    const aborter = new AbortController();
    const chip: Chip = { file, aborter, percent: 0, upload: undefined, seconds: undefined };
    chips.add(chip);
    void upload(chip);
    void measure(chip);
  }

  function chipView(chip: Chip): TemplateResult {
    const { name, size } = chip.file;
    const length = chip.seconds === undefined ? '' : `${clockTime(Math.round(chip.seconds))} · `;
    const uploading = t('composer.uploading', { name, percent: chip.percent });
    return html`
      <li class="chip" title=${name} data-state=${chip.upload === undefined ? nothing : 'ready'}>
        <span class="chip-name">${name}</span>
        <span class="chip-size">${length}${fileSize(size)}</span>
        ${
          chip.upload === undefined
            ? html`<progress max="100" value=${chip.percent} aria-label=${uploading}></progress>`
            : nothing
        }
        <button type="button" class="chip-remove" aria-label=${t('composer.remove', { name })}
          @click=${() => discard(chip)}>${icon('close')}</button>
      </li>
    `;
  }

  return {
    view: () => html`<ul class="chips">${repeat(chips, (chip) => chip, chipView)}</ul>`,
    get isUploading() {
      return [...chips].some((chip) => chip.upload === undefined);
    },
    get names() {
      return [...chips].map((chip) => chip.file.name);
    },
    get ids() {
      return [...chips].flatMap((chip) => chip.upload?.id ?? []);
    },
    get seconds() {
      return [...chips][0]?.seconds;
    },
    add(files) {
      for (const file of files) add(file);
      onChange();
    },
    clear() {
      for (const chip of [...chips]) remove(chip);
    },
  };
}
