import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJobOver } from '../../../src/core/model/job/job.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { DEATHS, type Death, dyingProcess } from '../../fakes/dying-process.ts';
import { fastClock } from '../../fakes/fast-clock.ts';
import { sharedPostgres } from '../../fakes/postgres.ts';
import { takeOverLeft } from '../../fakes/take-over-left.ts';
import { until } from '../../fakes/until.ts';
import { startDiscordWorld } from './fixtures/discord-world.ts';
import { soundsOf } from './fixtures/lone-bot.ts';

const SPEED_UP = 30;
const MEMBERS_EACH = process.env['PROVE'] === undefined ? 1 : 6;

describe('what was acknowledged by a process that died', () => {
  for (const kind of ['sqlite', 'postgres'] as const) {
    it(`is answered once by the next, wherever it died, on ${kind}`, async () => {
      const url = kind === 'sqlite' ? 'sqlite://:memory:' : await (await sharedPostgres()).createDatabase();
      await using store = await openStore({ url, clock: fastClock(SPEED_UP) }).then((opened) => ({
        ...opened,
        [Symbol.asyncDispose]: () => opened.close(),
      }));
      const deaths = new Map<string, Death>();
      const dying = dyingProcess(store.requests, (key) => deaths.get(key));
      await using here = await startDiscordWorld({
        // What a dead process held is free soon.
        world: { store, speedUp: SPEED_UP, engine: { aliveMs: 20_000 } },
        bot: { requests: dying.requests },
        desk: dying.dispatcher,
      });
      using _dead = dying;
      const { discord, world } = here;
      const guild = discord.guild();
      const send = (death: Death, call: { name: string; options?: Readonly<Record<string, string>> }) => {
        const sent = discord.command({ user: discord.user(), guild, ...call });
        deaths.set(`discord:interaction:${sent.id}`, death);
        return sent;
      };
      const spoken = DEATHS.flatMap((death) =>
        Array.from({ length: MEMBERS_EACH }, (_, index) =>
          send(death, { name: 'tts', options: { text: `Number ${index}, ${death}.` } }),
        ),
      );
      const helps = DEATHS.filter((death) => death !== 'before note').map((death) =>
        send(death, { name: 'help' }),
      );
      const mention = discord.message(guild.general, {
        author: discord.user(),
        content: `<@${discord.botUserId}> tts text: Mentioned.`,
      });
      deaths.set(`discord:message:${mention.id}`, 'before dispatch');
      await until('the process came as far as it will', () => dying.reached() === deaths.size);
      // These end in the old process. The others wait there for a reply that never comes.
      await until('the jobs that are answered are over', async () => {
        const jobs = await store.jobs.list({ tenant: `discord:${guild.id}`, limit: 100 });
        return jobs.filter(isJobOver).length === MEMBERS_EACH;
      });
      await here.crash();

      for (const call of spoken) await call.until(([original]) => soundsOf(original).length === 1);
      for (const call of helps) await call.until(([original]) => original?.loading === false);
      for (const call of helps) assert.match(call.original()?.content ?? '', /restarted before it answered/);
      await discord.until(guild.general, (messages) => messages.some((one) => soundsOf(one).length === 1));
      await until('everything is noted', async () => {
        const left = await takeOverLeft(store.requests, 'discord');
        return left.length === 0;
      });
      assert.ok([...spoken, ...helps].every(({ followUps }) => followUps.length === 0));
      assert.equal(world.sandbox.control.jobs.submits()['voice'], spoken.length + 1);
      assert.equal(
        (await store.jobs.list({ tenant: `discord:${guild.id}`, limit: 100 })).length,
        spoken.length + 1,
      );
    });
  }
});
