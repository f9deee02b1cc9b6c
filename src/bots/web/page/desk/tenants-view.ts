import { html, nothing, type TemplateResult } from 'lit-html';
import type { LimitView, TenantsView, TenantView } from '../../desk/protocol.ts';
import type { Redraw } from '../frame/redraw.ts';
import { type Drawing, scrolled } from './jobs-table.ts';
import { readTenants } from './requests.ts';
import type { DeskView } from './view.ts';
import type { DeskTranslate } from './words.ts';

/** Creates the view of tenants: what they spend, and what they may. */
export function createTenantsView(
  { t }: Drawing,
  {
    redraw,
    onError,
    changeBudget,
  }: {
    readonly redraw: Redraw;
    readonly onError: (error: unknown) => void;
    readonly changeBudget: (tenant: TenantView) => void;
  },
): DeskView {
  let after = '';
  let found: TenantsView | undefined;

  async function load(): Promise<void> {
    found = await readTenants(after);
    redraw();
  }

  function go(next: string): void {
    after = next;
    void load().catch(onError);
  }

  const row = (tenant: TenantView): TemplateResult => html`
    <tr>
      <th scope="row"><span class="ids">${tenant.tenant}</span></th>
      <td data-column=${t('column.month')}>${meter(t, tenant.limits, 'month', tenant.tenant)}</td>
      <td data-column=${t('column.day')}>${meter(t, tenant.limits, 'day', tenant.tenant)}</td>
      <td data-column=${t('column.budget')}>${tenant.budget === undefined ? t('tenants.unreadable') : settings(t, tenant.budget)}</td>
      <td data-column=${t('column.limit')}>${tenant.own === undefined ? '–' : settings(t, tenant.own)}</td>
      <td data-column=${t('column.key')}>${tenant.ownKey === undefined ? t('key.owner') : t('key.own', { end: tenant.ownKey })}</td>
      <td data-column=${t('column.action')}>
        <button type="button" class="button" aria-label=${t('budget.of', { tenant: tenant.tenant })}
          ?disabled=${tenant.budget === undefined} @click=${() => changeBudget(tenant)}>${t('budget.change')}</button>
      </td>
    </tr>`;

  const table = (tenants: readonly TenantView[]): TemplateResult =>
    scrolled(
      t('tenants.table'),
      html`
        <table>
          <caption class="visually-hidden">${t('tenants.table')}</caption>
          <thead><tr>
            <th scope="col">${t('column.tenant')}</th>
            <th scope="col">${t('column.month')}</th>
            <th scope="col">${t('column.day')}</th>
            <th scope="col">${t('column.budget')}</th>
            <th scope="col">${t('column.limit')}</th>
            <th scope="col">${t('column.key')}</th>
            <th scope="col">${t('column.action')}</th>
          </tr></thead>
          <tbody>${tenants.map(row)}</tbody>
        </table>`,
    );

  return {
    load,
    view() {
      if (found === undefined) return html`<p class="soft">${t('desk.loading')}</p>`;
      const { owner, tenants, next } = found;
      return html`
        <section class="desk-section">
          <h2>${t('tenants.owner')}</h2>
          <div class="meters"><div>${t('column.month')} ${meter(t, owner, 'month', t('tenants.owner'))}</div>
            <div>${t('column.day')} ${meter(t, owner, 'day', t('tenants.owner'))}</div></div>
        </section>
        ${tenants.length === 0 ? html`<p class="soft">${t('tenants.none')}</p>` : table(tenants)}
        <div class="pages">
          ${after === '' ? nothing : html`<button type="button" class="button" @click=${() => go('')}>${t('tenants.first')}</button>`}
          ${next === undefined ? nothing : html`<button type="button" class="button" @click=${() => go(next)}>${t('tenants.more')}</button>`}
        </div>`;
    },
  };
}

/** Draws how full the limit of a month or a day is. */
function meter(
  t: DeskTranslate,
  limits: readonly LimitView[],
  span: 'month' | 'day',
  whose: string,
): TemplateResult | string {
  const found = limits.find(({ scope }) => scope.endsWith(span));
  if (found === undefined) return '–';
  const { spent, held, limit, percent } = found;
  const text = limit === undefined ? t('limit.unlimited', { spent }) : t('limit.used', { spent, limit });
  const label = `${whose}: ${t(`column.${span}`)}`;
  return html`
    <div class="meter">
      <span>${text}</span>
      ${percent === undefined ? nothing : html`<meter min="0" max="100" high="80" .value=${percent} aria-label=${label}>${percent}%</meter>`}
      ${/[1-9]/.test(held) ? html`<span class="soft">${t('limit.held', { held })}</span>` : nothing}
    </div>`;
}

function settings(
  t: DeskTranslate,
  { monthly, daily }: { readonly monthly: string; readonly daily: string },
): TemplateResult {
  return html`
    <span class="ids">
      <span>${t('setting.month', { amount: settingText(t, monthly) })}</span>
      <span>${t('setting.day', { amount: settingText(t, daily) })}</span>
    </span>`;
}

function settingText(t: DeskTranslate, setting: string): string {
  return setting === 'default' || setting === 'none' ? t(`setting.${setting}`) : setting;
}
