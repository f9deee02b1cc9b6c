import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { jobPage } from '../../../../src/commands/jobs/job-page.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import type { Origin } from '../../../../src/core/model/job/origin.ts';
import { fromCents } from '../../../../src/core/model/money/money.ts';
import type { ConnectedKey } from '../../../../src/core/model/money/spending-rules.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { stateText } from '../../../../src/core/text/job-state.ts';
import { outcomeText } from '../../../../src/core/text/outcome.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { until } from '../../../fakes/until.ts';
import {
  music,
  ORIGIN,
  OWNER,
  speech,
  startWorld,
  transcriptOf,
  WIDE_LIMITS,
  type World,
} from '../../../fakes/world.ts';

const ADMIN: Origin = { ...ORIGIN, member: 'fake:admin' };
const CHINESE: Origin = { ...ORIGIN, member: 'fake:chinese', locale: 'zh-CN' };
const NEVER = new AbortController().signal;
/** Keys of the sandbox's first account. */
const KEY = 'ap_own_number_one';
const SUCCESSOR = 'ap_own_number_two';
/** Of another account. */
const STRANGER = 'ap_own_stranger';

describe('a key that AudioPod refuses while its jobs are being made', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 100 });
    world.sandbox.control.accounts.open(STRANGER, 500);
  });
  after(() => world[Symbol.asyncDispose]());

  const accept = (keys: 'any' | readonly string[]) =>
    world.sandbox.control.settings.change({ keys: keys === 'any' ? keys : [...keys] });

  const connect = async (key: string): Promise<ConnectedKey> => {
    const { keys } = world.services;
    return (await keys.connect(new Secret(key), ADMIN, NEVER)).key;
  };

  /** A job that AudioPod does not end before it is told to. */
  const startHeld = async (origin = ORIGIN): Promise<Job> => {
    world.sandbox.control.faults.add({ on: 'music.submit', fault: { kind: 'hold' } });
    const { id } = await world.jobs.start(music({ prompt: `Budget of ${origin.member}` }), 'Tune', origin);
    return world.settled(id, ({ work }) => work.stage === 'watching');
  };

  const release = ({ submissions }: Job): void => {
    assert.ok(world.sandbox.control.jobs.release('music', Number(submissions[0]?.providerId)));
  };

  /** What the bot says unprompted, by its number. */
  const told = (index: number): Promise<World['platform']['told'][number]> => {
    return until('it is told', () => world.platform.told[index]);
  };

  /** The next thing that is shown of a job and looks like that. */
  const shown = ({ id }: Job, words: RegExp, after = 0): Promise<number> => {
    return until(`${words} is shown`, () => {
      const found = world.platform.progress.findIndex(
        ({ jobId, text }, index) => index >= after && jobId === id && words.test(text),
      );
      return found >= 0 && found;
    });
  };

  it('has the members wait and know why, an admin told once, and the jobs end once it is put right', async () => {
    const { lastFour } = await connect(KEY);
    const jobs = [await startHeld(), await startHeld({ ...ORIGIN, member: 'fake:other' })] as const;
    accept([world.sandbox.apiKey]);
    const waits = await shown(jobs[0], /rejected the key this job started with.* Up to \$\d\.\d\d\.$/);
    await shown(jobs[1], /rejected the key this job started with/);
    for (const { id } of jobs) assert.equal((await world.store.jobs.get(id))?.money.state, 'held');
    const seen = await world.jobs.find(jobs[0].id, ORIGIN);
    assert.match(jobPage(seen, { before: 0 }).text, /rejected the key this job started with.* Up to \$/);
    assert.equal(stateText(seen), 'key rejected');
    const notice = await told(0);
    assert.deepEqual(notice.to, { platform: 'fake', member: ADMIN.member });
    assert.match(notice.text, new RegExp(`rejected the key ending in ${lastFour}`));
    await world.kill();
    await shown(jobs[0], /rejected the key/, world.platform.progress.length);

    accept('any');
    await shown(jobs[0], /^Creating music/, waits);
    assert.match(jobPage(await world.jobs.find(jobs[0].id, ORIGIN), { before: 0 }).text, /\nCreating music/);
    for (const job of jobs) release(job);
    for (const { id } of jobs) assert.equal((await world.settled(id)).work.stage, 'encoded');
    assert.equal(world.platform.told.length, 1);
  });

  it('is stood in for by another one of the same account, with which the job then ends', async () => {
    const refused = await connect(KEY);
    const job = await startHeld();
    accept([world.sandbox.apiKey, SUCCESSOR, STRANGER]);
    const stranger = await connect(STRANGER);
    await shown(job, /rejected the key this job started with/);
    assert.equal((await world.store.jobs.get(job.id))?.keyId, refused.id, 'that account does not know it');

    const successor = await connect(SUCCESSOR);
    await world.settled(job.id, ({ keyId }) => keyId === successor.id);
    release(job);
    const { work, keyId, delivery } = await world.settled(job.id);
    assert.deepEqual([work.stage, delivery.state, keyId], ['encoded', 'done', successor.id]);
    for (const { id } of [refused, stranger]) assert.equal(await world.store.keys.get(id), undefined);
    await world.services.keys.disconnect(ADMIN);
    accept('any');
  });

  it('is stood in for just as well when only the result has yet to be fetched', async () => {
    await connect(KEY);
    const { faults } = world.sandbox.control;
    const fault = { kind: 'status', status: 403 } as const;
    const { id } = faults.add({ on: 'transcription.transcript', times: 'lasting', fault });
    const source = { kind: 'url', url: 'https://media.example.org/talk.mp3' } as const;
    const job = await world.jobs.start(transcriptOf(source), 'Talk', ORIGIN);
    await shown(job, /rejected the key this job started with/);
    assert.match(
      jobPage(await world.jobs.find(job.id, ORIGIN), { before: 0 }).text,
      /rejected the key this job started/,
    );
    const successor = await connect(SUCCESSOR);
    await world.settled(job.id, ({ keyId }) => keyId === successor.id);
    faults.remove(id);
    const { work, keyId } = await world.settled(job.id);
    assert.deepEqual([work.stage, keyId], ['encoded', successor.id]);
    await world.services.keys.disconnect(ADMIN);
  });

  it('is told to owners where it is theirs; at the end the money is in doubt, and the result to be fetched', async () => {
    const { jobs, ledger } = world.store;
    const nowMs = world.clock.now();
    const submittedAtMs = nowMs - 25 * 3_600_000;
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
    const manner = { voice: { id: 'aura' }, speed: 1 };
    const { id: providerId } = await world.dependencies.accounts.audiopod.voice.generate(
      'Hello from long ago.',
      manner,
      NEVER,
    );
    const amount = fromCents(5);
    const job: Job = {
      ...jobOf(speech(), 'Hello', ORIGIN, submittedAtMs),
      work: { stage: 'watching' },
      money: { state: 'held', reservation: 'long-ago', amount },
      submissions: [{ service: 'speech', providerId, submittedAtMs, state: 'watching' }],
      quote: { amount, seconds: 5 },
    };
    const scopes = scopesFor(ORIGIN, WIDE_LIMITS, nowMs);
    const spending = { ...ORIGIN, service: 'speech' } as const;
    await ledger.reserve({ id: 'long-ago', jobId: job.id, for: spending, amount, scopes, nowMs });
    accept([]);
    await jobs.insert(job, nowMs);
    const earlier = world.platform.told.length;
    await shown(job, /rejected the bot’s API key.*the bot owner was notified/);
    assert.deepEqual((await told(earlier)).to, OWNER);
    const late = await world.settled(job.id, ({ delivery }) => delivery.state === 'done');
    assert.equal(late.money.state, 'in-doubt');
    assert.match(
      outcomeText(late),
      /^AudioPod rejected the bot’s API key\. You may have been charged .*get it with `\/jobs fetch`/,
    );

    accept('any');
    world.sandbox.control.jobs.release('voice', Number(providerId));
    await world.jobs.fetch(job.id, ORIGIN);
    const found = await world.settled(job.id);
    assert.deepEqual([found.work.stage, found.money.state], ['encoded', 'settled']);
  });

  it('is told in the place for warnings, where there is one', async () => {
    const treasury = { platform: 'fake', channel: 'treasury', tenant: 'fake:tenant' };
    await world.store.rules.changeTenant(ORIGIN.tenant, { member: ADMIN.member, nowMs: 1 }, (rules) => ({
      ...rules,
      warnAt: treasury,
    }));
    await connect(KEY);
    const job = await startHeld(CHINESE);
    const earlier = world.platform.told.length;
    accept([]);
    await shown(job, /AudioPod 拒绝了提交任务时所用的密钥/);
    const notice = await told(earlier);
    assert.deepEqual(notice.to, treasury);
    assert.match(notice.text, /^AudioPod 拒绝了尾号为 _one 的密钥/);
  });
});
