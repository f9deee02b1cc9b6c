import { html, nothing, render } from 'lit-html';
import type { DeskSessionView } from '../../desk/protocol.ts';
import type { DeskWordKey } from '../../desk/text/words.ts';
import { createRedraw } from '../frame/redraw.ts';
import { Refusal } from '../server/api.ts';
import { createTranslate } from '../text/strings.ts';
import { createBudgetDialog } from './budget-dialog.ts';
import { createJobDialog } from './job-dialog.ts';
import type { Drawing } from './jobs-table.ts';
import { createJobsPage } from './jobs-view.ts';
import { createStuckView } from './stuck-view.ts';
import { createSystemView } from './system-view.ts';
import { createTenantsView } from './tenants-view.ts';
import { createTimes } from './times.ts';

const NAMES = ['jobs', 'stuck', 'tenants', 'system'] as const;
type Name = (typeof NAMES)[number];
/** What is shown is read again this often, while the page can be seen. */
const REFRESH_MS = 10_000;

/** Starts the desk in `container`: one of its views, by the fragment of the address. */
export function startDesk(session: DeskSessionView, container: HTMLElement): void {
  const t = createTranslate<DeskWordKey>(session.words);
  const times = createTimes(session.locale);
  const redraw = createRedraw(draw);
  let isOffline = false;
  let updatedAtMs = 0;
  let announcement = '';
  let problem = '';

  const jobDialog = createJobDialog({ t, times }, { redraw, onDone: () => void refresh() });
  const drawing: Drawing = { t, times, openJob: jobDialog.open };
  const budgetDialog = createBudgetDialog(t, {
    redraw,
    onDone(text) {
      announcement = text;
      void refresh();
    },
  });
  const jobs = createJobsPage(drawing, { redraw, onError });
  const views = {
    jobs,
    stuck: createStuckView(drawing, {
      redraw,
      showState(state) {
        location.hash = '#jobs';
        jobs.showState(state);
      },
    }),
    tenants: createTenantsView(drawing, { redraw, onError, changeBudget: budgetDialog.open }),
    system: createSystemView(drawing, { redraw }),
  };

  const current = (): Name => NAMES.find((name) => `#${name}` === location.hash) ?? 'jobs';

  function draw(): void {
    const shown = current();
    const link = (name: Name) =>
      html`<a href=${`#${name}`} aria-current=${name === shown ? 'page' : nothing}>${t(`view.${name}`)}</a>`;
    render(
      html`
        <a class="skip" href="#content" @click=${toContent}>${t('desk.skip')}</a>
        <header class="header">
          <div class="header-inner desk-width">
            <img class="mark" src="/playground/page/icon.svg" alt="" width="28" height="28">
            <h1 class="desk-name">${t('desk.name')}</h1>
            <nav class="desk-nav" aria-label=${t('desk.views')}>${NAMES.map(link)}</nav>
            <div class="header-side">
              ${session.isSandbox ? html`<span class="badge">${t('desk.sandbox')}</span>` : nothing}
              <a class="soft" href="/">${t('desk.playground')}</a>
            </div>
          </div>
          <p class="offline" role="status">${isOffline ? t('desk.offline') : problem}</p>
        </header>
        <main class="main desk-width desk-main" id="content" tabindex="-1">
          ${views[shown].view()}
          <p class="soft updated">${updatedAtMs === 0 ? '' : t('desk.updated', { at: times.clock(updatedAtMs) })}</p>
        </main>
        <p class="visually-hidden" role="status" aria-live="polite">${announcement}</p>
        ${jobDialog.view()} ${budgetDialog.view()}
      `,
      container,
    );
  }

  /** The fragment names the view, so the link moves the focus itself. */
  function toContent(event: Event): void {
    event.preventDefault();
    document.getElementById('content')?.focus();
  }

  function onError(error: unknown): void {
    // An expired session, or a token that was changed.
    if (error instanceof Refusal && (error.status === 401 || error.status === 403)) location.reload();
    isOffline = error instanceof Refusal && error.status === 0;
    problem = error instanceof Refusal ? (error.problem?.what ?? '') : '';
    redraw();
  }

  async function refresh(): Promise<void> {
    try {
      await Promise.all([views[current()].load(), jobDialog.load()]);
      isOffline = false;
      problem = '';
      updatedAtMs = Date.now();
    } catch (error) {
      onError(error);
    }
    redraw();
  }

  window.addEventListener('hashchange', () => {
    redraw();
    void refresh();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void refresh();
  });
  setInterval(() => {
    if (document.visibilityState === 'visible') void refresh();
  }, REFRESH_MS);
  draw();
  void refresh();
}
