import { inDollars } from '../../../core/model/money/money.ts';
import type { Spending } from '../../../core/pictures/spending-chart.ts';
import type { ChartView } from '../protocol/view.ts';

/** Builds the view of a spending chart. `alt` says in words what it shows. */
export function chartView({ locale, title, days, series }: Spending, alt: string): ChartView {
  const format = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return {
    title,
    alt,
    days: days.map((day) => format.format(Date.parse(day))),
    series: series.map(({ name, colour, amounts }) => ({
      name,
      color: colour,
      amounts: amounts.map((amount) => inDollars(amount)),
    })),
  };
}
