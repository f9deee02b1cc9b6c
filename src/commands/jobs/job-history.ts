import type { HistoryEntry } from '../../core/model/job/history.ts';
import type { Job } from '../../core/model/job/job.ts';
import { formatAge } from '../../core/text/format-age.ts';
import { translate, type WordKey } from '../../core/text/words.ts';

/** More lines than that hide what matters; the oldest and the newest are kept. */
const MOST_LINES = 12;
const FIRST_LINES = 3;

/** The events that mean something to a member, by their stored names up to a colon. All others are left out. */
const WORDS: Readonly<Record<string, WordKey>> = {
  received: 'job.history.received',
  admitted: 'job.history.admitted',
  quoted: 'job.history.quoted',
  'to-be-confirmed': 'job.history.asked',
  confirmed: 'job.history.confirmed',
  submitted: 'job.history.submitted',
  'in-doubt': 'job.history.in-doubt',
  'submission-disproved': 'job.history.disproved',
  late: 'job.history.late',
  'cancel-asked': 'job.history.cancel-asked',
  'part-completed': 'job.history.part-completed',
  completed: 'job.history.completed',
  'failed-at-audiopod': 'job.history.failed',
  'cancelled-at-audiopod': 'job.history.cancelled',
  collected: 'job.history.collected',
  encoded: 'job.history.encoded',
  delivered: 'job.history.delivered',
  'file-refused': 'job.history.file-refused',
  undeliverable: 'job.history.undeliverable',
  'fetch-asked': 'job.history.fetch-asked',
  cancelled: 'job.history.cancelled',
  'not-confirmed': 'job.history.cancelled',
  failed: 'job.history.failed',
  overdue: 'job.history.failed',
  gone: 'job.history.failed',
  refused: 'job.history.failed',
  'written-off': 'job.history.written-off',
  forgiven: 'job.history.forgiven',
  replayed: 'job.history.replayed',
  dropped: 'job.history.dropped',
};
const RETRIED = 'retried';

/** Retries in a row, or one event that means something. */
interface Line {
  readonly atMs: number;
  readonly text: (locale: Job['origin']['locale']) => string;
}

/**
 * Describes what happened to a job, oldest first, in the language of its record: each event with its age. Empty
 * while it was only received.
 */
export function historyText({ history, origin: { locale } }: Job, nowMs: number): string {
  const lines = linesOf(history).map(
    ({ atMs, text }) => `${formatAge(locale, Math.max(0, nowMs - atMs))} – ${text(locale)}`,
  );
  if (lines.length < 2) return '';
  const kept =
    lines.length <= MOST_LINES
      ? lines
      : [...lines.slice(0, FIRST_LINES), '…', ...lines.slice(FIRST_LINES + 1 - MOST_LINES)];
  return [translate(locale, 'job.history'), ...kept].join('\n');
}

function linesOf(history: readonly HistoryEntry[]): readonly Line[] {
  const lines: Line[] = [];
  let retries = 0;
  for (const { event, atMs } of history) {
    if (event === RETRIED) {
      if (retries > 0) lines.pop();
      retries += 1;
      const count = retries;
      lines.push({ atMs, text: (locale) => translate(locale, 'job.history.retried', { count }) });
      continue;
    }
    const key = WORDS[event.split(':', 1)[0] ?? ''];
    if (key === undefined) continue;
    retries = 0;
    lines.push({ atMs, text: (locale) => translate(locale, key) });
  }
  return lines;
}
