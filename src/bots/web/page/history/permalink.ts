const JOB = /^#\/jobs\/([\w-]{1,64})$/;

/** Returns the address that leads to the card of a job. */
export function linkOfJob(jobId: string): string {
  return `${location.origin}${location.pathname}#/jobs/${jobId}`;
}

/** Returns the job that the page’s address leads to. */
export function linkedJob(): string | undefined {
  return JOB.exec(location.hash)?.[1];
}

/** Shows a job’s link in the address bar, as a step that the back button reverts. */
export function showLink(jobId: string): void {
  if (linkedJob() !== jobId) history.pushState(null, '', `#/jobs/${jobId}`);
}

/** Calls back when the address leads to another job, by a link or the back button. */
export function onLinkChange(act: (jobId: string) => void): void {
  addEventListener('popstate', () => {
    const jobId = linkedJob();
    if (jobId !== undefined) act(jobId);
  });
}
