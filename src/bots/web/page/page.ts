import { html, render } from 'lit-html';
import type { ActionView, AnswerView, SessionView } from '../protocol/view.ts';
import { emptyState } from './cards/empty-state.ts';
import { createTimeline } from './cards/timeline.ts';
import { createComposer, type Outgoing } from './composer/composer.ts';
import { acceptFiles } from './composer/file-drop.ts';
import { createSecretDialog, type SecretForm, secretFormFor } from './composer/secret-form.ts';
import { createBudgetRefresh } from './frame/budget-refresh.ts';
import { listenForLines } from './frame/compose.ts';
import { pageHeader } from './frame/header.ts';
import { createRedraw } from './frame/redraw.ts';
import { createTabTitle } from './playing/tab-title.ts';
import './playing/mini-player.ts';
import { listenForPlayerKeys } from './player/player-keys.ts';
import { pressAction, Refusal, readTimeline, sendCall, sendSecrets } from './server/api.ts';
import { listenLive } from './server/live-events.ts';
import { problemText } from './server/problem-text.ts';
import { createTranslate } from './text/strings.ts';

const PAGE_SIZE = 30;

/** Starts the page in `container`: one template, drawn again whenever a part of it has changed. */
export function startPage(session: SessionView, container: HTMLElement): void {
  const t = createTranslate(session.words);
  const redraw = createRedraw(draw);
  const notified = new Set<string>();
  let limit = PAGE_SIZE;
  let isLoaded = false;
  let isOffline = false;
  let budgetLine = '';
  let announcement = '';

  const composer = createComposer({ session, t, announce, send, redraw });
  const timeline = createTimeline({
    t,
    press,
    announce,
    empty: () => emptyState(t, composer),
    onEarlier() {
      limit += PAGE_SIZE;
      void refresh();
    },
    redraw,
  });
  const budget = createBudgetRefresh((line) => {
    budgetLine = line;
    redraw();
  });
  const fileDrop = acceptFiles({ t, onFiles: composer.attach, redraw });
  const tabTitle = createTabTitle();
  const secretDialog = createSecretDialog(t, redraw);

  function draw(): void {
    render(
      html`
        <a class="skip" href="#composer-field">${t('page.skip')}</a>
        ${pageHeader(session, t, { isOffline, budgetLine })}
        ${timeline.view()}
        <footer class="dock"><mini-player .t=${t}></mini-player>${composer.view()}</footer>
        <p class="visually-hidden" role="status" aria-live="polite">${announcement}</p>
        ${fileDrop.view()}
        ${secretDialog.view()}
      `,
      container,
    );
    tabTitle.update(timeline.jobs());
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

  function show(line: string, answer: AnswerView): void {
    if (answer.kind === 'job') timeline.putJob(answer.job);
    else timeline.putReply(line, answer.reply);
    timeline.scrollToEnd();
  }

  function showError(line: string, error: unknown): void {
    timeline.putReply(line, { tone: 'refusal', text: problemText(error, t), actions: [] });
  }

  async function fillIn({ fields: _drawn, ...subject }: SecretForm): Promise<AnswerView | undefined> {
    const secrets = await secretDialog.ask({ fields: _drawn, ...subject });
    return secrets === undefined ? undefined : sendSecrets({ ...subject, secrets });
  }

  async function send(outgoing: Outgoing): Promise<boolean> {
    try {
      const form = secretFormFor(outgoing.line, session.commands);
      const answer = form === undefined ? await sendCall(outgoing) : await fillIn(form);
      if (answer === undefined) return false;
      show(outgoing.line, answer);
      if (answer.kind === 'job') return true;
      // Only a job uses the attachments. A reply leaves them for the next try.
      return answer.reply.tone === 'info' && outgoing.attachments.length === 0;
    } catch (error) {
      showError(outgoing.line, error);
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

  async function refresh(): Promise<void> {
    // A job that starts while the list is on its way is not in it, and stays.
    const earlier = timeline.jobIds();
    try {
      const { jobs, hasEarlier } = await readTimeline(limit);
      for (const id of earlier) if (!jobs.some((job) => job.id === id)) timeline.removeJob(id);
      budget.refresh();
      for (const job of jobs) timeline.putJob(job);
      timeline.setLoaded(hasEarlier);
      setOffline(false);
      if (!isLoaded) timeline.scrollToEnd();
      isLoaded = true;
    } catch (error) {
      // An expired session (another browser profile, cleared cookies) starts again.
      if (error instanceof Refusal && error.status === 401) location.reload();
      else setOffline(true);
    }
  }

  draw();
  composer.focus();
  listenForPlayerKeys();
  listenForLines(composer.put);
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
      timeline.putReply('', { tone: 'info', text, actions: [] });
    },
    onLost: () => setOffline(true),
  });
}
