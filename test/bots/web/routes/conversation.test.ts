import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { listen } from '../fixtures/events.ts';
import { problemCode, type Visit, visit } from '../fixtures/http.ts';
import { NEVER, openPlayground } from '../fixtures/playground.ts';

test('A line becomes a job that its card explains, and the desk knows who asked and in which language', async () => {
  await using playground = await openPlayground();
  const member = await visit(playground.url, 'zh-CN,zh;q=0.9,en;q=0.5');
  const job = await member.ask('/tts Hello');
  assert.equal(job.asked.body, 'Hello');
  assert.equal(job.state, 'waiting');
  assert.match(job.status, /^即将开始/);
  const origin = playground.desk.lines[0]?.origin;
  assert.equal(origin?.locale, 'zh-CN');
  assert.equal(origin?.visibility, 'public');
});

test('A private job is seen by its member alone: not in the list, not its files, not its events', async () => {
  await using playground = await openPlayground();
  const owner = await visit(playground.url);
  const other = await visit(playground.url);
  const job = await owner.ask('/tts Secret', { isPrivate: true });
  const open = await owner.ask('/tts Open');
  const ids = async (who: Visit) => (await who.timeline()).map((one) => one.id);
  assert.deepEqual(new Set(await ids(owner)), new Set([job.id, open.id]));
  assert.deepEqual(await ids(other), [open.id]);
  assert.equal((await other.get(`/playground/jobs/${job.id}/all.zip`)).status, 404);
  assert.equal((await other.get(`/playground/files/${job.id}/x.m4a`)).status, 404);

  const events = await listen(other);
  const record = playground.jobs.get(job.id);
  const openRecord = playground.jobs.get(open.id);
  assert.ok(record !== undefined && openRecord !== undefined);
  const progress = { text: 'Working', actions: [], version: 0 };
  const isHeld = (): boolean => true;
  playground.bot.adapter.progress(record.origin, { jobId: job.id, ...progress }, isHeld);
  playground.bot.adapter.progress(openRecord.origin, { jobId: open.id, ...progress }, isHeld);
  const first = await events.next('job');
  assert.equal(JSON.parse(first).id, open.id);
  await events.close();
});

test('Everybody who sees a result may go on from it; what belongs to its owner is offered to nobody else', async () => {
  await using playground = await openPlayground();
  const owner = await visit(playground.url);
  const other = await visit(playground.url);
  const verbs = async (who: Visit) => (await who.timeline())[0]?.actions.map(({ verb }) => verb);
  const { id } = await owner.ask('/tts Open');
  assert.deepEqual(await verbs(owner), ['cancel']);
  assert.deepEqual(await verbs(other), []);
  const job = playground.jobs.get(id);
  assert.ok(job !== undefined);
  await playground.deliver(job, []);
  const next = ['next-transcribe', 'next-denoise', 'next-stems'];
  assert.deepEqual([await verbs(owner), await verbs(other)], [['run', ...next], next]);
  await other.post('/playground/actions', { verb: 'next-stems', subject: id });
  const [press] = playground.desk.presses;
  assert.deepEqual(press?.action, { kind: 'next', jobId: id, step: 'stems' });
  assert.equal(press?.origin.visibility, 'public');
  assert.notEqual(press?.origin.member, job.origin.member);
});

test('Progress reaches an open page, and the latest of a burst always arrives', async () => {
  await using playground = await openPlayground();
  const member = await visit(playground.url);
  const events = await listen(member);
  const job = await member.ask('/tts Hello');
  const record = playground.jobs.get(job.id);
  assert.ok(record !== undefined);
  for (let percent = 1; percent <= 100; percent += 1) {
    const actions = [{ kind: 'cancel', jobId: job.id }] as const;
    const progress = { jobId: job.id, text: 'Working', percent, actions, version: 0 };
    playground.bot.adapter.progress(record.origin, progress, () => true);
  }
  let seen = 0;
  let messages = 0;
  while (seen < 100) {
    seen = JSON.parse(await events.next('job')).percent ?? 0;
    messages += 1;
  }
  assert.ok(messages < 50, `${messages} messages for 100 changes`);
  await events.close();
});

