import type { UploadView } from '../view.ts';
import { Refusal, uploadFile } from './api.ts';
import { el, icon } from './dom.ts';
import { soundLength } from './sound-length.ts';
import { clockTime, fileSize, type Say } from './words.ts';

interface Chip {
  readonly file: File;
  readonly element: HTMLElement;
  readonly aborter: AbortController;
  upload: UploadView | undefined;
  seconds: number | undefined;
}

/** The files that go along with the next line. They upload while the line is still being typed. */
export interface Attachments {
  readonly element: HTMLElement;
  readonly isUploading: boolean;
  readonly names: readonly string[];
  readonly ids: readonly string[];
  /** How long the first file lasts, once the browser has found out. */
  readonly seconds: number | undefined;
  add(files: Iterable<File>): void;
  clear(): void;
}

/** Builds the row of chips over the text. */
export function createAttachments(parts: {
  readonly say: Say;
  readonly maxBytes: number;
  readonly announce: (sentence: string) => void;
  readonly onChange: () => void;
  readonly onLength: () => void;
  readonly onProblem: (text: string) => void;
}): Attachments {
  const { say, maxBytes, announce, onChange, onLength, onProblem } = parts;
  const element = el('ul', { class: 'chips' });
  const chips = new Set<Chip>();

  function remove(chip: Chip): void {
    chip.aborter.abort();
    chip.element.remove();
    chips.delete(chip);
    onChange();
  }

  async function upload(chip: Chip, bar: HTMLProgressElement): Promise<void> {
    const { name } = chip.file;
    try {
      chip.upload = await uploadFile(
        chip.file,
        (percent) => {
          bar.value = percent;
          bar.setAttribute('aria-label', say('composer.uploading', { name, percent }));
        },
        chip.aborter.signal,
      );
      bar.remove();
      chip.element.setAttribute('data-state', 'ready');
      announce(say('composer.attached', { name }));
      onChange();
    } catch (error) {
      if (!chips.has(chip)) return;
      const reason = error instanceof Refusal ? error.problem : undefined;
      onProblem(
        [say('composer.uploadFailed', { name }), reason?.what, reason?.next].filter(Boolean).join(' '),
      );
      remove(chip);
    }
  }

  async function measure(chip: Chip, shown: HTMLElement): Promise<void> {
    chip.seconds = await soundLength(chip.file);
    if (chip.seconds === undefined || !chips.has(chip)) return;
    shown.textContent = `${clockTime(Math.round(chip.seconds))} · ${fileSize(chip.file.size)}`;
    onLength();
  }

  function add(file: File): void {
    if (file.size > maxBytes) {
      onProblem(say('composer.tooLarge', { name: file.name, max: Math.floor(maxBytes / 1024 / 1024) }));
      return;
    }
    const bar = el('progress', {
      max: 100,
      'aria-label': say('composer.uploading', { name: file.name, percent: 0 }),
    });
    bar.value = 0;
    const close = el(
      'button',
      { type: 'button', class: 'chip-remove', 'aria-label': say('composer.remove', { name: file.name }) },
      icon('close'),
    );
    const size = el('span', { class: 'chip-size' }, fileSize(file.size));
    const chipElement = el(
      'li',
      { class: 'chip', title: file.name },
      el('span', { class: 'chip-name' }, file.name),
    );
    chipElement.append(size, bar, close);
    const chip: Chip = {
      file,
      element: chipElement,
      aborter: new AbortController(),
      upload: undefined,
      seconds: undefined,
    };
    close.addEventListener('click', () => remove(chip));
    chips.add(chip);
    element.append(chipElement);
    void upload(chip, bar);
    void measure(chip, size);
  }

  return {
    element,
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
