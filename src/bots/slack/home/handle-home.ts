import { z } from 'zod';
import type { DeliveryAdapter } from '../../../core/ports/delivery.ts';
import { handleOf } from '../deliver/reply-handle.ts';
import type { Home } from './home.ts';

/** A member opens the app; its messages are a tab too. */
const openedEvent = z.object({
  event: z.object({
    user: z.string().min(1).max(64),
    tab: z.string(),
    view: z.object({ hash: z.string() }).nullish(),
  }),
});

/** Shows the home of a member who opens it. Nothing is recorded of that: lost, they open it again. */
export function handleHome(body: unknown, home: Pick<Home, 'opened'>): void {
  const { data } = openedEvent.safeParse(body);
  if (data?.event.tab === 'home') home.opened(data.event.user, data.event.view?.hash);
}

/** Returns a delivery adapter whose outcomes are seen in homes, too. */
export function refreshingHomes(adapter: DeliveryAdapter, home: Pick<Home, 'refresh'>): DeliveryAdapter {
  return {
    ...adapter,
    async post(origin, post, signal) {
      try {
        return await adapter.post(origin, post, signal);
      } finally {
        home.refresh(handleOf(origin).userId);
      }
    },
  };
}
