/** Ids as the bot's jobs have them, at the end of the description of a voice that one of them had made. */
const MARK = /\s*\[job ([a-z\d]{12})\]$/;

/**
 * What AudioPod is told that a new voice is like: its maker's words, and the job it is made for. A voice keeps neither
 * the name of its sample nor anything else that would tell whose it is when the answer to its submission is lost
 * (AudioPod API notes 4.4).
 */
export function marked(description: string | undefined, jobId: string): string {
  return `${description ?? ''} [job ${jobId}]`.trimStart();
}

/** The two apart again. Other voices are described in words alone. */
export function unmarked(said: string): { readonly description?: string; readonly jobId?: string } {
  const jobId = MARK.exec(said)?.[1];
  const description = said.replace(MARK, '');
  return {
    ...(description === '' ? {} : { description }),
    ...(jobId === undefined ? {} : { jobId }),
  };
}
