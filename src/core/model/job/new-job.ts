import { randomInt } from 'node:crypto';
import type { HistoryEntry, Job } from './job.ts';
import type { Origin } from './origin.ts';
import type { JobRequest } from './request.ts';

// Without l, o, 0 and 1: people read these ids aloud and type them. 32 letters, so 5 bits each.
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const ID_LENGTH = 12;
const SOME_ID = /(?<![a-z0-9])[a-kmnp-z2-9]{12}(?![a-z0-9])/;
const HISTORY_LIMIT = 60;

/** Generates a random job id of 60 bits, short enough to type and safe in file names. */
export function newId(): string {
  return Array.from({ length: ID_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

/** Whether the text contains what may be a job id. */
export function namesSomeJob(text: string): boolean {
  return SOME_ID.test(text);
}

/** Creates a job as it is first stored: queued, with no money moved. */
export function newJob(request: JobRequest, title: string, origin: Origin, nowMs: number): Job {
  return {
    id: newId(),
    version: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    origin,
    request,
    title,
    work: { stage: 'received' },
    money: { state: 'none' },
    delivery: { state: 'none' },
    submissions: [],
    attempt: 0,
    history: [{ atMs: nowMs, event: 'received' }],
  };
}

/** Records a change: the time and a history line. The history keeps its first 10 and latest 50 lines. */
export function stamp(job: Job, event: string, nowMs: number): Job {
  const history: readonly HistoryEntry[] = [...job.history, { atMs: nowMs, event }];
  const kept = history.length <= HISTORY_LIMIT ? history : [...history.slice(0, 10), ...history.slice(-50)];
  return { ...job, updatedAtMs: nowMs, history: kept };
}
