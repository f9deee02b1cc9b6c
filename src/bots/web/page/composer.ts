import type { SessionView } from '../view.ts';
import { readChoices } from './api.ts';
import { createAttachments } from './attachments.ts';
import { createCompletion } from './completion.ts';
import { createCostPreview } from './cost-preview.ts';
import { el, icon } from './dom.ts';
import { createSentLines } from './sent-lines.ts';
import type { Say } from './words.ts';

/** What goes to the bot. */
export interface Outgoing {
  readonly line: string;
  readonly attachments: readonly string[];
  readonly isPrivate: boolean;
}

/** The one place where everything is asked. */
export interface Composer {
  readonly element: HTMLElement;
  attach(files: Iterable<File>): void;
  /** Opens the file chooser, as the button does. */
  chooseFiles(): void;
  /** Sends this line as if it had been typed. */
  submit(line: string): void;
  focus(): void;
}

/** Builds the composer. `send` answers true when the line was taken, so that it may be cleared. */
export function createComposer(parts: {
  readonly session: SessionView;
  readonly say: Say;
  readonly announce: (sentence: string) => void;
  readonly send: (outgoing: Outgoing) => Promise<boolean>;
}): Composer {
  const { session, say, announce } = parts;
  const sentLines = createSentLines();
  let isSending = false;
  let isPrivate = false;

  const field = el('textarea', {
    id: 'composer-field',
    class: 'composer-field',
    rows: 1,
    'aria-label': say('composer.label'),
    'aria-describedby': 'composer-keys',
    placeholder: say(
      matchMedia('(max-width: 40rem)').matches ? 'composer.placeholderShort' : 'composer.placeholder',
    ),
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: false,
    enterkeyhint: 'send',
  });
  const note = el('p', { class: 'composer-note', role: 'alert' });
  const chooser = el('input', { type: 'file', hidden: true, multiple: true, accept: 'audio/*,video/*,.txt' });
  const attach = iconButton('attach', say('composer.attach'));
  const send = iconButton('send', say('composer.send'), 'composer-send');
  const lock = el('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false' });
  lock.append(icon('lock'), el('span', {}, say('composer.private')));
  lock.title = say('composer.privateHint');

  const cost = createCostPreview(say);
  const attachments = createAttachments({
    say,
    maxBytes: session.maxAttachmentBytes,
    announce,
    onChange: refresh,
    onLength: price,
    onProblem: tell,
  });
  const completion = createCompletion({
    field,
    say,
    announce,
    commands: session.commands,
    attachments: () => attachments.names,
    find: (typing, signal) =>
      readChoices(
        {
          command: typing.command.name,
          option: typing.option.name,
          query: typing.query,
          ...(typing.subcommand === undefined ? {} : { subcommand: typing.subcommand }),
        },
        signal,
      ),
    onChange: resize,
  });

  function tell(text: string): void {
    note.textContent = text;
  }

  function resize(): void {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    send.disabled = isSending || (field.value.trim() === '' && attachments.names.length === 0);
    price();
  }

  function price(): void {
    cost.update(field.value, attachments.seconds);
  }

  function refresh(): void {
    tell('');
    resize();
    completion.update();
  }

  function put(line: string): void {
    field.value = line;
    field.setSelectionRange(line.length, line.length);
    resize();
    completion.close();
  }

  async function submit(): Promise<void> {
    const line = field.value.trim();
    if (isSending || line === '') return;
    if (attachments.isUploading) {
      tell(say('composer.waitForUpload'));
      return;
    }
    isSending = true;
    completion.close();
    resize();
    try {
      sentLines.add(line);
      const isTaken = await parts.send({ line, attachments: attachments.ids, isPrivate });
      if (isTaken) {
        // What was typed meanwhile belongs to the next line.
        if (field.value.trim() === line) put('');
        attachments.clear();
      }
    } finally {
      isSending = false;
      resize();
    }
  }

  field.addEventListener('input', refresh);
  field.addEventListener('keydown', (event) => {
    // An input method is composing: Enter confirms characters there.
    if (event.isComposing || completion.handleKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (field.value.trim() === '' && attachments.names.length > 0) completion.update();
      else void submit();
      return;
    }
    const isOneLine = !field.value.includes('\n');
    const other =
      event.key === 'ArrowUp' && isOneLine
        ? sentLines.earlier(field.value)
        : event.key === 'ArrowDown' && isOneLine
          ? sentLines.later()
          : undefined;
    if (other === undefined) return;
    event.preventDefault();
    put(other);
  });
  send.addEventListener('click', () => {
    field.focus();
    if (field.value.trim() === '') completion.takeFirst();
    else void submit();
  });
  lock.addEventListener('click', () => {
    isPrivate = !isPrivate;
    lock.setAttribute('aria-pressed', String(isPrivate));
  });
  attach.addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => {
    attachments.add([...(chooser.files ?? [])]);
    chooser.value = '';
    field.focus();
  });
  const keys = el('span', { id: 'composer-keys', class: 'composer-keys' }, say('composer.keys'));
  const tools = el('div', { class: 'composer-tools' }, attach, lock, keys, cost.element, send);
  const box = el('div', { class: 'composer-box' }, attachments.element, field, chooser, tools);
  box.addEventListener('click', (event) => {
    if (event.target === box) field.focus();
  });
  resize();

  return {
    element: el('div', { class: 'composer' }, completion.element, note, box),
    attach(files) {
      attachments.add(files);
      field.focus();
    },
    chooseFiles: () => chooser.click(),
    submit(line) {
      put(line);
      void submit();
    },
    focus: () => field.focus(),
  };
}

function iconButton(name: 'attach' | 'send', label: string, extra = ''): HTMLButtonElement {
  return el(
    'button',
    { type: 'button', class: `icon-button ${extra}`, 'aria-label': label, title: label },
    icon(name),
  );
}
