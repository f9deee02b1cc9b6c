import type { Config } from '../../config/config.ts';
import { broken, type Check, type Finding, inOrder, warning } from '../../core/model/check.ts';
import { openStoreProbe, type StoreProbe } from '../../core/store/checkup/store-probe.ts';

/** The bot's database. */
export type StoreSubject = Pick<Config, 'store'>;

/** Platforms wait three seconds for an acknowledgement; the bot lets the record take 0.7 of them. */
const WARN_COMMIT_MS = 100;
const BROKEN_COMMIT_MS = 700;

/** Looks at the database, beside a running bot or without one. */
export const STORE_CHECKS: readonly Check<StoreSubject>[] = [
  {
    name: 'store.tables',
    looksAt: 'Whether the database opens, and has the tables of this release',
    remedy: 'Check STORE_URL and DATA_DIR, and that PostgreSQL is running if it’s set there.',
    run: (subject) =>
      withProbe(
        subject,
        async (probe) => {
          const { pending, unknown } = await probe.tables();
          if (unknown.length > 0) {
            return broken('A newer release of the bot made this database.', 'Start that release.');
          }
          if (pending.length === 0)
            return inOrder(`The database (${shown(probe)}) has this release’s tables.`);
          return warning(
            `The database lacks ${pending.length} ${pending.length === 1 ? 'change' : 'changes'} of this release (${pending.join(', ')}).`,
            'The next start makes them. Back up first: npm run backup -- <file>.',
          );
        },
        'There is no database yet. The first start creates it.',
      ),
  },
  {
    name: 'store.write',
    looksAt: 'Whether the database accepts a row, which is rolled back',
    remedy: 'Let the user of STORE_URL write, or make the file and its folder writable for this user.',
    run: (subject) =>
      withProbe(subject, async (probe) => {
        await probe.insertAndRollBack();
        return inOrder('The database accepts a row; it was rolled back.');
      }),
  },
  {
    name: 'store.commit',
    looksAt: 'How long commits take until they are on the disk (99th percentile)',
    remedy: 'Move the database to a faster disk, or nearer to this computer.',
    run: (subject, signal) =>
      withProbe(subject, async (probe) => {
        return judgeCommits(await probe.commitTimesMs(signal));
      }),
  },
];

/** Judges how long commits took, in milliseconds, shortest first. */
export function judgeCommits(times: readonly number[]): readonly Finding[] {
  const ms = Math.ceil(times[Math.ceil(times.length * 0.99) - 1] ?? 0);
  const fact = `99 of 100 commits take at most ${ms} ms.`;
  if (ms >= BROKEN_COMMIT_MS) return broken(fact);
  return ms >= WARN_COMMIT_MS ? warning(fact) : inOrder(fact);
}

type Findings = ReturnType<Check<StoreSubject>['run']>;

/** Each check has a connection of its own, so that none waits for another. */
async function withProbe(
  { store }: StoreSubject,
  look: (probe: StoreProbe) => Findings,
  ifAbsent?: string,
): Findings {
  await using probe = openStoreProbe(store.url.reveal());
  if (probe === undefined) return ifAbsent === undefined ? [] : inOrder(ifAbsent);
  // Awaited, because the connection is closed on return.
  return await look(probe);
}

function shown({ location }: StoreProbe): string {
  return location.kind === 'sqlite' ? location.path : location.shown;
}
