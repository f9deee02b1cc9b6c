import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLoginTurns, type LoginSender } from '../../../../src/bots/web/guard/login-turns.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const calm = new AbortController().signal;
const stranger = (id: string): LoginSender => ({ id, isKnown: false });
const OWNER = stranger('owner');
const TEN_MINUTES_S = 600;

function make() {
  const clock = createVirtualClock();
  const turns = createLoginTurns(clock);
  /** Tries tokens for ten minutes as fast as it is let, with so many at the same time; returns how many were compared. */
  const attack = async (senderOf: (attempt: number) => LoginSender, atOnce: number): Promise<number> => {
    let compared = 0;
    let attempt = 0;
    for (let second = 0; second < TEN_MINUTES_S; second += 60) {
      const round = Array.from({ length: atOnce }, async () => {
        attempt += 1;
        if (await turns.take(senderOf(attempt), calm)) compared += 1;
      });
      await clock.advance(60_000);
      await Promise.all(round);
    }
    return compared;
  };
  return { clock, turns, attack };
}

describe('tokens that are tried', () => {
  for (const count of [10, 1_000]) {
    it(`${count} wrong ones from anywhere do not lock out the right one, nor from its own address`, async () => {
      for (const from of ['elsewhere', OWNER.id, 'everywhere']) {
        const { clock, turns } = make();
        const wrong = Array.from({ length: count }, (_, index) =>
          turns.take(stranger(from === 'everywhere' ? `${index}` : from), calm),
        );
        const right = turns.take(OWNER, calm);
        assert.equal(await Promise.race([right, clock.advance(2_000).then(() => 'late')]), true, from);
        await clock.advance(600_000);
        await Promise.all(wrong);
        assert.equal(await turns.take(OWNER, calm), true);
        assert.equal(clock.sleeping, 0);
      }
    });
  }

  it('are compared once a second for each address, after ten in a minute', async () => {
    const { clock, turns } = make();
    let compared = 0;
    const one = async (): Promise<void> => {
      if (await turns.take(stranger('a'), calm)) compared += 1;
    };
    await Promise.all(Array.from({ length: 10 }, one));
    assert.equal(compared, 10);
    const more = Array.from({ length: 30 }, one);
    await clock.advance(5_000);
    assert.equal(compared, 15);
    await clock.advance(60_000);
    await Promise.all(more);
    assert.equal(compared, 30, 'twenty could wait, the ten before them gave way');
  });

  it('are slowed per address and in all, however many are tried at the same time', async () => {
    const free = 10;
    assert.ok((await make().attack(() => stranger('a'), 200)) <= free + TEN_MINUTES_S);
    const inAll = await make().attack((attempt) => stranger(`${attempt}`), 400);
    assert.ok(inAll <= TEN_MINUTES_S * 10 + 100 * 10, `${inAll}`);
  });

  it('cost a browser that was let in before nothing, whatever others do', async () => {
    const { turns } = make();
    const wrong = Array.from({ length: 1_000 }, (_, index) => turns.take(stranger(`${index}`), calm));
    assert.equal(await turns.take({ id: 'web:1', isKnown: true }, calm), true);
    assert.ok(wrong.length > 0);
  });

  it('are forgotten once the right one came, and after a minute', async () => {
    const { clock, turns } = make();
    for (let attempt = 0; attempt < 10; attempt += 1) await turns.take(OWNER, calm);
    turns.forget(OWNER);
    for (let attempt = 0; attempt < 10; attempt += 1) await turns.take(OWNER, calm);
    await clock.advance(60_000);
    assert.equal(await turns.take(OWNER, calm), true);
  });

  it('whose browser leaves give up their turn', async () => {
    const { clock, turns } = make();
    for (let attempt = 0; attempt < 10; attempt += 1) await turns.take(OWNER, calm);
    const gone = new AbortController();
    const left = turns.take(OWNER, gone.signal);
    gone.abort();
    assert.equal(await left, false);
    assert.equal(await turns.take(OWNER, AbortSignal.abort()), false);
    await clock.advance(1_000);
    assert.equal(clock.sleeping, 0);
  });
});
