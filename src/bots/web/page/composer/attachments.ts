import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { UploadView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import type { Redraw } from '../frame/redraw.ts';
import { audioDuration } from '../player/audio-duration.ts';
import { discardUpload, Refusal, uploadFile } from '../server/api.ts';
import { clockTime, fileSize } from '../text/format.ts';
import type { Translate } from '../text/strings.ts';

interface Chip {
  readonly name: string;
  readonly sizeBytes: number;
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
  /** Adds a file that the server has already. */
  addUploaded(upload: UploadView): void;
  /** Resolves once every file is uploaded or given up. */
  settled(): Promise<void>;
  /** Takes the files off the row: a job has them. */
  clear(): void;
  /** Removes the files, on the server too. */
  discardAll(): void;
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
  const uploads = new Set<Promise<void>>();

  function remove(chip: Chip): void {
    chip.aborter.abort();
    chips.delete(chip);
    onChange();
  }

  function discard(chip: Chip): void {
    if (chip.upload !== undefined) discardUpload(chip.upload.id);
    remove(chip);
  }

  async function upload(chip: Chip, file: File): Promise<void> {
    const { name } = chip;
    const onProgress = (percent: number): void => {
      chip.percent = percent;
      redraw();
    };
    try {
      chip.upload = await uploadFile(file, onProgress, chip.aborter.signal);
      announce(t('composer.attached', { name }));
      onChange();
    } catch (error) {
      if (!chips.has(chip)) return;
      const reason = error instanceof Refusal ? error.problem : undefined;
      // Removing it also clears the note about an earlier problem.
      remove(chip);
      onProblem([t('composer.uploadFailed', { name }), reason?.what, reason?.next].filter(Boolean).join(' '));
    }
  }

  async function measure(chip: Chip, file: File): Promise<void> {
    chip.seconds = await audioDuration(file);
    if (chip.seconds === undefined || !chips.has(chip)) return;
    onDuration();
    redraw();
  }

  /** Returns why a file can't be attached; empty if it can. */
  function problemOf({ name, size }: File): string {
    if (size === 0) return t('composer.empty', { name });
    if (size <= maxBytes) return '';
    return t('composer.tooLarge', { name, max: Math.floor(maxBytes / 1024 / 1024) });
  }

  function add(file: File): void {
    const { name, size: sizeBytes } = file;
    const aborter = new AbortController();
    const chip: Chip = { name, sizeBytes, aborter, percent: 0, upload: undefined, seconds: undefined };
    chips.add(chip);
    const uploading = upload(chip, file).finally(() => uploads.delete(uploading));
    uploads.add(uploading);
    void measure(chip, file);
  }

  function chipView(chip: Chip): TemplateResult {
    const { name, sizeBytes } = chip;
    const length = chip.seconds === undefined ? '' : `${clockTime(Math.round(chip.seconds))} · `;
    const uploading = t('composer.uploading', { name, percent: chip.percent });
    return html`
      <li class="chip" title=${name} data-state=${chip.upload === undefined ? nothing : 'ready'}>
        <span class="chip-name">${name}</span>
        <span class="chip-size">${length}${fileSize(sizeBytes)}</span>
        ${
          chip.upload === undefined
            ? html`<span class="chip-percent">${t('composer.percent', { percent: chip.percent })}</span>
                <progress max="100" value=${chip.percent} aria-label=${uploading}></progress>`
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
      return [...chips].map((chip) => chip.name);
    },
    get ids() {
      return [...chips].flatMap((chip) => chip.upload?.id ?? []);
    },
    get seconds() {
      return [...chips][0]?.seconds;
    },
    add(files) {
      const problems = [...files].flatMap((file) => {
        const problem = problemOf(file);
        if (problem === '') add(file);
        return problem === '' ? [] : [problem];
      });
      onChange();
      // What was said about earlier files is over.
      onProblem(problems.join(' '));
    },
    addUploaded(upload) {
      const { name, sizeBytes } = upload;
      const aborter = new AbortController();
      chips.add({ name, sizeBytes, aborter, percent: 100, upload, seconds: undefined });
      announce(t('composer.attached', { name }));
      onChange();
    },
    async settled() {
      await Promise.all(uploads);
    },
    clear() {
      for (const chip of [...chips]) remove(chip);
    },
    discardAll() {
      for (const chip of [...chips]) discard(chip);
    },
  };
}
