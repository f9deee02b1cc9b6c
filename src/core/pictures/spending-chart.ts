import type { ChartConfiguration } from 'chart.js';
import type { Locale } from '../model/locale.ts';
import { formatUsd, fromDollars, inDollars, type MicroDollars } from '../model/money/money.ts';
import { COLOUR, MARGIN, openCard, seriesColour, WIDTH } from './picture-card.ts';

const HEIGHT = 620;
const WIDEST_BAR = 56;

/** Daily spending on one category. */
export interface SpendingSeries {
  readonly name: string;
  /** The number of its color, the same in every chart. */
  readonly colour: number;
  /** One amount for each day of the chart. */
  readonly amounts: readonly MicroDollars[];
}

/** The data of a spending chart. */
export interface Spending {
  readonly locale: Locale;
  readonly title: string;
  /** Consecutive local dates, such as `2026-11-23`. */
  readonly days: readonly string[];
  /** In order from the bottom of each bar to its top. */
  readonly series: readonly SpendingSeries[];
}

/** Draws a dark card with one bar per day, stacked in one color per category. */
export async function drawSpending({ locale, title, days, series }: Spending): Promise<Buffer> {
  // Loaded only here: nothing else needs it, and most processes never draw a chart.
  const { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Title } = await import(
    'chart.js'
  );
  Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Title);
  const { createCanvas } = await import('@napi-rs/canvas');
  const labels = dayLabels(locale, days);
  const card = await openCard(HEIGHT, [title, ...labels, ...series.map(({ name }) => name)]);
  const text = (size: number, weight: 500 | 600) => ({ family: card.font, size, weight });

  const configuration: ChartConfiguration<'bar', number[], string> = {
    type: 'bar',
    data: {
      labels,
      datasets: series.map(({ name, colour, amounts }) => ({
        label: name,
        data: amounts.map((amount) => inDollars(amount)),
        backgroundColor: seriesColour(colour),
        maxBarThickness: WIDEST_BAR,
      })),
    },
    options: {
      animation: false,
      responsive: false,
      devicePixelRatio: 1,
      events: [],
      layout: { padding: MARGIN },
      plugins: {
        title: {
          display: true,
          text: title,
          align: 'start',
          color: COLOUR.label,
          font: text(26, 600),
          padding: { bottom: 24 },
        },
        legend: {
          position: 'bottom',
          align: 'start',
          labels: { color: COLOUR.label, font: text(19, 500), boxWidth: 18, boxHeight: 18, padding: 18 },
        },
      },
      scales: {
        x: {
          stacked: true,
          grid: { display: false },
          border: { color: COLOUR.faint },
          ticks: { color: COLOUR.faint, font: text(17, 500), maxRotation: 0, autoSkipPadding: 28 },
        },
        y: {
          stacked: true,
          beginAtZero: true,
          grid: { color: COLOUR.lane },
          border: { display: false },
          ticks: {
            color: COLOUR.faint,
            font: text(17, 500),
            padding: 10,
            maxTicksLimit: 7,
            // A cent is the smallest billed amount.
            precision: 2,
            callback: (dollars) => formatUsd(fromDollars(Number(dollars))),
          },
        },
      },
    },
  };
  const plot = createCanvas(WIDTH, HEIGHT);
  // Chart.js draws on any canvas context; only its types assume a browser.
  const chart = new Chart(plot as unknown as ConstructorParameters<typeof Chart>[0], configuration);
  try {
    card.context.drawImage(plot, 0, 0);
  } finally {
    chart.destroy();
  }
  return await card.canvas.encode('png');
}

/** Formats dates as short labels: `Nov 3`, `11月3日`. */
function dayLabels(locale: Locale, days: readonly string[]): string[] {
  const format = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return days.map((day) => format.format(Date.parse(day)));
}
