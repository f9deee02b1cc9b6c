import { z } from 'zod';
import { SERVICES, type Service } from '../model/service.ts';
import type { Log } from '../ports/log.ts';
import type { Signals } from '../ports/webhooks.ts';

/** Says that there is news about a job, in whichever process watches it. */
export type Announce = (service: Service, providerId: string) => void;

const announcement = z.object({ news: z.enum(SERVICES), of: z.string().min(1).max(200) });

/**
 * Connects announcements of all processes to this one's watcher. What arrives is only a hint, so a lost one
 * costs nothing but time.
 *
 * @returns `announce` for this process; disposing of it ends the connection.
 */
export function joinAnnouncements(parts: {
  readonly signals: Signals;
  /** Reads the job if this process watches it. */
  readonly nudge: Announce;
  readonly log: Log;
}): { readonly announce: Announce } & Disposable {
  const { signals, nudge, log } = parts;
  const listening = signals.listen((text) => {
    const parsed = announcement.safeParse(parseJson(text));
    if (parsed.success) nudge(parsed.data.news, parsed.data.of);
  });
  return {
    announce(service, providerId) {
      nudge(service, providerId);
      signals
        .send(JSON.stringify({ news: service, of: providerId }))
        .catch((error: unknown) => log.warn({ error }, 'announcement-not-sent'));
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
