import type { ActionView, AnswerView, SessionView } from '../view.ts';
import { createAnnouncer } from './announcer.ts';
import { openSession, pressAction, Refusal, readTimeline, sendCall, sendSecrets } from './api.ts';
import { createBudget } from './budget.ts';
import { createComposer, type Outgoing } from './composer.ts';
import { el } from './dom.ts';
import { acceptFiles } from './drop.ts';
import { createEmptyState } from './empty-state.ts';
import { createHeader } from './header.ts';
import { stayLive } from './live.ts';
import { askSecrets, type SecretForm, secretFormFor } from './secret-form.ts';
import { createTimeline } from './timeline.ts';
import { createSay } from './words.ts';

const PAGE_SIZE = 30;

function start(session: SessionView): void {
  const say = createSay(session.words);
  const announcer = createAnnouncer();
  let limit = PAGE_SIZE;
  let hasShown = false;
  const noticed = new Set<string>();

  const composer = createComposer({ session, say, announce: announcer.say, send });
  const timeline = createTimeline({
    say,
    press,
    announce: announcer.say,
    empty: createEmptyState(say, { submit: composer.submit, chooseFiles: composer.chooseFiles }),
    onEarlier() {
      limit += PAGE_SIZE;
      void refresh();
    },
  });
  const header = createHeader(session, say);
  const budget = createBudget(header.showBudget);
  const skip = el('a', { class: 'skip', href: '#composer-field' }, say('page.skip'));
  const footer = el('footer', { class: 'dock' }, composer.element);
  const veil = acceptFiles(say, (files) => composer.attach(files));

  function show(line: string, answer: AnswerView): void {
    if (answer.kind === 'job') timeline.putJob(answer.job);
    else timeline.putReply(line, answer.reply);
    timeline.scrollToEnd();
  }

  function explain(line: string, error: unknown): void {
    const problem = error instanceof Refusal ? error.problem : undefined;
    const what = problem?.what ?? say('problem.connection.what');
    const next = problem?.next ?? say('problem.connection.next');
    timeline.putReply(line, { tone: 'refusal', text: `${what}\n${next}`, actions: [] });
  }

  async function fillIn(form: SecretForm): Promise<AnswerView | undefined> {
    const secrets = await askSecrets(form, say);
    const { fields: _drawn, ...subject } = form;
    return secrets === undefined ? undefined : sendSecrets({ ...subject, secrets });
  }

  async function send(outgoing: Outgoing): Promise<boolean> {
    try {
      const form = secretFormFor(outgoing.line, session.commands);
      const answer = form === undefined ? await sendCall(outgoing) : await fillIn(form);
      if (answer === undefined) return false;
      show(outgoing.line, answer);
      if (answer.kind === 'job') return true;
      // Only a job uses what was attached: a question, such as whether somebody agrees, leaves it for the next try.
      return answer.reply.tone === 'info' && outgoing.attachments.length === 0;
    } catch (error) {
      explain(outgoing.line, error);
      return false;
    }
  }

  async function press(action: ActionView): Promise<void> {
    try {
      const answer = await pressAction(action);
      // What the button did shows on the card itself; only a refusal and a question need words of their own.
      if (answer.kind === 'reply' && answer.reply.tone === 'info' && answer.reply.actions.length === 0) {
        announcer.say(answer.reply.text);
      } else show('', answer);
    } catch (error) {
      explain('', error);
    }
  }

  async function refresh(): Promise<void> {
    // A job that begins while the list is on its way is not on it, and stays.
    const earlier = timeline.jobIds();
    try {
      const { jobs, hasEarlier } = await readTimeline(limit);
      for (const id of earlier) if (!jobs.some((job) => job.id === id)) timeline.removeJob(id);
      budget.refresh();
      for (const job of jobs) timeline.putJob(job);
      timeline.showEmptyIfNothing();
      timeline.showEarlierButton(hasEarlier);
      header.showOffline(false);
      if (!hasShown) timeline.scrollToEnd();
      hasShown = true;
    } catch (error) {
      // A visit that has ended (another browser profile, cleared cookies) begins anew.
      if (error instanceof Refusal && error.status === 401) location.reload();
      else header.showOffline(true);
    }
  }

  const app = document.getElementById('app');
  app?.replaceChildren(skip, header.element, timeline.element, footer, announcer.element, veil);
  stayLive({
    onOpen: () => void refresh(),
    onJob(job) {
      timeline.putJob(job);
      budget.noticed(job);
    },
    onGone: timeline.removeJob,
    onNotice({ id, text }) {
      // The stream brings what it brought before whenever it opens again.
      if (noticed.has(id)) return;
      noticed.add(id);
      timeline.putReply('', { tone: 'info', text, actions: [] });
    },
    onLost: () => header.showOffline(true),
  });
  composer.focus();
}

openSession().then(start, () => {
  // Without a session there are no words yet; the browser's own reload is all that is needed.
  const again = el('button', { type: 'button', class: 'button' }, '↻');
  again.setAttribute('aria-label', 'Reload');
  again.addEventListener('click', () => location.reload());
  document.getElementById('app')?.replaceChildren(el('main', { class: 'login' }, again));
});
