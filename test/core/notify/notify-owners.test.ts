import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import { createNotifyOwners } from '../../../src/core/notify/notify-owners.ts';
import { type LogFields, silentLog } from '../../../src/core/ports/log.ts';
import { type Recipient, recipientOf } from '../../../src/core/ports/notices.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const HOUR_MS = 3_600_000;
const NOTICE = { about: 'wallet-empty', everyMs: HOUR_MS, text: 'The wallet is empty.' };

describe('telling those who run the bot', () => {
  const clock = createVirtualClock();
  let store: Store;
  before(async () => {
    store = await openStore({ url: 'sqlite://:memory:', clock });
  });
  after(() => store.close());

  /** A way to tell owners, of whom one is deaf, and what came of it. */
  const telling = (owners: readonly string[]) => {
    const told: Recipient[] = [];
    const logged: string[] = [];
    const write = (_fields: LogFields, event: string): void => void logged.push(event);
    const notifyOwners = createNotifyOwners({
      owners: owners.map(recipientOf),
      notices: {
        async tell(to) {
          if ('member' in to && to.member.endsWith(':deaf')) throw new BotError('cannot-deliver', 'Closed');
          told.push(to);
        },
      },
      seen: store.seen,
      clock,
      log: { ...silentLog, warn: write, error: write },
    });
    return { told, logged, notifyOwners };
  };

  it('says one thing at most once in its time, to each of them that can be reached', async () => {
    const { told, logged, notifyOwners } = telling(['discord:1', 'slack:T1:U1', 'discord:deaf']);
    await Promise.all([1, 2, 3].map(() => notifyOwners(NOTICE)));
    assert.deepEqual(told, [
      { platform: 'discord', member: 'discord:1' },
      { platform: 'slack', member: 'slack:T1:U1' },
    ]);
    assert.deepEqual(logged, ['owner-not-told']);
    await notifyOwners({ ...NOTICE, about: 'something else' });
    assert.equal(told.length, 4);
    await clock.advance(HOUR_MS);
    await notifyOwners(NOTICE);
    assert.equal(told.length, 6);
  });

  it('leaves it to the log where nobody can be reached, and never throws', async () => {
    for (const owners of [[], ['discord:deaf']]) {
      await clock.advance(HOUR_MS);
      const { logged, notifyOwners } = telling(owners);
      await notifyOwners(NOTICE);
      assert.equal(logged.at(-1), 'owner-notice-undelivered');
    }
  });
});
