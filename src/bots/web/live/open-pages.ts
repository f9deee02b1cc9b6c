import type { Job } from '../../../core/model/job/job.ts';
import type { Log } from '../../../core/ports/log.ts';
import { canSee, type Visitor } from '../guard/visitor.ts';
import type { JobView, NoticeView } from '../protocol/view.ts';

/** Pages opened later show these too. */
const MAX_NOTICES = 20;
/** More than a person has in view: hidden pages close their stream. */
const PAGES_OF_MEMBER = 8;
const PAGES_OF_ALL = 500;

/** One open page. `send` must not throw. */
export interface OpenPage {
  readonly visitor: Visitor;
  send(event: 'job', job: JobView): void;
  send(event: 'gone', jobId: string): void;
  send(event: 'notice', notice: NoticeView): void;
  /** Ends the stream, because the server stops. */
  end(): void;
}

/** Sends changes to the pages that are open now. */
export interface OpenPages {
  /**
   * Adds a page, and returns the function that removes it. Beyond eight of a member the oldest is ended: it may
   * have lost its connection unnoticed.
   */
  add(page: OpenPage): () => void;
  /** Whether as many pages are open as may be. Ask before adding one. */
  isFull(member: string): boolean;
  /** Sends the job's current state to every page that may see it. Never waits and never throws. */
  jobChanged(jobId: string): void;
  jobRemoved(jobId: string): void;
  /** Sends an unprompted message to all pages open now or later, until the process ends. */
  notify(notice: NoticeView): void;
  /** Ends every stream, and each that is opened later: a page must reconnect to the next process instead. */
  closeAll(): void;
  readonly size: number;
}

/** Creates the list without pages. */
export function createOpenPages(parts: {
  readonly load: (jobId: string) => Promise<Job | undefined>;
  readonly show: (job: Job, visitor: Visitor) => Promise<JobView>;
  readonly log: Log;
}): OpenPages {
  const pages = new Set<OpenPage>();
  const sending = new Set<string>();
  const changedAgain = new Set<string>();
  const notices: NoticeView[] = [];
  let isClosed = false;

  const pagesOf = (member: string): readonly OpenPage[] =>
    [...pages].filter((page) => page.visitor.member === member);

  async function sendToAll(jobId: string): Promise<void> {
    const job = await parts.load(jobId);
    if (job === undefined) return;
    for (const page of [...pages]) {
      if (!canSee(job, page.visitor.member)) continue;
      const view = await parts.show(job, page.visitor);
      if (pages.has(page)) page.send('job', view);
    }
  }

  function jobChanged(jobId: string): void {
    if (pages.size === 0) return;
    // One at a time per job, and the last state always: a burst of changes becomes two messages, in order.
    if (sending.has(jobId)) {
      changedAgain.add(jobId);
      return;
    }
    sending.add(jobId);
    void sendToAll(jobId)
      .catch((error: unknown) => parts.log.warn({ error, jobId }, 'playground-update-failed'))
      .finally(() => {
        sending.delete(jobId);
        if (changedAgain.delete(jobId)) jobChanged(jobId);
      });
  }

  return {
    add(page) {
      if (isClosed) {
        page.end();
        return () => {};
      }
      const own = pagesOf(page.visitor.member);
      const [oldest] = own;
      if (oldest !== undefined && own.length >= PAGES_OF_MEMBER) {
        pages.delete(oldest);
        oldest.end();
      }
      pages.add(page);
      for (const notice of notices) page.send('notice', notice);
      return () => void pages.delete(page);
    },
    isFull: (member) => pages.size >= PAGES_OF_ALL && pagesOf(member).length < PAGES_OF_MEMBER,
    jobChanged,
    jobRemoved(jobId) {
      for (const page of pages) page.send('gone', jobId);
    },
    notify(notice) {
      notices.push(notice);
      if (notices.length > MAX_NOTICES) notices.shift();
      for (const page of pages) page.send('notice', notice);
    },
    closeAll() {
      isClosed = true;
      for (const page of [...pages]) page.end();
      pages.clear();
    },
    get size() {
      return pages.size;
    },
  };
}
