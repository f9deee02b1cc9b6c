import type { Job } from '../../src/core/model/job/job.ts';
import type { Locale } from '../../src/core/model/locale.ts';
import { fromCents, type MicroDollars, subtract } from '../../src/core/model/money/money.ts';
import { scopesFor } from '../../src/core/wallet/limits/limits.ts';
import { until } from '../fakes/until.ts';
import type { Chat, Person } from './chat.ts';
import type { HandedFiles } from './handed.ts';

/** What every part of the suite works on. Read it inside tests only. */
export interface Subject {
  readonly chat: Chat;
  readonly files: HandedFiles;
  /** The member who reads this language, the same in every test. */
  person(locale: Locale): Promise<Person>;
  /**
   * In which languages the row of this number is asked for here, if at all. Rows take turns, and platforms begin with
   * different ones: words differ by language, not by platform. `npm run prove` asks for every row in every language on
   * every platform.
   */
  locales(index: number, row: Where): readonly Locale[];
}

/** On which platforms a row is asked for, and in which languages. */
export interface Where {
  /** On every platform, as each has its own way of asking or showing it. Others are the playground's, which is the fastest. */
  readonly everywhere?: true;
  /** Instead of the language whose turn it is. */
  readonly locales?: readonly Locale[];
}

/** One part of the suite. */
export interface Part {
  readonly title: string;
  readonly tests: (subject: Subject) => void;
}

/** Where money is and was, at the bot and at AudioPod. */
export interface Account {
  readonly held: MicroDollars;
  readonly spent: MicroDollars;
  readonly heldThere: MicroDollars;
  readonly spentThere: MicroDollars;
}

/** Reads the accounts of the tenant and of the wallet behind the bot. */
export async function accountOf({ world, tenant }: Chat): Promise<Account> {
  const scopes = scopesFor({ tenant, member: 'nobody' }, world.dependencies.limits, world.clock.now());
  const totals = await world.store.ledger.totals(scopes);
  const own = totals.find(({ scope }) => scope === 'tenant-month');
  if (own === undefined) throw new Error('A tenant has a month');
  const { reservedCents, spentCents } = world.sandbox.control.wallet.figures();
  return {
    held: own.held,
    spent: own.spent,
    heldThere: fromCents(reservedCents),
    spentThere: fromCents(spentCents),
  };
}

/** What was spent between two looks. */
export function spentBetween(before: Account, after: Account): Pick<Account, 'spent' | 'spentThere'> {
  return {
    spent: subtract(after.spent, before.spent),
    spentThere: subtract(after.spentThere, before.spentThere),
  };
}

/** The tenant's newest job; `undefined` while there is none. */
export async function newestJob({ world, tenant }: Chat): Promise<Job | undefined> {
  const [job] = await world.store.jobs.list({ tenant, limit: 1 });
  return job;
}

/** Has a job begun, and answers it and what came of asking. */
export async function begin<T>(
  chat: Chat,
  ask: () => Promise<T>,
): Promise<{ readonly exchange: T; readonly job: Job }> {
  const before = await newestJob(chat);
  const exchange = await ask();
  const job = await until('a job begins', async () => {
    const newest = await newestJob(chat);
    return newest !== undefined && newest.id !== before?.id && newest;
  });
  return { exchange, job };
}

/** The same, once the job is over. */
export async function carryOut<T>(
  chat: Chat,
  ask: () => Promise<T>,
): Promise<{ readonly exchange: T; readonly job: Job }> {
  const { exchange, job } = await begin(chat, ask);
  return { exchange, job: await chat.world.settled(job.id) };
}

/** Resolves once AudioPod works on a public job, and the platform has shown that where it does so in public. */
export function underWay({ world }: Chat, { id, origin }: Job): Promise<Job> {
  const { announce } = world.dependencies.platform(origin.platform).adapter;
  return world.settled(
    id,
    ({ work, history }) =>
      work.stage === 'watching' &&
      (announce === undefined || history.some(({ event }) => event === 'announced')),
  );
}

/** Resolves once no file of any job is left. The last ones go a moment after the record says that the job is over. */
export async function nothingLeft({ world }: Chat): Promise<void> {
  await until('no files are left', async () => (await world.dependencies.folders.known()).size === 0);
}
