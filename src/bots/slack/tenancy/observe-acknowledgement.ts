import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Observer } from '../../../core/ports/observer.ts';
import { PLATFORM } from '../deliver/reply-handle.ts';
import type { Acknowledge } from '../inbound/acknowledgement.ts';
import type { RequestKind } from '../inbound/slack-request.ts';

/** When a button was pressed, in seconds on Slack's clock. Of commands and forms Slack doesn't say it. */
const pressed = z.object({ actions: z.array(z.object({ action_ts: z.string() })).min(1) });

const OBSERVED = { command: 'command', shortcut: 'command', press: 'press', form: 'form' } as const;

/** Returns an acknowledgement that reports how long the member waited for it. Nobody waits for that of an event. */
export function observeAcknowledgement(
  acknowledge: Acknowledge,
  request: { readonly kind: RequestKind; readonly body: unknown },
  {
    observer,
    clock,
  }: { readonly observer: Pick<Observer, 'acknowledged'>; readonly clock: Pick<Clock, 'now'> },
): Acknowledge {
  const { kind, body } = request;
  if (kind === 'event') return acknowledge;
  const seconds = Number(pressed.safeParse(body).data?.actions[0]?.action_ts);
  const sinceMs = Number.isFinite(seconds) ? seconds * 1_000 : clock.now();
  return async (errors) => {
    await acknowledge(errors);
    // Clocks that differ can make it seem to have come before.
    observer.acknowledged(PLATFORM, OBSERVED[kind], Math.max(0, clock.now() - sinceMs));
  };
}
