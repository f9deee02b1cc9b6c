import { createHash, randomInt } from 'node:crypto';
import type { Job } from './job.ts';

// Without l, o, 0 and 1: people read these ids aloud and type them. 32 letters, so 5 bits each.
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const ID_LENGTH = 12;
const SOME_ID = /(?<![a-z0-9])[a-kmnp-z2-9]{12}(?![a-z0-9])/;

/** Generates a random job id of 60 bits, short enough to type and safe in file names. */
export function newId(): string {
  return Array.from({ length: ID_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

/** Returns the id of the job that a request starts: always the same, so that a repeated request can only mean it. */
export function idOfRequest(requestId: string): string {
  const bytes = createHash('sha256').update(`job of ${requestId}`).digest();
  return Array.from(bytes.subarray(0, ID_LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

/** Whether the text contains what may be a job id. */
export function namesSomeJob(text: string): boolean {
  return SOME_ID.test(text);
}

/** Returns what every job is first stored with besides its request: it is queued, with no money moved. */
export function newJob(nowMs: number): Omit<Job, 'origin' | 'request' | 'title'> {
  return {
    id: newId(),
    version: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    work: { stage: 'received' },
    money: { state: 'none' },
    delivery: { state: 'none' },
    submissions: [],
    attempt: 0,
    history: [{ atMs: nowMs, event: 'received' }],
  };
}
