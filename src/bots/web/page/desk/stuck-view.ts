import { html, nothing, type TemplateResult } from 'lit-html';
import type { CountsView, JobRowView, SystemView } from '../../desk/protocol.ts';
import type { Redraw } from '../frame/redraw.ts';
import { type Drawing, jobsTable } from './jobs-table.ts';
import { countText } from './jobs-view.ts';
import { readCounts, readJobs, readSystem } from './requests.ts';
import { outageLines } from './system-view.ts';
import type { DeskView } from './view.ts';

const TROUBLES = ['parked', 'unconfirmed', 'key-rejected', 'provider-down', 'late', 'undelivered'] as const;
const SHOWN = 10;

/** Creates the view of what is stuck, and why. `showState` lists all jobs of one trouble. */
export function createStuckView(
  drawing: Drawing,
  { redraw, showState }: { readonly redraw: Redraw; readonly showState: (state: string) => void },
): DeskView {
  const { t } = drawing;
  let counts: CountsView | undefined;
  let system: SystemView | undefined;
  let jobs: ReadonlyMap<string, readonly JobRowView[]> = new Map();

  const section = (trouble: (typeof TROUBLES)[number], count: number): TemplateResult => {
    const name = t(`trouble.${trouble}`);
    return html`
      <section class="desk-section" aria-labelledby=${`stuck-${trouble}`}>
        <h2 id=${`stuck-${trouble}`}>${name} <span class="count">${countText(t, count)}</span></h2>
        <p class="soft">${t(`why.${trouble}`)}</p>
        ${jobsTable(drawing, (jobs.get(trouble) ?? []).slice(0, SHOWN), name)}
        ${
          count > SHOWN
            ? html`<button type="button" class="button" @click=${() => showState(trouble)}>${t('stuck.all')}</button>`
            : nothing
        }
      </section>`;
  };

  return {
    async load() {
      const [counted, health] = await Promise.all([readCounts(), readSystem()]);
      const stuck = TROUBLES.filter((trouble) => counted.troubles[trouble] > 0);
      const pages = await Promise.all(stuck.map((state) => readJobs({ state, by: '', value: '' })));
      jobs = new Map(stuck.map((trouble, at) => [trouble, pages[at]?.jobs ?? []]));
      counts = counted;
      system = health;
      redraw();
    },
    view() {
      if (counts === undefined) return html`<p class="soft">${t('desk.loading')}</p>`;
      const { troubles } = counts;
      const stuck = TROUBLES.filter((trouble) => troubles[trouble] > 0);
      return html`
        ${system !== undefined && system.outages.length > 0 ? outageLines(drawing, system) : nothing}
        ${
          stuck.length === 0
            ? html`<p class="soft" role="status">${t('stuck.none')}</p>`
            : stuck.map((trouble) => section(trouble, troubles[trouble]))
        }`;
    },
  };
}
