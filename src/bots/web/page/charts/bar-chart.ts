import { html, svg, type TemplateResult } from 'lit-html';
import type { ChartView } from '../../protocol/view.ts';
import type { Translate } from '../text/strings.ts';

const WIDTH = 640;
const HEIGHT = 220;
const LEFT = 68;
const BOTTOM = 24;
const TOP = 12;
const WIDEST_BAR = 28;
/** Labels below the bars that fit side by side. */
const MOST_LABELS = 7;
const GRID_LINES = 4;
/** As many series have a color of their own. */
const COLORS = 8;

/**
 * Draws bars by day, stacked by series, in the page's own colors. The image says what the chart shows; the table
 * below it has every value.
 */
export function barChart(chart: ChartView, t: Translate): TemplateResult {
  const { title, alt, days, series } = chart;
  const totals = days.map((_, day) => series.reduce((sum, { amounts }) => sum + (amounts[day] ?? 0), 0));
  const step = niceStep(Math.max(0.01, ...totals) / GRID_LINES);
  const top = step * Math.max(1, Math.ceil(Math.max(...totals) / step - 1e-9));
  const yOf = (amount: number) => HEIGHT - BOTTOM - (amount / top) * (HEIGHT - BOTTOM - TOP);
  const pitch = (WIDTH - LEFT) / days.length;
  const legend = series.map(({ name, color }) => html`<li data-series=${color % COLORS}>${name}</li>`);
  return html`
    <figure class="chart">
      <figcaption class="chart-title">${title}</figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${alt}>
        ${grid(top, step, yOf)}
        ${days.map((_, day) => bar(chart, day, { x: LEFT + pitch * (day + 0.5), width: Math.min(WIDEST_BAR, pitch * 0.7), yOf }))}
        ${labels(days, pitch)}
      </svg>
      <ul class="chart-legend">${legend}</ul>
      ${values(chart, t)}
    </figure>
  `;
}

/** Returns 1, 2 or 5 times a power of ten, at least as large as wanted. */
export function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return ([1, 2, 5, 10].find((factor) => factor * power >= wanted - 1e-12) ?? 10) * power;
}

function grid(top: number, step: number, yOf: (amount: number) => number): unknown {
  const marks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return marks.map(
    (amount) => svg`
      <line class="chart-grid" x1=${LEFT} x2=${WIDTH} y1=${yOf(amount)} y2=${yOf(amount)}></line>
      <text class="chart-label" x=${LEFT - 8} y=${yOf(amount) + 4} text-anchor="end">${dollars(amount)}</text>
    `,
  );
}

function bar(
  { days, series }: ChartView,
  day: number,
  { x, width, yOf }: { readonly x: number; readonly width: number; readonly yOf: (amount: number) => number },
): unknown {
  let below = 0;
  return series.map(({ name, color, amounts }) => {
    const amount = amounts[day] ?? 0;
    if (amount <= 0) return '';
    const from = yOf(below);
    below += amount;
    const height = from - yOf(below);
    return svg`
      <rect class="chart-bar" data-series=${color % COLORS} x=${x - width / 2} y=${yOf(below)} width=${width} height=${height}>
        <title>${`${days[day] ?? ''} · ${name}: ${dollars(amount)}`}</title>
      </rect>
    `;
  });
}

function labels(days: readonly string[], pitch: number): unknown {
  const every = Math.ceil(days.length / MOST_LABELS);
  return days.map((day, index) =>
    index % every === 0
      ? svg`<text class="chart-label" x=${LEFT + pitch * (index + 0.5)} y=${HEIGHT - 6} text-anchor="middle">${day}</text>`
      : '',
  );
}

function values({ days, series }: ChartView, t: Translate): TemplateResult {
  const rows = days.flatMap((day, index) => {
    const cells = series.map(({ amounts }) => amounts[index] ?? 0);
    return cells.every((amount) => amount === 0)
      ? []
      : [
          html`<tr><th scope="row">${day}</th>${cells.map((amount) => html`<td>${dollars(amount)}</td>`)}</tr>`,
        ];
  });
  return html`
    <details class="chart-values">
      <summary>${t('chart.values')}</summary>
      <div class="chart-table" tabindex="0" role="region" aria-label=${t('chart.values')}>
        <table>
          <thead>
            <tr><th scope="col">${t('chart.day')}</th>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr>
          </thead>
          <tbody>${rows}</tbody>
        </table>
      </div>
    </details>
  `;
}

/** Formats dollars with cents, or finer where a cent is too coarse. */
function dollars(amount: number): string {
  return `$${amount.toFixed(amount > 0 && amount < 0.01 ? 4 : 2)}`;
}
