import { html, nothing, type TemplateResult } from 'lit-html';
import type { CountsView, SystemView } from '../../desk/protocol.ts';
import type { Redraw } from '../frame/redraw.ts';
import { type Drawing, scrolled } from './jobs-table.ts';
import { countText } from './jobs-view.ts';
import { readCounts, readSystem } from './requests.ts';
import type { DeskView } from './view.ts';
import type { DeskTranslate } from './words.ts';

const IN_FLIGHT = ['input', 'quoted', 'submitting', 'watching', 'completed'] as const;
const BYTES_PER_GB = 1e9;

/** Creates the view of the bot and what it depends on. */
export function createSystemView(drawing: Drawing, { redraw }: { readonly redraw: Redraw }): DeskView {
  const { t } = drawing;
  let system: SystemView | undefined;
  let counts: CountsView | undefined;

  return {
    async load() {
      [system, counts] = await Promise.all([readSystem(), readCounts()]);
      redraw();
    },
    view() {
      if (system === undefined || counts === undefined) return html`<p class="soft">${t('desk.loading')}</p>`;
      return html`
        ${verdict(t, system)}
        <div class="cards">
          ${card(t('system.wallet'), walletFacts(t, system))}
          ${card(t('system.queue'), queueFacts(t, system, counts))}
          ${card(t('system.connections'), connectionFacts(t, system))}
        </div>
        <section class="desk-section">
          <h2>${t('system.comparison')}</h2>${comparison(t, system)}
        </section>
        ${outageLines(drawing, system)}
        <section class="desk-section">
          <h2>${t('system.processes')}</h2>${processes(drawing, system)}
        </section>`;
    },
  };
}

/** Draws the outages that this process knows of. */
export function outageLines({ t, times }: Drawing, { outages }: SystemView): TemplateResult {
  return html`
    <section class="desk-section">
      <h2>${t('system.outages')}</h2>
      ${
        outages.length === 0
          ? html`<p class="soft">${t('system.no-outages')}</p>`
          : html`<ul>${outages.map(({ of, sinceMs }) => html`<li>${of}: ${times.moment(sinceMs)}</li>`)}</ul>`
      }
    </section>`;
}

function verdict(t: DeskTranslate, { problems }: SystemView): TemplateResult {
  if (problems.length === 0) return html`<p class="verdict">${t('system.ready')}</p>`;
  return html`
    <div class="verdict verdict-bad" role="status">
      <p>${t('system.problems')}</p>
      <ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>
    </div>`;
}

type Facts = readonly (readonly [string, unknown])[];

function card(title: string, facts: Facts): TemplateResult {
  return html`
    <section class="desk-card">
      <h2>${title}</h2>
      <dl>${facts.map(([name, value]) => html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    </section>`;
}

function walletFacts(t: DeskTranslate, { balance, isBalanceLow }: SystemView): Facts {
  const low = isBalanceLow ? html` <span class="badge">${t('system.balance-low')}</span>` : nothing;
  return [[t('system.balance'), html`${balance ?? t('system.unknown')}${low}`]];
}

function queueFacts(t: DeskTranslate, { due }: SystemView, { stages }: CountsView): Facts {
  const inFlight = IN_FLIGHT.reduce((sum, stage) => sum + (stages[stage] ?? 0), 0);
  return [
    [t('system.queued'), stages['received'] ?? 0],
    [t('system.in-flight'), inFlight],
    [t('system.due'), countText(t, due)],
  ];
}

function connectionFacts(t: DeskTranslate, { connections, database, freeBytes }: SystemView): Facts {
  const disk =
    freeBytes === undefined
      ? t('system.unknown')
      : t('system.gb', { size: (freeBytes / BYTES_PER_GB).toFixed(1) });
  return [
    ...connections.map(({ name, ready, reason }): readonly [string, unknown] => [
      name,
      ready
        ? t('system.connected')
        : html`<span class="badge">${t('system.disconnected')}</span> ${reason ?? nothing}`,
    ]),
    [t('system.database'), database === 'sqlite' ? 'SQLite' : 'PostgreSQL'],
    [t('system.disk'), disk],
  ];
}

function comparison(t: DeskTranslate, { comparison: last }: SystemView): TemplateResult {
  if (last === undefined) return html`<p class="soft">${t('system.not-compared')}</p>`;
  const { day, there, here, jobs, drift, isExplained } = last;
  const verdictKey = isExplained ? 'system.drift-explained' : 'system.drift-unexplained';
  return html`
    <p>${t('system.compared', { day, there, here, jobs })}</p>
    <p>${t('system.drift')}: ${drift} <span class=${isExplained ? 'soft' : 'badge'}>${t(verdictKey)}</span></p>`;
}

function processes({ t, times }: Drawing, { processes: alive }: SystemView): TemplateResult {
  if (alive === undefined) return html`<p class="soft">${t('system.one-process')}</p>`;
  return scrolled(
    t('system.processes'),
    html`
      <table>
        <thead><tr>
          <th scope="col">${t('column.process')}</th>
          <th scope="col">${t('column.started')}</th>
          <th scope="col">${t('column.held')}</th>
        </tr></thead>
        <tbody>${alive.map(
          ({ id, startedAtMs, jobs }) => html`
            <tr><th scope="row"><code>${id}</code></th><td>${times.moment(startedAtMs)}</td><td>${jobs}</td></tr>`,
        )}</tbody>
      </table>`,
  );
}
