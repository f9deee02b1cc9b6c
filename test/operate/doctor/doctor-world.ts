import assert from 'node:assert/strict';
import { type Config, readConfig } from '../../../src/config/config.ts';
import { systemClock } from '../../../src/core/async/clock.ts';
import { ALL_CHECKS, checksFor, type DoctorParts } from '../../../src/operate/doctor/all-checks.ts';
import { type Reported, runChecks } from '../../../src/operate/doctor/run-checks.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { HUNG_MS } from '../../fakes/until.ts';

/** The environment of a bot. */
export type Variables = Readonly<Record<string, string>>;

/** What is different for one look. */
export interface Changed {
  readonly variables?: Variables;
  /** What variables can't say. */
  readonly config?: (config: Config) => Config;
  readonly parts?: Partial<Omit<DoctorParts, 'config'>>;
}

/** One thing that is wrong, and how the doctor must see it. */
export interface Row {
  readonly check: string;
  /** Completes the sentence “finds …”. */
  readonly fault: string;
  /** Makes it wrong. */
  arrange(): Changed | Promise<Changed>;
  readonly level: Reported['level'];
  readonly fact: RegExp;
}

/** Returns what the doctor reports, of all checks or of one. */
export async function report(
  variables: Variables,
  { variables: changed, config: change = (config) => config, parts }: Changed = {},
  check?: string,
): Promise<readonly Reported[]> {
  const config = change(readConfig({ ...variables, ...changed }));
  await using prepared = checksFor({
    ...{ config, searchPath: process.env['PATH'], clock: systemClock },
    ...parts,
  });
  const checks = prepared.checks.filter(({ name }) => check === undefined || name === check);
  const lines: Reported[] = [];
  // On a slow computer, a check may take longer than an operator would wait.
  const signal = AbortSignal.timeout(HUNG_MS);
  for await (const line of runChecks(checks, { clock: patientClock, signal })) lines.push(line);
  return lines;
}

/** Proves that a check sees a row's fault, in one line with a remedy. */
export async function proveRow(row: Row, variables: Variables): Promise<void> {
  const lines = await report(variables, await row.arrange(), row.check);
  assert.equal(lines.length, 1, JSON.stringify(lines));
  const [line] = lines;
  assert.match(line?.fact ?? '', row.fact);
  assert.equal(line?.level, row.level);
  assert.match(line?.remedy ?? '', /\w/);
}

/** What makes the doctor wait for somebody in a channel, who never comes. */
export function attendedIn(channel: string): NonNullable<DoctorParts['attended']> {
  return { channel, waitMs: 1, tell: () => undefined };
}

/** The names of all checks that begin like this. */
export function checksOf(prefix: string): readonly string[] {
  return ALL_CHECKS.map(({ name }) => name).filter((name) => name.startsWith(prefix));
}
