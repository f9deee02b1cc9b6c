import { html, nothing, type TemplateResult } from 'lit-html';
import type { CountsView, JobsView } from '../../desk/protocol.ts';
import type { Redraw } from '../frame/redraw.ts';
import { type Drawing, jobsTable } from './jobs-table.ts';
import { readCounts, readJobs, type Search } from './requests.ts';
import type { DeskView } from './view.ts';
import type { DeskTranslate } from './words.ts';

const STAGES = [
  'received',
  'input',
  'confirming',
  'quoted',
  'submitting',
  'watching',
  'completed',
  'encoded',
  'failed',
  'cancelled',
] as const;
const TROUBLES = ['parked', 'unconfirmed', 'key-rejected', 'provider-down', 'late', 'undelivered'] as const;
const FACTS = ['job', 'member', 'tenant', 'platform', 'service', 'failure'] as const;
/** As many of a trouble are counted exactly. */
const MOST_COUNTED = 1_000;
const NOTHING: Search = { state: '', by: 'job', value: '' };

/** The list of jobs, with its search. */
export interface JobsPage extends DeskView {
  /** Shows the jobs of one state. */
  showState(state: string): void;
}

/** Creates the list. `onError` gets what a request failed with. */
export function createJobsPage(
  drawing: Drawing,
  { redraw, onError }: { readonly redraw: Redraw; readonly onError: (error: unknown) => void },
): JobsPage {
  const { t } = drawing;
  let search = NOTHING;
  let after = '';
  let found: JobsView | undefined;
  let counts: CountsView | undefined;
  let asked = 0;

  async function load(): Promise<void> {
    asked += 1;
    const own = asked;
    const [page, counted] = await Promise.all([readJobs(search, after), readCounts()]);
    // A slow response must not replace that of a later search.
    if (own !== asked) return;
    found = page;
    counts = counted;
    redraw();
  }

  function go(next: Search, place = ''): void {
    search = next;
    after = place;
    void load().catch(onError);
    redraw();
  }

  function onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? '').trim();
    go({ state: text('state'), by: text('by'), value: text('value') });
  }

  const form = (): TemplateResult => html`
    <form class="job-search" role="search" aria-label=${t('search.label')} @submit=${onSubmit}>
      <label>${t('search.state')}
        <select name="state" .value=${search.state} @change=${(event: Event) => submitFormOf(event)}>
          <option value="">${t('search.any')}</option>
          ${STAGES.map((stage) => option(stage, search.state, `${t(`stage.${stage}`)}${countIn(counts?.stages[stage] ?? 0)}`))}
          ${TROUBLES.map((trouble) => option(trouble, search.state, `${t(`trouble.${trouble}`)}${countIn(counts?.troubles[trouble] ?? 0, t)}`))}
        </select>
      </label>
      <label>${t('search.by')}
        <select name="by">${FACTS.map((fact) => option(fact, search.by, t(`fact.${fact}`)))}</select>
      </label>
      <label class="search-value">${t('search.value')}
        <input name="value" type="search" maxlength="200" autocomplete="off" spellcheck="false" .value=${search.value}>
      </label>
      <button type="submit" class="primary">${t('search.submit')}</button>
      <button type="button" class="button" @click=${() => go(NOTHING)}>${t('search.clear')}</button>
    </form>`;

  const pages = (): TemplateResult => html`
    <div class="pages">
      ${after === '' ? nothing : html`<button type="button" class="button" @click=${() => go(search)}>${t('jobs.newest')}</button>`}
      ${
        found?.next === undefined
          ? nothing
          : html`<button type="button" class="button" @click=${() => go(search, found?.next)}>${t('jobs.older')}</button>`
      }
    </div>`;

  const list = (): TemplateResult => {
    if (found === undefined) return html`<p class="soft">${t('desk.loading')}</p>`;
    if (found.jobs.length === 0) return html`<p class="soft" role="status">${t('jobs.none')}</p>`;
    return html`${jobsTable(drawing, found.jobs, t('jobs.table'))} ${pages()}`;
  };

  return {
    load,
    view: () => html`${form()} ${list()}`,
    showState(state) {
      found = undefined;
      go({ ...NOTHING, state });
    },
  };
}

function option(value: string, chosen: string, label: string): TemplateResult {
  return html`<option value=${value} ?selected=${value === chosen}>${label}</option>`;
}

function submitFormOf({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLSelectElement) currentTarget.form?.requestSubmit();
}

function countIn(count: number, t?: DeskTranslate): string {
  if (count === 0) return '';
  return ` (${t === undefined ? count : countText(t, count)})`;
}

/** Writes a number that is only counted up to a limit. */
export function countText(t: DeskTranslate, count: number): string {
  return count > MOST_COUNTED ? t('more-than', { count: MOST_COUNTED }) : String(count);
}
