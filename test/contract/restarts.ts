import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createDeadJobCommands } from '../../src/core/jobs/dead/dead-job-commands.ts';
import { tellParked } from '../../src/core/jobs/dead/tell-parked.ts';
import { formatUsd } from '../../src/core/model/money/money.ts';
import { killJob } from '../core/jobs/dead/kill-job.ts';
import { releaseAll } from '../end-to-end/setting.ts';
import { SONG_MS } from './handed.ts';
import { assertOutcome, doneAs } from './outcomes.ts';
import { assertSounds } from './results.ts';
import { accountOf, begin, type Part, underWay } from './subject.ts';

/** A restart loses nothing and repeats nothing, and neither does a job that stopped. */
export const restarts: Part = {
  title: 'after a restart, or a stop',
  tests: (subject) => {
    it('says that a job stopped, what stays reserved and who decides, and posts its result once it is continued', async () => {
      const { chat, files } = subject;
      const { world } = chat;
      const { control } = world.sandbox;
      control.faults.add({ on: 'stems.submit', fault: { kind: 'hold' } });
      const person = await subject.person('zh-CN');
      const ask = { command: 'stems', options: { mode: 'two' }, file: { option: 'audio', ...files.song } };
      const { exchange, job } = await begin(chat, () => person.ask(ask));
      const { money } = await underWay(chat, job);
      await killJob(`sqlite://${world.folder}/bot.sqlite`, job.id, { atMs: world.clock.now() });
      await tellParked(world.dependencies);
      const [told, ...more] = await exchange.shown();
      assert.deepEqual(more, []);
      assert.ok(money.state === 'held');
      assert.ok(
        told?.text.includes(
          `已通知机器人所有者，由其继续或结束任务。在此之前，${formatUsd(money.amount)} 保持预留。`,
        ),
        told?.text,
      );
      await createDeadJobCommands(world.dependencies)({ verb: 'replay', id: job.id });
      releaseAll(world.sandbox);
      const over = await world.settled(job.id);
      assertOutcome(await exchange.shown(), over, doneAs('stems'));
      chat.assertClean();
    });

    it('posts once what AudioPod was working on before it, for one price', async () => {
      const { chat, files } = subject;
      const { world } = chat;
      const person = await subject.person('en');
      const { control } = world.sandbox;
      const submits = control.jobs.submits()['stems'] ?? 0;
      const before = await accountOf(chat);
      control.faults.add({ on: 'stems.submit', fault: { kind: 'hold' } });
      const ask = { command: 'stems', options: { mode: 'two' }, file: { option: 'audio', ...files.song } };
      const { exchange, job } = await begin(chat, () => person.ask(ask));
      await underWay(chat, job);

      await chat.restart().finally(() => releaseAll(world.sandbox));
      const over = await world.settled(job.id);
      const shown = await exchange.shown();
      assertOutcome(shown, over, doneAs('stems'));
      await assertSounds(chat, shown, ['vocals - My 歌.m4a', 'no-vocals - My 歌.m4a'], SONG_MS);
      assert.equal(control.jobs.submits()['stems'], submits + 1);
      assert.ok(over.money.state === 'settled');
      assert.equal((await accountOf(chat)).spent - before.spent, over.money.amount);
      chat.assertClean();
    });
  },
};
