import assert from 'node:assert/strict';
import { it } from 'node:test';
import { releaseAll } from '../end-to-end/setting.ts';
import { SONG_MS } from './handed.ts';
import { assertOutcome, doneAs } from './outcomes.ts';
import { assertSounds } from './results.ts';
import { accountOf, begin, type Part } from './subject.ts';

/** A restart loses nothing and repeats nothing. */
export const restarts: Part = {
  title: 'after a restart',
  tests: (subject) => {
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
      await world.settled(job.id, ({ work }) => work.stage === 'watching');

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
