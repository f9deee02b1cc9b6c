import { html, nothing, type TemplateResult } from 'lit-html';
import { createRef, ref } from 'lit-html/directives/ref.js';
import type { CommandView } from '../../protocol/session-view.ts';
import type { SearchView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import type { Redraw } from '../frame/redraw.ts';
import { searchJobs } from '../server/api.ts';
import { problemText } from '../server/problem-text.ts';
import type { Translate } from '../text/strings.ts';
import { findCommands, type SearchResult } from './search-results.ts';

const FILTERS = ['all', 'music', 'speech', 'stems', 'transcripts', 'failed', 'open'] as const;
const NOTHING_FOUND: SearchView = { jobs: [], hasMore: false };
const LIST_ID = 'search-results';
/** Long enough not to ask with every key. */
const PAUSE_MS = 120;

/** Searches commands and the history, over the page. */
export interface SearchDialog {
  view(): TemplateResult | typeof nothing;
  open(): void;
}

/** Creates the dialog, which is in the page only while it is open, and opens with Ctrl+K or Cmd+K. */
export function createSearchDialog(parts: {
  readonly t: Translate;
  readonly commands: readonly CommandView[];
  readonly announce: (sentence: string) => void;
  readonly onCommand: (line: string) => void;
  readonly onJob: (jobId: string) => void;
  readonly redraw: Redraw;
}): SearchDialog {
  const { t, commands, announce, redraw } = parts;
  const dialog = createRef<HTMLDialogElement>();
  let isOpen = false;
  let query = '';
  let filter: (typeof FILTERS)[number] = 'all';
  let found = NOTHING_FOUND;
  let problem = '';
  let isSearched = false;
  let at = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;
  // What an older search finds must never replace what a newer does.
  let latest = new AbortController();

  const results = (): readonly SearchResult[] => [
    ...(filter === 'all' ? findCommands(commands, query) : []),
    ...found.jobs.map((job) => ({ kind: 'job', job }) as const),
  ];

  function search(afterMs: number): void {
    clearTimeout(pause);
    latest.abort();
    latest = new AbortController();
    const { signal } = latest;
    const show = (next: SearchView, text: string): void => {
      if (signal.aborted) return;
      found = next;
      problem = text;
      isSearched = true;
      at = 0;
      announce(t('search.count', { count: results().length }));
      redraw();
    };
    pause = setTimeout(() => {
      searchJobs({ query, filter }, signal).then(
        (next) => show(next, ''),
        (error: unknown) => show(NOTHING_FOUND, problemText(error, t)),
      );
    }, afterMs);
  }

  function open(): void {
    if (isOpen) return;
    isOpen = true;
    search(0);
    redraw(() => {
      dialog.value?.showModal();
      dialog.value?.querySelector('input')?.select();
    });
  }

  function onClose(): void {
    isOpen = false;
    latest.abort();
    redraw();
  }

  function choose(result: SearchResult | undefined): void {
    if (result === undefined) return;
    dialog.value?.close();
    if (result.kind === 'command') parts.onCommand(`${result.line} `);
    else parts.onJob(result.job.id);
  }

  function onKey(event: KeyboardEvent): void {
    const all = results();
    if (event.isComposing || all.length === 0) return;
    if (event.key === 'ArrowDown') at = (at + 1) % all.length;
    else if (event.key === 'ArrowUp') at = (at - 1 + all.length) % all.length;
    else if (event.key === 'Enter') choose(all[at]);
    else return;
    event.preventDefault();
    redraw(() => document.getElementById(`${LIST_ID}-${at}`)?.scrollIntoView({ block: 'nearest' }));
  }

  function onInput({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    query = target.value;
    at = 0;
    redraw();
    search(PAUSE_MS);
  }

  addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    event.preventDefault();
    if (isOpen) dialog.value?.close();
    else if (document.querySelector('dialog[open]') === null) open();
  });

  const filterButton = (name: (typeof FILTERS)[number]) => html`
    <button type="button" class="filter" aria-pressed=${String(name === filter)} @click=${() => {
      filter = name;
      search(0);
      redraw();
    }}>${t(`search.filter.${name}`)}</button>
  `;

  function line(result: SearchResult, index: number): TemplateResult {
    return html`
      <li id=${`${LIST_ID}-${index}`} role="option" class="found" aria-selected=${String(index === at)}
        @click=${() => choose(result)}>${resultView(result)}</li>
    `;
  }

  function remark(count: number): string {
    if (problem !== '') return problem;
    if (count === 0) return isSearched ? t('search.none') : '';
    return found.hasMore ? t('search.more') : '';
  }

  return {
    open,
    view() {
      if (!isOpen) return nothing;
      const all = results();
      return html`
        <dialog class="search" aria-label=${t('search.label')} @close=${onClose} ${ref(dialog)}>
          <div class="search-head">
            ${icon('search')}
            <input type="search" class="search-field" autocomplete="off" spellcheck="false" .value=${query}
              aria-label=${t('search.label')} placeholder=${t('search.placeholder')} role="combobox"
              aria-autocomplete="list" aria-controls=${LIST_ID} aria-expanded=${String(all.length > 0)}
              aria-activedescendant=${all.length > 0 ? `${LIST_ID}-${at}` : nothing}
              @input=${onInput} @keydown=${onKey}>
            <button type="button" class="icon-button" aria-label=${t('search.close')}
              @click=${() => dialog.value?.close()}>${icon('close')}</button>
          </div>
          <div class="filters" role="group" aria-label=${t('search.filters')}>${FILTERS.map(filterButton)}</div>
          <ul id=${LIST_ID} class="search-list" role="listbox" aria-label=${t('search.results')}
            ?hidden=${all.length === 0}>${all.map(line)}</ul>
          <p class="search-remark">${remark(all.length)}</p>
        </dialog>
      `;
    },
  };
}

function resultView(result: SearchResult): TemplateResult {
  if (result.kind === 'command') {
    return html`<code>${result.line}</code><span class="found-about">${result.description}</span>`;
  }
  const { summary, status, state, age } = result.job;
  return html`
    <span class="found-title">${summary}</span>
    <span class="found-about" data-state=${state}>${status} · ${age}</span>
  `;
}
