import { html, nothing, type TemplateResult } from 'lit-html';
import { createRef, ref } from 'lit-html/directives/ref.js';
import type { JobDetailView } from '../../desk/protocol.ts';
import type { Redraw } from '../frame/redraw.ts';
import { jobFacts } from './job-facts.ts';
import { act, readJob, refusalText } from './requests.ts';
import type { Times } from './times.ts';
import type { DeskTranslate } from './words.ts';

type Verb = JobDetailView['verbs'][number];

/** Shows one job in full, and does to it what may be done. */
export interface JobDialog {
  view(): TemplateResult | typeof nothing;
  open(id: string): void;
  /** Reads the open job again. */
  load(): Promise<void>;
}

/** Creates the dialog. `onDone` is called after a job was changed. */
export function createJobDialog(
  { t, times }: { readonly t: DeskTranslate; readonly times: Times },
  { redraw, onDone }: { readonly redraw: Redraw; readonly onDone: () => void },
): JobDialog {
  const dialog = createRef<HTMLDialogElement>();
  const question = createRef<HTMLButtonElement>();
  let id: string | undefined;
  let job: JobDetailView | undefined;
  let asking: Verb | undefined;
  let note = '';

  async function load(): Promise<void> {
    const wanted = id;
    if (wanted === undefined) return;
    const read = await readJob(wanted);
    if (wanted === id) job = read;
    redraw();
  }

  function fail(error: unknown): void {
    note = refusalText(error, t);
    redraw();
  }

  function ask(verb: Verb): void {
    asking = verb;
    note = '';
    // The safe answer has the focus.
    redraw(() => question.value?.focus());
  }

  async function confirm(jobId: string, verb: Verb): Promise<void> {
    asking = undefined;
    try {
      note = (await act(jobId, verb)).text;
    } catch (error) {
      note = refusalText(error, t);
    }
    await load().catch(fail);
    onDone();
  }

  function onClose(): void {
    id = undefined;
    job = undefined;
    asking = undefined;
    redraw();
  }

  const actions = ({ id: jobId, verbs }: JobDetailView): TemplateResult => {
    if (asking === undefined) {
      return html`<div class="job-actions">${verbs.map(
        (verb) =>
          html`<button type="button" class="button" @click=${() => ask(verb)}>${t(`verb.${verb}`)}</button>`,
      )}</div>`;
    }
    const verb = asking;
    return html`
      <div class="job-question" role="group" aria-label=${t(`verb.${verb}`)}>
        <p>${t(`ask.${verb}`)}</p>
        <div class="job-actions">
          <button type="button" class="button" ${ref(question)} @click=${() => {
            asking = undefined;
            redraw();
          }}>${t('ask.no')}</button>
          <button type="button" class="primary" @click=${() => void confirm(jobId, verb)}>${t(`verb.${verb}`)}</button>
        </div>
      </div>`;
  };

  return {
    load,
    view() {
      if (id === undefined) return nothing;
      return html`
        <dialog class="job-dialog" aria-labelledby="job-title" @close=${onClose} ${ref(dialog)}>
          <header>
            <h2 id="job-title">${t('job.title', { id })}</h2>
            <button type="button" class="button" @click=${() => dialog.value?.close()}>${t('job.close')}</button>
          </header>
          <p role="status">${note}</p>
          ${job === undefined ? html`<p class="soft">${t('desk.loading')}</p>` : html`${actions(job)} ${jobFacts(job, { t, times })}`}
        </dialog>`;
    },
    open(wanted) {
      id = wanted;
      note = '';
      redraw(() => dialog.value?.showModal());
      void load().catch(fail);
    },
  };
}
