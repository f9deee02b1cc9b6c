import type { Job } from '../../core/model/job/job.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Visitor } from './guard/visitor.ts';
import { canSee } from './job-view.ts';
import type { JobView, NoticeView } from './view.ts';

/** Whoever opens the page later reads these too. */
const NOTICES_KEPT = 20;

/** One open page. `send` must not throw. */
export interface Listener {
  readonly visitor: Visitor;
  send(event: 'job', job: JobView): void;
  send(event: 'gone', jobId: string): void;
  send(event: 'notice', notice: NoticeView): void;
  /** The server is about to leave; ends the stream. */
  end(): void;
}

/** The pages that are open right now. */
export interface Audience {
  /** Adds a page; calling the answer removes it. */
  join(listener: Listener): () => void;
  /** Shows the job, as it is now, to everyone who may see it. Never waits and never throws. */
  changed(jobId: string): void;
  gone(jobId: string): void;
  /** Says something of the bot's own accord to everyone who looks now or later, until the process ends. */
  told(notice: NoticeView): void;
  /** Ends every stream. */
  dismiss(): void;
  readonly size: number;
}

/** Nobody yet. */
export function createAudience(parts: {
  readonly load: (jobId: string) => Promise<Job | undefined>;
  readonly show: (job: Job, visitor: Visitor) => Promise<JobView>;
  readonly log: Log;
}): Audience {
  const listeners = new Set<Listener>();
  const showing = new Set<string>();
  const changedAgain = new Set<string>();
  const notices: NoticeView[] = [];

  async function showToAll(jobId: string): Promise<void> {
    const job = await parts.load(jobId);
    if (job === undefined) return;
    for (const listener of [...listeners]) {
      if (!canSee(job, listener.visitor.member)) continue;
      const view = await parts.show(job, listener.visitor);
      if (listeners.has(listener)) listener.send('job', view);
    }
  }

  function changed(jobId: string): void {
    if (listeners.size === 0) return;
    // One at a time per job, and the last state always: a burst of changes becomes two messages, in order.
    if (showing.has(jobId)) {
      changedAgain.add(jobId);
      return;
    }
    showing.add(jobId);
    void showToAll(jobId)
      .catch((error: unknown) => parts.log.warn({ error, jobId }, 'playground-update-failed'))
      .finally(() => {
        showing.delete(jobId);
        if (changedAgain.delete(jobId)) changed(jobId);
      });
  }

  return {
    join(listener) {
      listeners.add(listener);
      for (const notice of notices) listener.send('notice', notice);
      return () => void listeners.delete(listener);
    },
    changed,
    gone(jobId) {
      for (const listener of listeners) listener.send('gone', jobId);
    },
    told(notice) {
      notices.push(notice);
      if (notices.length > NOTICES_KEPT) notices.shift();
      for (const listener of listeners) listener.send('notice', notice);
    },
    dismiss() {
      for (const listener of [...listeners]) listener.end();
      listeners.clear();
    },
    get size() {
      return listeners.size;
    },
  };
}
