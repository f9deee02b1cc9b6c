import { z } from 'zod';
import type { Clock } from '../../async/clock.ts';
import { stamp } from '../../model/job/history.ts';
import type { DeadJob } from '../../ports/dead-jobs.ts';
import type { Log } from '../../ports/log.ts';
import type { Records, Store } from '../../ports/store.ts';
import { changeNewest } from '../context/change-newest.ts';
import { droppedLine, factLines, listLine } from './describe-dead-job.ts';
import { dropDeadJob } from './drop-dead-job.ts';

/** How many jobs a list shows. */
const LISTED = 100;

/** What a bot owner wants to know of, or done to, jobs that stopped. */
export const deadJobCommandSchema = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('list') }),
  z.object({ verb: z.enum(['show', 'replay', 'drop']), id: z.string().min(1).max(200) }),
]);
export type DeadJobCommand = z.output<typeof deadJobCommandSchema>;

/** Lines for the bot owner's terminal. `ok` is false if the job isn't one that stopped. */
export const deadJobAnswerSchema = z.object({ ok: z.boolean(), lines: z.array(z.string()) });
export type DeadJobAnswer = z.output<typeof deadJobAnswerSchema>;

/** Carries out the bot owner's commands about dead jobs. */
export type DeadJobCommands = (command: DeadJobCommand) => Promise<DeadJobAnswer>;

/** Creates {@link DeadJobCommands} over the store. */
export function createDeadJobCommands(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): DeadJobCommands {
  const { store, clock, log } = parts;

  /** Changes a job that is still dead when the transaction reads it. */
  const change = async (
    id: string,
    act: (records: Records, dead: DeadJob) => Promise<string>,
  ): Promise<DeadJobAnswer> => {
    // Its member may change it too.
    const line = await changeNewest(() =>
      store.transaction(async (records) => {
        const dead = await records.deadJobs.find(id);
        return dead && act(records, dead);
      }),
    );
    return line === undefined ? notDead(id) : { ok: true, lines: [line] };
  };

  return async (command) => {
    const nowMs = clock.now();
    if (command.verb === 'list')
      return listed(await store.deadJobs.list(LISTED), nowMs, await store.deadJobs.count());
    const { verb, id } = command;
    if (verb === 'show') {
      const dead = await store.deadJobs.find(id);
      return dead === undefined ? notDead(id) : { ok: true, lines: [...factLines(dead)] };
    }
    const answer = await change(id, (records, dead) =>
      verb === 'replay' ? replay(records, dead, nowMs) : drop(records, dead, nowMs),
    );
    log.info({ job: id, verb, ok: answer.ok }, 'dead-job-changed');
    return answer;
  };
}

async function replay({ jobs, deadJobs }: Records, { id, job }: DeadJob, nowMs: number): Promise<string> {
  if (job !== undefined) {
    await jobs.save({ ...job, attempt: 0, ...stamp(job.history, 'replayed', nowMs) }, nowMs);
  }
  await deadJobs.revive(id);
  await jobs.wake(id, nowMs);
  return `Replaying ${id}. It continues where its record says, and stops again if every try fails.`;
}

async function drop(records: Records, dead: DeadJob, nowMs: number): Promise<string> {
  return droppedLine(dead.id, await dropDeadJob(records, dead, nowMs));
}

function listed(dead: readonly DeadJob[], nowMs: number, count: number): DeadJobAnswer {
  if (count === 0) return { ok: true, lines: ['No job has stopped.'] };
  const more = count - dead.length;
  return {
    ok: true,
    lines: [
      ...dead.map((one) => listLine(one, nowMs)),
      ...(more > 0 ? [`${more} more. Replay or drop some to see them.`] : []),
    ],
  };
}

function notDead(id: string): DeadJobAnswer {
  return { ok: false, lines: [`No job ${id} has stopped. See those that have with: npm run jobs -- list`] };
}
