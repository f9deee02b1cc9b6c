import { html, type TemplateResult } from 'lit-html';
import type { SessionView } from '../../protocol/session-view.ts';
import type { UploadView } from '../../protocol/view.ts';
import type { Redraw } from '../frame/redraw.ts';
import type { StoredValue } from '../history/session-store.ts';
import type { readEstimate } from '../server/api.ts';
import type { Translate } from '../text/strings.ts';
import { createAttachments } from './attachments.ts';
import { createBesideLine } from './beside-line.ts';
import { createCompletion } from './completion.ts';
import { composerTools } from './composer-tools.ts';
import { createCostPreview } from './cost-preview.ts';
import { createFileChooser } from './file-chooser.ts';
import { findChoices } from './find-choices.ts';
import { createLineHistory } from './line-history.ts';
import { createTextField, textFieldView } from './text-field.ts';
import { commandWithoutFile } from './waiting-file.ts';

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
  /** Shows an earlier request to be edited, with its file if the server has it. */
  edit(line: string, file: UploadView | undefined): void;
  /** Sends this line with a file, as soon as that is uploaded. */
  submitWith(file: File, line: string): Promise<void>;
  /** Shows a note above the field. */
  note(text: string): void;
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
  readonly estimate: typeof readEstimate;
  /** What this tab keeps of the line that is typed, and of those sent. */
  readonly stored: { readonly draft: StoredValue<string>; readonly lines: StoredValue<readonly string[]> };
}): Composer {
  const { session, t, announce, redraw, stored } = parts;
  const history = createLineHistory(stored.lines);
  const field = createTextField();
  const chooser = createFileChooser(attach);
  let isSending = false;
  let isPrivate = false;
  let note = '';

  const cost = createCostPreview(t, redraw, parts.estimate);
  const attachments = createAttachments({
    t,
    maxBytes: session.maxAttachmentBytes,
    announce,
    redraw,
    onChange: onFiles,
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
  const beside = createBesideLine({
    t,
    commands: session.commands,
    field,
    attachments,
    put,
    submit: () => void submit(),
    chooseFiles: chooser.open,
    redraw,
  });

  function showNote(text: string): void {
    note = text;
    redraw();
  }

  function resize(): void {
    field.fit();
    updateCost();
    stored.draft.write(isPrivate || field.text === '' ? undefined : field.text);
    redraw();
  }

  function updateCost(): void {
    cost.update(field.text, attachments.seconds);
  }

  function onTyped(): void {
    note = '';
    onFiles();
  }

  /** What is said about one file stays while another one is uploaded. */
  function onFiles(): void {
    if (note === t('composer.waitForUpload') && !attachments.isUploading) note = '';
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
      history.add(line, isPrivate);
      // A file that the command doesn't take waits for the next one.
      const isWaiting = commandWithoutFile(line, session.commands) !== undefined;
      const isAccepted = await parts.send({ line, attachments: isWaiting ? [] : attachments.ids, isPrivate });
      if (isAccepted) {
        // What was typed meanwhile belongs to the next line.
        if (field.text.trim() === line) put('');
        if (!isWaiting) attachments.clear();
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

  function attach(files: Iterable<File>): void {
    attachments.add(files);
    field.focus();
  }

  function togglePrivate(): void {
    isPrivate = !isPrivate;
    resize();
  }

  /** Moves the focus into the field, wherever in the box the person clicked beside a control. */
  function focusFromMargin(event: Event): void {
    if (event.target === event.currentTarget) field.focus();
  }

  const keys = { input: onTyped, key: onKey, leave: completion.close };

  function tools(): TemplateResult {
    const canSend = !isSending && (field.text.trim() !== '' || attachments.names.length > 0);
    const now = { isPrivate, canSend, cost: cost.view() };
    return composerTools(t, now, { chooseFiles: chooser.open, togglePrivate, send: onSend });
  }

  // The draft of this tab, once there is a field to hold it.
  redraw(() => {
    const draft = stored.draft.read() ?? '';
    if (draft !== '' && field.text === '') put(draft);
  });

  return {
    view: () => html`
      <div class="composer">
        ${completion.view()}
        <p class="composer-note" role="alert">${note}</p>
        <div class="composer-box" @click=${focusFromMargin}>
          ${attachments.view()}${textFieldView(t, field, completion, keys)}${beside.view()}
          ${chooser.view()}${tools()}
        </div>
      </div>
    `,
    put(line) {
      put(line);
      field.focus();
    },
    attach,
    edit(line, file) {
      attachments.discardAll();
      if (file !== undefined) attachments.addUploaded(file);
      put(line);
      field.focus();
    },
    async submitWith(file, line) {
      attachments.add([file]);
      put(line);
      await attachments.settled();
      await submit();
    },
    note: showNote,
    chooseFiles: chooser.open,
    submit(line) {
      put(line);
      void submit();
    },
    focus: field.focus,
  };
}
