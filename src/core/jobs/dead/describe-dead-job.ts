import { add, formatUsd, type MicroDollars, ZERO } from '../../model/money/money.ts';
import type { DeadJob } from '../../ports/dead-jobs.ts';
import type { Dropped } from './drop-dead-job.ts';

const HOUR_MS = 3_600_000;

/** Describes a dead job in one line of a list, for the bot owner's terminal. */
export function listLine(dead: DeadJob, nowMs: number): string {
  const { id, tenant, stage, deadAtMs, reason } = dead;
  const age = `${ageOf(nowMs - deadAtMs)} ago`;
  return [id, stage, `stopped ${age}`, tenant, serviceOf(dead), moneyOf(dead), reason].join('  ');
}

/** Describes one dead job in full. Nothing that a person wrote is shown. */
export function factLines(dead: DeadJob): readonly string[] {
  const { id, tenant, member, platform, stage, createdAtMs, deadAtMs, reason, attempts, job } = dead;
  return [
    `Job: ${id}`,
    `From: ${member} in ${tenant} (${platform}), ${dateOf(createdAtMs)}`,
    `Service: ${serviceOf(dead)}`,
    `Stage: ${stage}`,
    `Stopped: ${dateOf(deadAtMs)}, after ${attempts} failed runs`,
    `Reason: ${reason}`,
    `Money: ${moneyOf(dead)}`,
    ...(job === undefined
      ? ['Record: can’t be read. The member can’t be told about it.']
      : [
          `Record: money ${job.money.state}, delivery ${job.delivery.state}`,
          ...job.submissions.map(
            ({ service, providerId, state }) => `At AudioPod: ${service} ${providerId}, ${state}`,
          ),
          'History:',
          ...job.history.map(({ atMs, event }) => `  ${dateOf(atMs)}  ${event}`),
        ]),
  ];
}

/** Says how a job was ended, and what that means for its money and its member. */
export function droppedLine(id: string, dropped: Dropped): string {
  if (dropped.kind === 'buried') {
    const money = dropped.released ? 'What was reserved is released.' : 'What was reserved counts as spent.';
    return `Dropped ${id}. ${money} Its record can’t be read, so the member wasn’t told.`;
  }
  const { money, isMemberTold } = dropped;
  const told = isMemberTold
    ? 'The member is told.'
    : 'It had ended before; its result stays for /jobs fetch.';
  return `Dropped ${id}. ${MONEY[money.state]} ${told}`;
}

const MONEY = {
  none: 'No money was reserved.',
  held: 'Its money is still reserved.',
  'in-doubt': 'AudioPod may have charged: the amount stays reserved, and counts as spent after 24 hours.',
  settled: 'Its cost counts as spent.',
  released: 'What was reserved is released.',
} as const;

function serviceOf({ job }: DeadJob): string {
  return job?.request.service ?? 'unknown service';
}

function moneyOf({ open }: DeadJob): string {
  if (open.length === 0) return 'nothing reserved';
  const total = open.reduce<MicroDollars>((sum, { amount }) => add(sum, amount), ZERO);
  const isDoubtful = open.some(({ state }) => state === 'in-doubt');
  return `${formatUsd(total)} ${isDoubtful ? 'in doubt' : 'reserved'}`;
}

function dateOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function ageOf(durationMs: number): string {
  const hours = Math.floor(durationMs / HOUR_MS);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours >= 1 ? `${hours} h` : `${Math.max(0, Math.floor(durationMs / 60_000))} min`;
}
