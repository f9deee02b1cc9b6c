import { randomBytes } from 'node:crypto';
import { type InstallURLOptions, InvalidStateError, type StateStore } from '@slack/oauth';
import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import { type BoxKeys, seal, unseal } from '../../../core/model/secret-box.ts';
import type { Seen } from '../../../core/ports/store.ts';

/** How long an installation may take, from its start to Slack’s answer. */
export const STATE_TTL_MS = 10 * 60_000;

const PURPOSE = 'slack-install-state';
/** Another process may have issued it, whose clock differs. */
const MOST_SKEW_MS = 60_000;

const shape = z.object({ nonce: z.string(), atMs: z.number() });

/**
 * Creates the states of installations under way. A state is encrypted and dated, so that any process can check it and
 * nobody can make one up. It works once: the database decides, for all processes. That it comes back from the browser
 * that it was given to is checked by its cookie, see `InstallProvider`.
 */
export function createInstallState(parts: {
  readonly options: InstallURLOptions;
  readonly seen: Pick<Seen, 'first'>;
  readonly keys: BoxKeys;
  readonly clock: Pick<Clock, 'now'>;
}): StateStore {
  const { options, seen, keys, clock } = parts;

  const read = (state: string): z.infer<typeof shape> | undefined => {
    const text = unseal(state, PURPOSE, keys);
    return text === undefined ? undefined : shape.parse(JSON.parse(text));
  };

  return {
    async generateStateParam() {
      const nonce = randomBytes(16).toString('base64url');
      return seal(JSON.stringify({ nonce, atMs: clock.now() }), PURPOSE, keys);
    },
    async verifyStateParam(_now, state) {
      const issued = read(state);
      if (issued === undefined) throw new InvalidStateError('The state was not issued here');
      const ageMs = clock.now() - issued.atMs;
      if (ageMs > STATE_TTL_MS || ageMs < -MOST_SKEW_MS) throw new InvalidStateError('The state is too old');
      const isFirst = await seen.first(`slack-install:${issued.nonce}`, STATE_TTL_MS + MOST_SKEW_MS);
      if (!isFirst) throw new InvalidStateError('The state was used before');
      return options;
    },
  };
}
