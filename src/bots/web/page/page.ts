import { html, render } from 'lit-html';
import type { BudgetFigureView, SessionView } from '../protocol/session-view.ts';
import type { ActionView, AnswerView } from '../protocol/view.ts';
import { EXAMPLE_LINE, emptyState, stepsLeft } from './cards/empty-state.ts';
import { createRequestHandlers } from './cards/handle-requests.ts';
import { createTimeline } from './cards/timeline.ts';
import { createComposer, type Outgoing } from './composer/composer.ts';
import { acceptFiles } from './composer/file-drop.ts';
import { createSecretDialog, type SecretForm, secretFormFor } from './composer/secret-form.ts';
import { createBudgetRefresh } from './frame/budget-refresh.ts';
import { listenForLines } from './frame/compose.ts';
import { pageHeader } from './frame/header.ts';
import { createRedraw } from './frame/redraw.ts';
import { createConfirmDialog } from './history/confirm-dialog.ts';
import { createJobHistory, isMissing } from './history/job-history.ts';
import { linkedJob, onLinkChange, showLink } from './history/permalink.ts';
import { createSearchDialog } from './history/search-dialog.ts';
import { sessionValue } from './history/session-store.ts';
import { openStoredReplies } from './history/stored-replies.ts';
import { createTabTitle } from './playing/tab-title.ts';
import './playing/mini-player.ts';
import { listenForPlayerKeys } from './player/player-keys.ts';
import { pressAction, Refusal, readEstimate, readExampleSong, sendCall, sendSecrets } from './server/api.ts';
import { listenLive } from './server/live-events.ts';
import { problemText } from './server/problem-text.ts';
import { createTranslate } from './text/strings.ts';

/** A member who has started this many jobs needs no first steps any more. */
const FAMILIAR_JOBS = 8;
const ALL_FIRST_STEPS = ['speech', 'stems', 'music'];

