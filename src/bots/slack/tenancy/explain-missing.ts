import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Log } from '../../../core/ports/log.ts';
import { drawWords } from '../draw/message.ts';
import { INSTALL_PATH } from '../install/install-texts.ts';
import { say } from '../text/words.ts';
import { createRespond } from '../web/response-url.ts';

/** Tells a member whose workspace has no installation why nothing happens. Never rejects. */
export type ExplainMissing = (body: unknown) => Promise<void>;

const DEADLINE_MS = 10_000;
const answerable = z.object({ response_url: z.string() });

/**
 * Creates the explanation. A response URL needs no token, so that it works even where the token was revoked and the
 * app is still there.
 */
export function createExplainMissing(parts: {
  readonly apiUrl: string;
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}): ExplainMissing {
  const respond = createRespond(parts.apiUrl, parts.clock);
  const url = new URL(INSTALL_PATH, parts.publicUrl).href;
  return async (body) => {
    const { data: asked } = answerable.safeParse(body);
    if (asked === undefined) return;
    // Nobody’s language can be read without a token.
    const message = drawWords(say('en', 'slack.not-installed', { url }), [], 'en');
    await respond(asked.response_url, message, parts.clock.timeout(DEADLINE_MS)).catch((error: unknown) => {
      parts.log.info(
        { reason: error instanceof Error ? error.message : 'broke' },
        'slack-missing-not-explained',
      );
    });
  };
}
