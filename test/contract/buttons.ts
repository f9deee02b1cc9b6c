import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Locale } from '../../src/core/model/locale.ts';
import { releaseAll } from '../end-to-end/setting.ts';
import { SONG_MS } from './handed.ts';
import { LABELS } from './labels.ts';
import { assertOutcome, assertShows, doneAs, type Outcome } from './outcomes.ts';
import { assertSounds } from './results.ts';
import { accountOf, begin, carryOut, type Part, underWay } from './subject.ts';

/** What is read beside buttons, to the letter. */
const SAID: Readonly<Record<Locale, Readonly<Record<'next' | 'canceled', string>>>> = {
  en: { next: 'Starts next.', canceled: 'Canceled.' },
  'zh-CN': { next: '即将开始。', canceled: '已取消。' },
};
const answering = {
  en: {
    cancel: (id: string) => `Canceling job ${id}…`,
    fetch: (id: string) => `Posting the result of job ${id} again…`,
  },
  'zh-CN': {
    cancel: (id: string) => `正在取消任务 ${id}…`,
    fetch: (id: string) => `正在重新发送任务 ${id} 的结果…`,
  },
} as const;
const CANCELED: Outcome = { end: 'canceled', money: 'none', buttons: [] };

/** Buttons, and the menu of a message, mean the same everywhere. */
export const buttons: Part = {
  title: 'does on a press',
  tests: (subject) => {
    for (const locale of subject.locales(0, { everywhere: true })) {
      it(`what stops a job that stands in line, which then has cost nothing, in ${locale}`, async () => {
        const { chat } = subject;
        const { world } = chat;
        const person = await subject.person(locale);
        const { cancel } = LABELS[locale];
        const say = (text: string) => () => person.ask({ command: 'tts', options: { text } });
        world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
        const first = await begin(chat, say('The first.'));
        try {
          await underWay(chat, first.job);
          const before = await accountOf(chat);
          const second = await begin(chat, say('The second.'));
          await second.exchange.answered();
          assert.deepEqual(
            (await second.exchange.shown()).map((one) => [one.text, one.buttons]),
            [[SAID[locale].next, [cancel]]],
          );
          const pressed = await second.exchange.press(cancel);
          await pressed.answered();
          const stopped = await world.settled(second.job.id);
          await assertShows(second.exchange, stopped, CANCELED);
          assert.equal((await second.exchange.shown()).at(-1)?.text, SAID[locale].canceled);
          const texts = (await pressed.shown()).map(({ text }) => text);
          const said = [answering[locale].cancel(stopped.id), SAID[locale].canceled];
          assert.ok(
            texts.some((text) => said.includes(text)),
            String(texts),
          );
          assert.deepEqual(await accountOf(chat), before);
        } finally {
          releaseAll(world.sandbox);
        }
        await assertShows(first.exchange, await world.settled(first.job.id), doneAs('speech'));
        chat.assertClean();
      });

      it(`what cancels a job that AudioPod works on, and gets what it made all the same, in ${locale}`, async () => {
        const { chat } = subject;
        const { world } = chat;
        const person = await subject.person(locale);
        world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
        const asked = await begin(chat, () => person.ask({ command: 'tts', options: { text: 'Too late.' } }));
        const watched = await underWay(chat, asked.job);
        const before = await accountOf(chat);
        await (await asked.exchange.press(LABELS[locale].cancel)).answered();
        releaseAll(world.sandbox);
        const canceled = await world.settled(watched.id);
        await assertShows(asked.exchange, canceled, {
          end: 'canceled',
          money: 'settled',
          buttons: ['fetch'],
        });
        const { spent } = await accountOf(chat);
        assert.ok(canceled.money.state === 'settled');
        assert.equal(spent - before.spent, canceled.money.amount);
        await (await asked.exchange.press(LABELS[locale].fetch)).answered();
        const fetched = await world.settled(
          watched.id,
          ({ work, delivery }) => work.stage === 'encoded' && delivery.state === 'done',
        );
        assert.deepEqual(fetched.money, canceled.money);
        chat.assertClean();
      });

      it(`what tries a failed job again, for one price, in ${locale}`, async () => {
        const { chat } = subject;
        const { world } = chat;
        const person = await subject.person(locale);
        world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'fail' } });
        const ask = () => person.ask({ command: 'tts', options: { text: 'Once more.' } });
        const failed = await carryOut(chat, ask);
        const before = await accountOf(chat);
        const again = await carryOut(chat, () => failed.exchange.press(LABELS[locale].retry));
        assertOutcome(await again.exchange.shown(), again.job, doneAs('speech'));
        assert.ok(again.job.money.state === 'settled');
        const { spent } = await accountOf(chat);
        assert.equal(spent - before.spent, again.job.money.amount);
        chat.assertClean();
      });
    }

    it('what fetches a result that could not be had at first, without paying again', async () => {
      const { chat } = subject;
      const { control } = chat.world.sandbox;
      const person = await subject.person('zh-CN');
      const { id } = control.faults.add({
        on: 'files.download',
        times: 'lasting',
        fault: { kind: 'garbage', when: 'before' },
      });
      const ask = () => person.ask({ command: 'tts', options: { text: 'Behind a lock.' } });
      const missed = await carryOut(chat, ask).finally(() => control.faults.remove(id));
      assertOutcome(await missed.exchange.shown(), missed.job, {
        end: 'result-damaged',
        money: 'settled',
        buttons: ['fetch'],
      });
      const before = await accountOf(chat);
      const pressed = await missed.exchange.press(LABELS['zh-CN'].fetch);
      const fetched = await chat.world.settled(
        missed.job.id,
        ({ work, delivery }) => work.stage === 'encoded' && delivery.state === 'done',
      );
      // Where everybody sees the answer, the result may take its place.
      const answer = answering['zh-CN'].fetch(fetched.id);
      const results = (await pressed.shown()).filter(({ text }) => text !== answer);
      assertOutcome(results, fetched, doneAs('speech'));
      assert.deepEqual(await accountOf(chat), before);
      chat.assertClean();
    });

    it('what posts a result again, from the page of a job', async () => {
      const { chat, files } = subject;
      const person = await subject.person('en');
      const ask = { command: 'stems', options: { mode: 'two' }, file: { option: 'audio', ...files.song } };
      const { job } = await carryOut(chat, () => person.ask(ask));
      const before = await accountOf(chat);
      const page = await person.ask({ command: 'jobs', subcommand: 'show', options: { job: job.id } });
      await page.answered();
      const pressed = await page.press(LABELS.en.fetch);
      const again = await chat.world.settled(
        job.id,
        ({ delivery }) => delivery.state === 'done' && delivery.round > 0,
      );
      // The result may take the place of the answer.
      const answer = answering.en.fetch(job.id);
      const results = (await pressed.shown()).filter(({ text }) => text !== answer);
      assertOutcome(results, again, doneAs('stems'));
      await assertSounds(chat, results, ['vocals - My 歌.m4a', 'no-vocals - My 歌.m4a'], SONG_MS);
      assert.deepEqual(await accountOf(chat), before);
      chat.assertClean();
    });

    it('what takes the sound in a message apart', async () => {
      const { chat, files } = subject;
      const person = await subject.person('zh-CN');
      const { exchange, job } = await carryOut(chat, () => person.splitStems(files.song));
      const shown = await exchange.shown();
      assertOutcome(shown, job, doneAs('stems'));
      const names = ['vocals', 'drums', 'bass', 'other'].map((stem) => `${stem} - My 歌.m4a`);
      await assertSounds(chat, shown, names, SONG_MS);
      chat.assertClean();
    });
  },
};
