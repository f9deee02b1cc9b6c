import type { JobView, NoticeView } from '../../protocol/view.ts';

/** Handles what arrives while the page is open. */
export interface LiveEvents {
  /** The stream is open, for the first time or again. The jobs must be read, since events may have been missed. */
  onOpen(): void;
  onJob(job: JobView): void;
  onRemoved(jobId: string): void;
  onNotice(notice: NoticeView): void;
  onLost(): void;
}

/**
 * Keeps the event stream open while the page is visible. Hidden pages close theirs: browsers allow only six
 * connections to one host, and forgotten tabs would leave none for the one in front.
 */
export function listenLive(events: LiveEvents): void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    close();
    source = new EventSource('/playground/events');
    source.addEventListener('ready', () => events.onOpen());
    source.addEventListener('job', (event) => events.onJob(JSON.parse(event.data)));
    source.addEventListener('gone', (event) => events.onRemoved(JSON.parse(event.data)));
    source.addEventListener('notice', (event) => events.onNotice(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      events.onLost();
      // After an HTTP error the browser does not reconnect, so the page does.
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, 3000);
    });
  }

  function close(): void {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') open();
    else close();
  });
  open();
}