test('The stream beats while nothing happens, and leaves nobody behind when the page goes', async () => {
  const clock = createVirtualClock();
  await using playground = await openPlayground({ clock });
  const member = await visit(playground.url);
  const events = await listen(member);
  const sleeping = clock.sleeping;
  await clock.advance(20_000);
  assert.match(await events.text(), /^: beat/m);
  await events.close();
  while (clock.sleeping >= sleeping) await new Promise((resolve) => setImmediate(resolve));
});

test('While the bot drains, calls and buttons are refused in words and nothing reaches the desk', async () => {
  await using playground = await openPlayground();
  const member = await visit(playground.url);
  playground.bot.drain();
  for (const [path, body] of [
    ['/playground/calls', { line: '/tts Hello' }],
    ['/playground/actions', { verb: 'cancel', subject: 'x' }],
  ] as const) {
    const answer = await member.post(path, body);
    assert.equal(answer.status, 503);
    assert.equal(await problemCode(answer), 'restarting');
  }
  assert.equal(playground.desk.lines.length + playground.desk.presses.length, 0);
});

test('Stopping ends open streams', async () => {
  await using playground = await openPlayground();
  const events = await listen(await visit(playground.url));
  await playground.bot.stop();
  await assert.rejects(events.next('job'), /ended/);
});

test('Requests that make no sense are refused, without a session or with a broken body', async () => {
  await using playground = await openPlayground();
  const member = await visit(playground.url);
  assert.equal((await fetch(`${playground.url}/playground/jobs`)).status, 401);
  for (const body of [{}, { line: 5 }, { line: 'x', attachments: 'y' }, [], 'text']) {
    assert.equal((await member.post('/playground/calls', body)).status, 400);
  }
  assert.equal((await member.post('/playground/calls', { line: 'x'.repeat(600_000) })).status, 413);
  assert.equal((await member.get('/playground/choices?command=tts')).status, 400);
});

test('A failed job says what happened and what to do next, also when its post is gone', async () => {
  await using playground = await openPlayground();
  const member = await visit(playground.url);
  const job = await member.ask('/tts Hello');
  const record = playground.jobs.get(job.id);
  assert.ok(record !== undefined);
  const work = { stage: 'failed', failure: { code: 'audiopod-down', facts: {} } } as const;
  playground.jobs.set(job.id, { ...record, work });
  const [failed] = await member.timeline();
  assert.equal(failed?.state, 'failed');
  assert.match(failed?.posts[0]?.text ?? '', /^AudioPod is having problems right now\. Try again/);
  assert.deepEqual(failed?.actions, [{ verb: 'retry', subject: job.id, label: 'Try again' }]);

  await playground.bot.adapter.post(
    record.origin,
    { key: 'end', jobId: job.id, text: 'AudioPod is having problems.', files: [], actions: [] },
    NEVER,
  );
  const [after] = await member.timeline();
  assert.equal(after?.posts[0]?.text, 'AudioPod is having problems.');
});

test('What the bot says unprompted reaches everybody who looks, now or later', async () => {
  await using playground = await openPlayground();
  const member = await visit(playground.url);
  const events = await listen(member);
  const to = { platform: 'web', channel: 'playground' };
  await playground.bot.notices.tell(to, 'The wallet is empty.', NEVER);
  const notice = JSON.parse(await events.next('notice'));
  assert.equal(notice.text, 'The wallet is empty.');
  await events.close();
  const later = await listen(await visit(playground.url));
  assert.deepEqual(JSON.parse(await later.next('notice')), notice);
  await later.close();
});

test('A voice is ready as soon as the words that say so are there, and not by those of an earlier doubt', async () => {
  const clock = createVirtualClock();
  await using playground = await openPlayground({ clock });
  const owner = await visit(playground.url);
  const { id } = await owner.ask('/tts Hello');
  const record = playground.jobs.get(id);
  assert.ok(record !== undefined);
  const say = (text: string) =>
    playground.bot.adapter.post(record.origin, { key: text, jobId: id, text, files: [], actions: [] }, NEVER);
  const state = async () => (await owner.timeline())[0]?.state;
  await say('You may have been charged.');
  await clock.advance(1_000);
  playground.jobs.set(id, {
    ...record,
    work: { stage: 'encoded', files: [], documents: [] },
    delivery: { state: 'pending', round: 0 },
    history: [...record.history, { atMs: clock.now(), event: 'encoded' }],
  });
  assert.equal(await state(), 'running');
  await say('The voice is ready.');
  assert.equal(await state(), 'done');
});
