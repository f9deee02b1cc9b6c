import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer } from '../../../src/bots/bot.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { shiftableClock } from '../../fakes/shiftable-clock.ts';
import type { FakeUser } from '../../fakes/slack/workspace.ts';
import { createSoundFolder, SOUND } from '../../fixtures/audio.ts';
import { buttonOf, buttonsOn } from './fixtures/buttons.ts';
import { recordingDesk } from './fixtures/recording-desk.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

describe('forms', { concurrency: 2 }, () => {
  it('open where a command has nothing to work on, search voices, and start the job', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const user = slack.users.member;
    await slack.command({ command: '/tts', user, channel: slack.channels.general });
    const view = await slack.until('the form', () => slack.views[0]);
    assert.equal(view.payload.type === 'modal' && view.payload.title.text, '/tts');
    assert.equal(view.payload.type === 'modal' && view.payload.submit?.text, 'Start');
    const { options } = await slack.suggest({ user, on: view, actionId: 'option:voice', value: 'aur' });
    assert.ok(
      options.some(({ value }) => value.toLowerCase() === 'aura'),
      JSON.stringify(options),
    );
    assert.ok(
      options.every(({ text, group = '' }) => group !== '' && !text.includes(group)),
      'voices stand under their languages',
    );
    await slack.submit({
      user,
      view,
      fields: {
        'option:text': { text: 'Hello from a form :tada:' },
        'option:voice': { option: options[0]?.value ?? '' },
        'option:speed': { text: '1.5' },
      },
    });
    const job = await here.finished();
    assert.ok(job.request.service === 'speech' && job.request.text.kind === 'inline');
    assert.equal(job.request.text.text, 'Hello from a form tada');
    assert.equal(job.request.speed, 1.5);
    assert.equal(job.delivery.state, 'done');
    slack.assertClean();
  });

  it('ask for a key apart from everything else, have it connected by an admin, and show it nowhere', async () => {
    const KEY = 'ap_own_5ecre7_key';
    await using here = await startSlackWorld();
    const { slack, world } = here;
    world.sandbox.control.accounts.open(KEY, 500);
    const channel = slack.channels.general;
    const fill = async (user: FakeUser) => {
      await slack.command({ command: '/wallet', text: 'connect', user, channel });
      const view = await slack.until('the form', () => slack.views.find((one) => one.open));
      assert.equal(view.payload.type === 'modal' && view.payload.submit?.text, 'Send', 'no job starts');
      await slack.submit({ user, view, fields: { 'secret:key': { text: KEY } } });
      return view;
    };
    const { member, admin } = slack.users;
    const refusedForm = await fill(member);
    assert.match(refusedForm.errors['key'] ?? '', /Only .* can do that/);
    assert.equal(refusedForm.open, true);
    refusedForm.open = false;
    assert.deepEqual(await world.store.keys.all(), []);
    await fill(admin);
    const answer = await slack.until('the answer', () => slack.messagesFor(admin).at(-1));
    assert.match(answer.text, /key ending in _key\. .*\$5\.00/);
    assert.deepEqual(
      slack.messagesFor(member).filter(({ text }) => text.includes('connected')),
      [],
    );

    await slack.command({ command: '/wallet', text: `connect ${KEY}`, user: admin, channel });
    const refused = await slack.until('the refusal', () =>
      slack.messagesFor(admin).find(({ text }) => text.includes('Don’t put a key')),
    );
    assert.doesNotMatch(refused.text, /5ecre7/);
    const said = JSON.stringify([
      slack.messagesFor(admin),
      slack.messagesFor(member),
      refusedForm.errors,
      ['views.open', 'chat.postEphemeral', 'chat.postMessage'].map((one) => slack.calls(one)),
    ]);
    assert.ok(!said.includes('5ecre7'));
    slack.assertClean();
  });

  it('lift the limit that refused a job, filled in, for an admin who presses the button, and for nobody else', async () => {
    const limits = { memberDaily: fromDollars(0.02) };
    await using here = await startSlackWorld({ world: { limits } });
    const { slack, world } = here;
    const { member, admin } = slack.users;
    const channel = slack.channels.general;
    const refusalTo = async (user: FakeUser) => {
      await slack.command({ command: '/tts', text: 'word '.repeat(200), user, channel });
      return slack.until('the refusal', () =>
        slack
          .messagesFor(user, channel)
          .find(({ text, ephemeralTo }) => ephemeralTo === user.id && text.includes('can raise it with')),
      );
    };
    const theirs = await refusalTo(member);
    assert.deepEqual(
      buttonsOn(theirs).map(({ words }) => words),
      ['Raise limit', 'Show limits'],
      'trying again would not help',
    );
    const [, least = ''] = /per_user_daily:(\d+\.\d\d)/.exec(theirs.text) ?? [];
    const lift = async (user: FakeUser) => {
      const refused = user === member ? theirs : await refusalTo(user);
      await slack.press({ user, on: refused, actionId: buttonOf(refused, 'raise') });
      const view = await slack.until('the form', () => slack.views.find((one) => one.open));
      const shown = view.payload.type === 'modal' ? view.payload.blocks : [];
      assert.match(JSON.stringify(shown), new RegExp(`"initial_value":"${least.replace('.', '\\.')}"`));
      await slack.submit({ user, view, fields: { 'option:per_user_daily': { text: least } } });
      view.open = false;
      const [error] = Object.values(view.errors);
      if (error !== undefined) return error;
      const isAnswer = ({ text }: { readonly text: string }) => /^Daily/.test(text);
      return (await slack.until('the answer', () => slack.messagesFor(user).findLast(isAnswer))).text;
    };
    const memberDaily = async () => {
      const [tenant = ''] = await world.store.rules.tenants();
      return (await world.store.rules.tenant(tenant)).limits.memberDaily;
    };
    assert.match(await lift(member), /Only .* can do that/);
    assert.equal(await memberDaily(), 'default');
    assert.match(await lift(admin), /Daily limit per member: default \(\$0\.02\) → /);
    assert.equal(await memberDaily(), fromDollars(Number(least)));
    slack.assertClean();
  });

  it('say that a file may have 10 MB, take one, and keep a private job to a direct message', async () => {
    await using sounds = await createSoundFolder();
    await using here = await startSlackWorld();
    const { slack } = here;
    const user = slack.users.chinese;
    const path = await sounds.sound('song.wav', SOUND.tone(3));
    const file = await slack.addFile({
      owner: user,
      content: { path },
      name: 'song.wav',
      mimeType: 'audio/wav',
    });
    await slack.command({ command: '/stems', user, channel: slack.channels.general });
    const view = await slack.until('the form', () => slack.views[0]);
    assert.match(JSON.stringify(view.payload), /最多 10 MB/);
    await slack.submit({
      user,
      view,
      fields: {
        'option:audio': { files: [file] },
        'option:mode': { option: 'two' },
        'option:private': { options: ['on'] },
      },
    });
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done', JSON.stringify(job.work));
    assert.equal(job.origin.visibility, 'private');
    assert.deepEqual(slack.messagesFor(user, slack.channels.general), []);
    const result = slack.messagesFor(user, slack.dm(user)).find(({ via }) => via === 'upload');
    assert.equal(result?.files.filter(({ name }) => name.endsWith('.m4a')).length, 2);
    assert.deepEqual(slack.messagesFor(slack.users.admin), []);
    slack.assertClean();
  });

  it('say at the field what is wrong, keep everything typed, and start one job once it is right', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const user = slack.users.member;
    await slack.command({ command: '/tts', user, channel: slack.channels.general });
    const view = await slack.until('the form', () => slack.views[0]);
    const text = { text: 'A long text that nobody types twice' };
    const fill = (language: string) =>
      slack.submit({ user, view, fields: { 'option:text': text, 'option:language': { text: language } } });
    await fill('the local one');
    assert.deepEqual(Object.keys(view.errors), ['language']);
    await fill('a language');
    assert.deepEqual(Object.keys(view.errors), ['language']);
    assert.doesNotMatch(view.errors['language'] ?? '', /`/);
    assert.equal(view.open, true);
    assert.deepEqual(slack.messagesFor(user), [], 'nothing is said in the channel');
    assert.deepEqual(await here.jobs(), []);
    await slack.submit({ user, view, fields: { 'option:language': { text: 'en' } } }, { copies: 2 });
    assert.equal(view.open, false);
    const job = await here.finished();
    assert.ok(job.request.service === 'speech' && job.request.text.kind === 'inline');
    assert.equal(job.request.text.text, text.text);
    assert.equal((await here.jobs()).length, 1);
    slack.assertClean();
  });

  it('show a refusal that is about no field at the first one, and one that is known too late in a message', async () => {
    const clock = shiftableClock();
    const late = Promise.withResolvers<void>();
    let times = 0;
    const refused: Answer = { kind: 'reply', reply: { tone: 'refusal', text: 'Not now', actions: [] } };
    await using here = await startSlackWorld({
      desk: (desk) => ({
        ...recordingDesk(desk),
        run: async () => {
          times += 1;
          if (times > 1) await late.promise;
          return refused;
        },
      }),
      bot: { clock },
      slack: { clock },
    });
    const { slack } = here;
    const user = slack.users.member;
    await slack.command({ command: '/music', text: 'song', user, channel: slack.channels.general });
    const view = await slack.until('the form', () => slack.views[0]);
    const fields = { 'option:prompt': { text: 'Rain' } };
    await slack.submit({ user, view, fields });
    assert.deepEqual(view.errors, { prompt: 'Not now' });
    const sent = slack.submit({ user, view, fields });
    await slack.until('the second one is asked for', () => times === 2);
    clock.putForward(2_000);
    await sent;
    assert.equal(view.open, false);
    late.resolve();
    const told = await slack.until('the refusal', () => slack.messagesFor(user).at(-1));
    assert.equal(told.text, 'Not now');
    assert.equal(told.ephemeralTo, user.id);
    slack.assertClean();
  });

  it('offer a button where Slack no longer opens them, which does', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const user = slack.users.member;
    slack.fault('views.open', { kind: 'error', error: 'expired_trigger_id' });
    await slack.command({ command: '/stems', user, channel: slack.channels.general });
    const offer = await slack.until('the offer', () => slack.messagesFor(user)[0]);
    assert.match(offer.text, /didn’t send any audio/);
    await slack.press({ user, on: offer, actionId: 'open-form' });
    await slack.until('the form', () => slack.views[0]);
    slack.assertClean();
  });

  it('offer no suggestions, in time, while AudioPod is silent', async () => {
    const clock = shiftableClock();
    const asked = Promise.withResolvers<void>();
    await using here = await startSlackWorld({
      desk: (desk) => ({
        ...recordingDesk(desk),
        choices: () => {
          asked.resolve();
          return new Promise(() => {});
        },
      }),
      bot: { clock },
    });
    const { slack } = here;
    const user = slack.users.member;
    await slack.command({ command: '/tts', user, channel: slack.channels.general });
    const view = await slack.until('the form', () => slack.views[0]);
    const suggested = slack.suggest({ user, on: view, actionId: 'option:voice', value: 'a' });
    await asked.promise;
    // Slack waits for three seconds.
    clock.putForward(2_500);
    assert.deepEqual((await suggested).options, []);
  });

  it('of every new command are ones Slack takes, and none points to a file that its command has no use for', async () => {
    await using here = await startSlackWorld({ desk: recordingDesk });
    const { slack } = here;
    const user = slack.users.member;
    const lines = ['transcribe', 'diarize', 'denoise', 'music song', 'music rap', 'music instrumental'];
    const more = ['music vocals', 'music samples', 'music remix', 'music bloom'];
    for (const line of [...lines, ...more]) {
      const [name = '', text] = line.split(' ');
      await slack.command({ command: `/${name}`, text: text ?? '', user, channel: slack.channels.general });
      const view = await slack.until(`the form of ${line}`, () =>
        slack.views.find(({ payload }) => payload.type === 'modal' && payload.title.text === `/${line}`),
      );
      const drawn = JSON.stringify(view.payload);
      assert.equal(drawn.includes('file_input'), !/song|rap|instrumental|vocals|samples/.test(line), line);
      if (name === 'music') assert.doesNotMatch(drawn, /text file/);
      if (/vocals|bloom|song/.test(line)) assert.match(drawn, /send the bot a direct message/);
    }
    slack.assertClean();
  });

  it('search genres, and compose in one of them', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const user = slack.users.member;
    await slack.command({ command: '/music', text: 'song', user, channel: slack.channels.general });
    const view = await slack.until('the form', () => slack.views[0]);
    const { options } = await slack.suggest({ user, on: view, actionId: 'option:genre', value: '' });
    const [genre] = options;
    assert.ok(genre !== undefined);
    await slack.submit({
      user,
      view,
      fields: {
        'option:prompt': { text: 'A warm waltz' },
        'option:lyrics': { text: '[verse]\nLamps along the harbour' },
        'option:genre': { option: genre.value },
        'option:duration': { text: '10' },
      },
    });
    const job = await here.finished();
    assert.ok(job.request.service === 'music');
    assert.equal(job.request.genre, genre.value);
    assert.equal(job.request.lyrics, '[verse]\nLamps along the harbour');
    assert.equal(job.delivery.state, 'done', JSON.stringify(job.work));
    slack.assertClean();
  });

  it('search jobs for the commands that are about one', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const user = slack.users.member;
    const channel = slack.channels.general;
    await slack.command({ command: '/tts', text: 'Remember me', user, channel });
    const { id } = await here.finished();
    await slack.command({ command: '/jobs', text: 'show', user, channel });
    const view = await slack.until('the form', () => slack.views[0]);
    const { options } = await slack.suggest({ user, on: view, actionId: 'option:job', value: '' });
    assert.deepEqual(
      options.map(({ value }) => value),
      [id],
    );
    await slack.submit({ user, view, fields: { 'option:job': { option: id } } });
    await slack.until('the job', () =>
      slack
        .messagesFor(user)
        .find(({ ephemeralTo, text }) => ephemeralTo !== undefined && text.includes('Remember me')),
    );
    slack.assertClean();
  });
});