/** Starts the page in `container`: one template, drawn again whenever a part of it has changed. */
export function startPage(session: SessionView, container: HTMLElement): void {
  const t = createTranslate(session.words);
  const redraw = createRedraw(draw);
  const notified = new Set<string>();
  let isLoaded = false;
  let isOffline = false;
  let budgetFigures: readonly BudgetFigureView[] = [];
  let announcement = '';

  const stored = { draft: sessionValue<string>('draft'), lines: sessionValue<readonly string[]>('lines') };
  const composer = createComposer({ session, t, announce, send, redraw, stored, estimate: readEstimate });
  const confirm = createConfirmDialog(t, redraw);
  const on = createRequestHandlers({
    t,
    confirm,
    announce,
    note: composer.note,
    edit: composer.edit,
    open: (jobId) => void openJob(jobId),
    removeJob: (jobId) => timeline.removeJob(jobId),
    removeReply: (key) => timeline.removeReply(key),
    show: (answer) => show('', answer),
  });
  const steps = { submit: composer.submit, chooseFiles: composer.chooseFiles, splitExample };
  const timeline = createTimeline({
    t,
    press,
    on,
    announce,
    empty: () => emptyState(t, { isSandbox: session.isSandbox, steps }),
    after: () => stepsLeft(t, { taken: servicesTaken(), steps }),
    onEarlier: () => void followUp(history.earlier()),
    replies: openStoredReplies(sessionValue('replies')),
    redraw,
  });
  const history = createJobHistory(timeline);
  const search = createSearchDialog({
    t,
    commands: session.commands,
    announce,
    onCommand: composer.put,
    onJob: (jobId) => void openJob(jobId),
    redraw,
  });
  const budget = createBudgetRefresh((figures) => {
    budgetFigures = figures;
    redraw();
  });
  const fileDrop = acceptFiles({ t, onFiles: composer.attach, redraw });
  const tabTitle = createTabTitle();
  const secretDialog = createSecretDialog(t, redraw);

  function draw(): void {
    render(
      html`
        <a class="skip" href="#composer-field">${t('page.skip')}</a>
        ${pageHeader(session, t, { isOffline, budget: budgetFigures }, search.open)}
        ${timeline.view()}
        <footer class="dock"><mini-player .t=${t}></mini-player>${composer.view()}</footer>
        <p class="visually-hidden" role="status" aria-live="polite">${announcement}</p>
        ${fileDrop.view()}
        ${secretDialog.view()}${search.view()}${confirm.view()}
      `,
      container,
    );
    tabTitle.update(timeline.jobs());
  }

  /** Returns the services that this visitor has used, as far as it is shown; private jobs of others never are. */
  function servicesTaken(): ReadonlySet<string> {
    const own = timeline.jobs().filter(({ isMine }) => isMine);
    return new Set(own.length < FAMILIAR_JOBS ? own.map(({ service }) => service) : ALL_FIRST_STEPS);
  }

  /** Announces a change to screen readers, one sentence at a time. */
  function announce(sentence: string): void {
    announcement = sentence;
    redraw();
  }

  function setOffline(next: boolean): void {
    isOffline = next;
    redraw();
  }

  function show(line: string, answer: AnswerView, isPrivate = false): void {
    if (answer.kind === 'job') {
      timeline.putJob(answer.job);
      timeline.showLast();
    } else timeline.putReply(line, answer.reply, isPrivate);
  }

  function showError(line: string, error: unknown, isPrivate = false): void {
    timeline.putReply(line, { tone: 'refusal', text: problemText(error, t), actions: [] }, isPrivate);
  }

  async function fillIn({ fields: _drawn, ...subject }: SecretForm): Promise<AnswerView | undefined> {
    const secrets = await secretDialog.ask({ fields: _drawn, ...subject });
    return secrets === undefined ? undefined : sendSecrets({ ...subject, secrets });
  }

  async function send(outgoing: Outgoing): Promise<boolean> {
    const { line, attachments, isPrivate } = outgoing;
    try {
      const form = secretFormFor(line, session.commands);
      const answer = form === undefined ? await sendCall(outgoing) : await fillIn(form);
      if (answer === undefined) return false;
      show(line, answer, isPrivate);
      if (answer.kind === 'job') return true;
      // Only a job uses the attachments. A reply leaves them for the next try.
      return answer.reply.tone === 'info' && attachments.length === 0;
    } catch (error) {
      showError(line, error, isPrivate);
      return false;
    }
  }

  async function press(action: ActionView): Promise<void> {
    if (action.line !== undefined) {
      composer.put(action.line);
      return;
    }
    try {
      const answer = await pressAction(action);
      // The card itself shows what the button did. Only a refusal and a question need a card of their own.
      if (answer.kind === 'reply' && answer.reply.tone === 'info' && answer.reply.actions.length === 0) {
        announce(answer.reply.text);
      } else show('', answer);
    } catch (error) {
      showError('', error);
    }
  }

  async function splitExample(): Promise<void> {
    try {
      const song = await readExampleSong();
      const file = new File([song], t('empty.songName'), { type: song.type });
      await composer.submitWith(file, EXAMPLE_LINE);
    } catch {
      composer.note(t('empty.songFailed'));
    }
  }

  async function openJob(jobId: string): Promise<void> {
    try {
      await history.require(jobId);
      showLink(jobId);
      timeline.reveal(jobId);
    } catch (error) {
      composer.note(isMissing(error) ? t('request.missing') : problemText(error, t));
    }
  }

  /** Shows whether the server was reached. An expired session (cleared cookies) starts again. */
  async function followUp(reading: Promise<void>): Promise<boolean> {
    try {
      await reading;
      setOffline(false);
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) location.reload();
      else setOffline(true);
      return false;
    }
  }

  async function refresh(): Promise<void> {
    if (!(await followUp(history.refresh()))) return;
    budget.refresh();
    if (isLoaded) return;
    isLoaded = true;
    const linked = linkedJob();
    if (linked === undefined) timeline.showLast();
    else await openJob(linked);
  }

  draw();
  composer.focus();
  listenForPlayerKeys();
  listenForLines(composer.put);
  onLinkChange((jobId) => void openJob(jobId));
  listenLive({
    onOpen: () => void refresh(),
    onJob(job) {
      timeline.putJob(job);
      budget.jobChanged(job);
    },
    onRemoved: timeline.removeJob,
    onNotice({ id, text }) {
      // A stream that opens again repeats its notices.
      if (notified.has(id)) return;
      notified.add(id);
      timeline.putReply('', { tone: 'info', text, actions: [] }, true);
    },
    onLost: () => setOffline(true),
  });
}
