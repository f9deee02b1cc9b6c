import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJobOver } from '../../../src/core/model/job/job.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { DEATHS, type Death, dyingProcess } from '../../fakes/dying-process.ts';
import { fastClock } from '../../fakes/fast-clock.ts';
import { sharedPostgres } from '../../fakes/postgres.ts';
import { takeOverLeft } from '../../fakes/take-over-left.ts';
import { until } from '../../fakes/until.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

const SPEED_UP = 30;
const TIMES_EACH = process.env['PROVE'] === undefined ? 1 : 6;
/** Before its claim a request is not acknowledged either, and Slack tells the person. */
const AFTER_ACKNOWLEDGEMENT = DEATHS.filter((death) => death !== 'before claim' && death !== 'after claim');

describe('what was acknowledged by a process that died', () => {
  for (const [kind, transport] of [
    ['sqlite', 'socket'],
    ['postgres', 'http'],
  ] as const) {
    it(`is answered once by the next, wherever it died, on ${kind} over ${transport}`, async () => {
      const url = kind === 'sqlite' ? 'sqlite://:memory:' : await (await sharedPostgres()).createDatabase();
      await using store = await openStore({ url, clock: fastClock(SPEED_UP) }).then((opened) => ({
        ...opened,
        [Symbol.asyncDispose]: () => opened.close(),
      }));
      const deaths = new Map<string, Death>();
      let next: Death | undefined;
      // Requests are sent one after the other, and each is met by the death that was chosen for it.
      const dying = dyingProcess(store.requests, (key) => {
        if (next !== undefined && !deaths.has(key)) deaths.set(key, next);
        return deaths.get(key);
      });
      await using here = await startSlackWorld({
        transport,
        // What a dead process held is free soon.
        world: { store, speedUp: SPEED_UP, engine: { aliveMs: 20_000 } },
        bot: { requests: dying.requests },
        desk: dying.dispatcher,
      });
      using _dead = dying;
      const { slack, world } = here;
      const { member } = slack.users;
      const where = { user: member, channel: slack.channels.general };
      const requests = AFTER_ACKNOWLEDGEMENT.flatMap((death) =>
        Array.from({ length: TIMES_EACH }, (_, index) => [death, `Number ${index}, ${death}.`] as const),
      );
      const send = async (death: Death, request: () => Promise<unknown>): Promise<void> => {
        next = death;
        const known = deaths.size;
        void request();
        await until('the request arrived', () => deaths.size > known);
      };
      for (const [death, text] of requests) {
        await send(death, () => slack.command({ command: '/tts', text, ...where }, { mayFail: true }));
      }
      await send('before dispatch', () => slack.command({ command: '/wallet', text: 'balance', ...where }));
      await send('before dispatch', () =>
        slack.mention({ ...where, text: `<@${slack.botUserId}> tts Mentioned.` }),
      );
      await until('the process came as far as it will', () => dying.reached() === deaths.size);
      await until('the jobs that are stored are over', async () => {
        const jobs = await here.jobs();
        return jobs.length === 2 * TIMES_EACH && jobs.every(isJobOver);
      });
      await here.crash();

      await until('all jobs are over', async () => {
        const jobs = await here.jobs();
        return jobs.length === requests.length + 1 && jobs.every(isJobOver);
      });
      await until('everything is noted', async () => {
        const left = await takeOverLeft(store.requests, 'slack');
        return left.length === 0;
      });
      const seen = slack.messagesFor(member);
      assert.equal(seen.filter(({ via }) => via === 'upload').length, requests.length + 1);
      assert.equal(seen.filter(({ text }) => text.includes('restarted before it answered')).length, 1);
      assert.equal(world.sandbox.control.jobs.submits()['voice'], requests.length + 1);
    });
  }
});
