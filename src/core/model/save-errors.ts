/** Thrown by a save if another caller saved the job in between. Load it and decide again. */
export class StaleJobError extends Error {
  override readonly name = 'StaleJobError';

  constructor(jobId: string, version: number) {
    super(`Job ${jobId} is no longer at version ${version}`);
  }
}

/** Thrown by a save that requires the job's turn in the queue, if it is not yet its turn. */
export class NotInTurnError extends Error {
  override readonly name = 'NotInTurnError';

  constructor(jobId: string) {
    super(`It is not yet the turn of job ${jobId}`);
  }
}
