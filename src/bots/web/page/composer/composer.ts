import { html, nothing, type TemplateResult } from 'lit-html';
import { createRef, ref } from 'lit-html/directives/ref.js';
import type { SessionView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import type { Redraw } from '../frame/redraw.ts';
import { readChoices } from '../server/api.ts';
import type { Translate } from '../text/strings.ts';
import { createAttachments } from './attachments.ts';
import type { Typing } from './command-line.ts';
import { createCompletion } from './completion.ts';
import { createCostPreview } from './cost-preview.ts';
import { createLineHistory } from './line-history.ts';
import { MENU_ID } from './menu.ts';
import { createTextField } from './text-field.ts';

/** What is sent to the bot. */
export interface Outgoing {
  readonly line: string;
  readonly attachments: readonly string[];
  readonly isPrivate: boolean;
}

/** Edits and sends lines with their attachments. */
export interface Composer {
  view(): TemplateResult;
  attach(files: Iterable<File>): void;
  /** Opens the file chooser, as the button does. */
  chooseFiles(): void;
  /** Shows this line to be edited and sent. */
  put(line: string): void;
  /** Sends this line as if it were typed. */
  submit(line: string): void;
  focus(): void;
}

/** Creates the composer. `send` returns true when the line was accepted, so that it is cleared. */
export function createComposer(parts: {
  readonly session: SessionView;
  readonly t: Translate;
  readonly announce: (sentence: string) => void;
  readonly send: (outgoing: Outgoing) => Promise<boolean>;
  readonly redraw: Redraw;
}): Composer {
  const { session, t, announce, redraw } = parts;
  const history = createLineHistory();
  const field = createTextField();
  const chooser = createRef<HTMLInputElement>();
  let isSending = false;
  let isPrivate = false;
  let note = '';

  const cost = createCostPreview(t, redraw);
  const attachments = createAttachments({
    t,
    maxBytes: session.maxAttachmentBytes,
    announce,
    redraw,
    onChange: refresh,
    onDuration: updateCost,
    onProblem: showNote,
  });
  const completion = createCompletion({
    field,
    t,
    announce,
    redraw,
    commands: session.commands,
    attachments: () => attachments.names,
    find: findChoices,
    onChange: resize,
  });

  function showNote(text: string): void {
    note = text;
    redraw();
  }

  function resize(): void {
    field.fit();
    updateCost();
    redraw();
  }

  function updateCost(): void {
    cost.update(field.text, attachments.seconds);
  }

  function refresh(): void {
    note = '';
    resize();
    completion.update();
  }

  function put(line: string): void {
    field.put(line);
    resize();
    completion.close();
  }

  async function submit(): Promise<void> {
    const line = field.text.trim();
    if (isSending || line === '') return;
    if (attachments.isUploading) {
      showNote(t('composer.waitForUpload'));
      return;
    }
    isSending = true;
    completion.close();
    resize();
    try {
      history.add(line);
      const isAccepted = await parts.send({ line, attachments: attachments.ids, isPrivate });
      if (isAccepted) {
        // What was typed meanwhile belongs to the next line.
        if (field.text.trim() === line) put('');
        attachments.clear();
      }
    } finally {
      isSending = false;
      resize();
    }
  }

  function onKey(event: KeyboardEvent): void {
    // While an input method composes, Enter confirms characters.
    if (event.isComposing || completion.handleKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (field.text.trim() === '' && attachments.names.length > 0) completion.update();
      else void submit();
      return;
    }
    const other = field.text.includes('\n') ? undefined : history.onKey(event.key, field.text);
    if (other === undefined) return;
    event.preventDefault();
    put(other);
  }

  function onSend(): void {
    field.focus();
    if (field.text.trim() === '') completion.takeFirst();
    else void submit();
  }

  function onChosen(): void {
    if (chooser.value === undefined) return;
    attachments.add([...(chooser.value.files ?? [])]);
    chooser.value.value = '';
    field.focus();
  }

  function togglePrivate(): void {
    isPrivate = !isPrivate;
    redraw();
  }

  /** Moves the focus into the field, wherever in the box the person clicked beside a control. */
  function focusFromMargin(event: Event): void {
    if (event.target === event.currentTarget) field.focus();
  }

  const chooseFiles = () => chooser.value?.click();
  const isNarrow = matchMedia('(max-width: 40rem)').matches;

  const textarea = () => html`
    <textarea id="composer-field" class="composer-field" rows="1" autocomplete="off" autocapitalize="off"
      spellcheck="false" enterkeyhint="send" aria-label=${t('composer.label')} aria-describedby="composer-keys"
      placeholder=${t(isNarrow ? 'composer.placeholderShort' : 'composer.placeholder')}
      role="combobox" aria-autocomplete="list" aria-haspopup="listbox" aria-controls=${MENU_ID}
      aria-expanded=${String(completion.isOpen)} aria-activedescendant=${completion.activeId ?? nothing}
      @input=${refresh} @keydown=${onKey} @blur=${completion.close} ${ref(field.element)}></textarea>
  `;

  const tools = () => html`
    <div class="composer-tools">
      <button type="button" class="icon-button" aria-label=${t('composer.attach')} title=${t('composer.attach')}
        @click=${chooseFiles}>${icon('attach')}</button>
      <button type="button" class="toggle" aria-pressed=${String(isPrivate)} title=${t('composer.privateHint')}
        @click=${togglePrivate}>${icon('lock')}<span>${t('composer.private')}</span></button>
      <span id="composer-keys" class="composer-keys">${t('composer.keys')}</span>
      ${cost.view()}
      <button type="button" class="icon-button composer-send" aria-label=${t('composer.send')}
        title=${t('composer.send')} ?disabled=${isSending || (field.text.trim() === '' && attachments.names.length === 0)}
        @click=${onSend}>${icon('send')}</button>
    </div>
  `;

  return {
    view: () => html`
      <div class="composer">
        ${completion.view()}
        <p class="composer-note" role="alert">${note}</p>
        <div class="composer-box" @click=${focusFromMargin}>
          ${attachments.view()}${textarea()}
          <input type="file" hidden multiple accept="audio/*,video/*,.txt" @change=${onChosen} ${ref(chooser)}>
          ${tools()}
        </div>
      </div>
    `,
    put(line) {
      put(line);
      field.focus();
    },
    attach(files) {
      attachments.add(files);
      field.focus();
    },
    chooseFiles,
    submit(line) {
      put(line);
      void submit();
    },
    focus: field.focus,
  };
}

function findChoices(typing: Extract<Typing, { kind: 'value' }>, signal: AbortSignal) {
  const { command, subcommand, option, query } = typing;
  const wanted = { command: command.name, option: option.name, query };
  return readChoices({ ...wanted, ...(subcommand === undefined ? {} : { subcommand }) }, signal);
}
