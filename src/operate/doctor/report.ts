import { styleText } from 'node:util';
import type { Reported } from './run-checks.ts';

type Level = Reported['level'];

const MARKS = { ok: '✓', warning: '!', broken: '✗' } as const satisfies Record<Level, string>;
const COLORS = { ok: 'green', warning: 'yellow', broken: 'red' } as const satisfies Record<Level, string>;

/** Exit codes: 0 if all is in order, 1 if something is broken, 2 if there are only warnings. */
export function exitCodeOf(lines: readonly Reported[]): 0 | 1 | 2 {
  if (lines.some(({ level }) => level === 'broken')) return 1;
  return lines.some(({ level }) => level === 'warning') ? 2 : 0;
}

/**
 * Returns a report's line: mark, check, fact, remedy.
 *
 * @param nameWidth of the longest check's name.
 */
export function lineOf(
  { check, level, fact, remedy }: Reported,
  nameWidth: number,
  isColored: boolean,
): string {
  const mark = isColored ? styleText(COLORS[level], MARKS[level], { validateStream: false }) : MARKS[level];
  const name = isColored
    ? styleText('dim', check.padEnd(nameWidth), { validateStream: false })
    : check.padEnd(nameWidth);
  return `${mark} ${name}  ${remedy === undefined ? fact : `${fact} ${remedy}`}`;
}

/** Returns the last line: how many are in order, and what to mend first. */
export function summaryOf(lines: readonly Reported[]): string {
  const first = firstToMend(lines);
  if (first === undefined) return `All in order (${lines.length}).`;
  const count = (level: Level) => lines.filter((line) => line.level === level).length;
  const warnings = count('warning');
  const counts = `${count('broken')} broken, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${count('ok')} in order.`;
  return `${counts} Mend first: ${first.check}.`;
}

/** Returns the first broken line, or else the first warning. */
export function firstToMend(lines: readonly Reported[]): Reported | undefined {
  return lines.find(({ level }) => level === 'broken') ?? lines.find(({ level }) => level === 'warning');
}
