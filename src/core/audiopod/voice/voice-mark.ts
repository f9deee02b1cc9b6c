/** The bot's job id at the end of a clone's description. */
const MARK = /(?<!\s)\s*\[job ([a-z\d]{12})\]$/;

/**
 * Returns the description sent to AudioPod for a new voice: the creator's text and the job's id.
 *
 * A voice stores neither its sample's name nor anything else that identifies its owner if the response to its
 * submission is lost (AudioPod API notes 4.4).
 */
export function marked(description: string | undefined, jobId: string): string {
  return `${description ?? ''} [job ${jobId}]`.trimStart();
}

/** Splits a description into text and job id. Other voices have only text. */
export function unmarked(said: string): { readonly description?: string; readonly jobId?: string } {
  const jobId = MARK.exec(said)?.[1];
  const description = said.replace(MARK, '');
  return {
    ...(description === '' ? {} : { description }),
    ...(jobId === undefined ? {} : { jobId }),
  };
}
