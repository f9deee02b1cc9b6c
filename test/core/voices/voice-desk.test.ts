import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Voice } from '../../../src/core/audiopod/model.ts';
import { createVoiceBook } from '../../../src/core/audiopod/voice-book.ts';
import { BotError } from '../../../src/core/errors.ts';
import type { Accounts } from '../../../src/core/jobs/account.ts';
import { newJob } from '../../../src/core/jobs/new-job.ts';
import type { Origin } from '../../../src/core/jobs/origin.ts';
import { createMemberDefaults, type MemberDefaults } from '../../../src/core/members/member-defaults.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import type { Store } from '../../../src/core/store/store.ts';
import type { Clone } from '../../../src/core/voices/clone.ts';
import { createVoiceDesk, type VoiceDesk } from '../../../src/core/voices/voice-desk.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { ORIGIN, speech } from '../../fakes/world.ts';

const signal = new AbortController().signal;
const SOMEBODY: Origin = { ...ORIGIN, member: 'fake:somebody' };
const ELSEWHERE: Origin = { ...ORIGIN, tenant: 'fake:elsewhere' };

function voice(id: string, name: string, isCustom = false): Voice {
  return { id, uuid: `${id}-uuid`, name, displayName: name, isCustom };
}

/** What AudioPod's account holds: stock voices, and what all tenants made. */
const LISTED: readonly Voice[] = [
  voice('1', 'aura'),
  voice('2', 'sage'),
  voice('901', 'Mine', true),
  voice('902', 'Theirs', true),
];

interface Setting extends AsyncDisposable {
  readonly store: Store;
  readonly desk: VoiceDesk;
  readonly defaults: MemberDefaults;
  /** Ids that AudioPod was asked to delete. */
  readonly removed: string[];
  /** How often the list of voices was read. */
  readonly lists: () => number;
  refuse: BotError | undefined;
}

async function open(): Promise<Setting> {
  const store = await openStore({ url: 'sqlite://:memory:', clock: createVirtualClock() });
  await store.clones.finish(cloneOf({ jobId: 'mine', voiceId: '901', name: 'Mine' }));
  await store.clones.finish(
    cloneOf({ jobId: 'theirs', voiceId: '902-uuid', name: 'Theirs', tenant: ELSEWHERE.tenant }),
  );
  const removed: string[] = [];
  let lists = 0;
  const service = {
    voices: async () => {
      lists += 1;
      return LISTED.filter(({ id }) => !removed.includes(id));
    },
    remove: async (id: string) => {
      if (setting.refuse !== undefined) throw setting.refuse;
      removed.push(id);
    },
  };
  const defaults = createMemberDefaults(store.cache('member-defaults'));
  const setting: Setting = {
    store,
    defaults,
    removed,
    lists: () => lists,
    refuse: undefined,
    desk: createVoiceDesk({
      accounts: {
        audiopod: { voice: service },
        voices: createVoiceBook(service, store.cache('voices')),
      } as unknown as Accounts,
      records: store,
      defaults,
    }),
    [Symbol.asyncDispose]: () => store.close(),
  };
  return setting;
}

function cloneOf(change: Partial<Clone>): Omit<Clone, 'state'> {
  return {
    jobId: 'job',
    tenant: ORIGIN.tenant,
    member: ORIGIN.member,
    voiceId: '901',
    name: 'Mine',
    consent: { member: ORIGIN.member, atMs: 1 },
    ...change,
  };
}

async function namesFor(desk: VoiceDesk, origin: Origin): Promise<readonly string[]> {
  return (await desk.search('', 100, origin, signal)).map(({ name }) => name);
}

describe('voices made in one tenant', () => {
  it('are seen there and nowhere else', async () => {
    await using setting = await open();
    const { desk } = setting;
    assert.deepEqual(await namesFor(desk, ORIGIN), ['aura', 'sage', 'Mine']);
    assert.deepEqual(await namesFor(desk, SOMEBODY), ['aura', 'sage', 'Mine']);
    assert.deepEqual(await namesFor(desk, ELSEWHERE), ['aura', 'sage', 'Theirs']);
    assert.deepEqual(await namesFor(desk, { ...ORIGIN, tenant: 'fake:third' }), ['aura', 'sage']);
  });

  it('cannot be spoken with from another by id, uuid or name, nor are they hinted at', async () => {
    await using setting = await open();
    for (const query of ['902', '902-uuid', 'Theirs', 'theirs']) {
      await assert.rejects(setting.desk.find(query, ORIGIN, signal), (error) => {
        assert.ok(error instanceof BotError);
        assert.equal(error.code, 'voice-unknown');
        assert.doesNotMatch(String(error.facts['near']), /Theirs/);
        return true;
      });
      assert.equal((await setting.desk.find(query, ELSEWHERE, signal)).id, '902');
    }
  });

  it('are not spoken with before they are ready', async () => {
    await using setting = await open();
    const { desk, store } = setting;
    await store.clones.remove('mine');
    await store.clones.begin(cloneOf({ jobId: 'mine' }));
    await assert.rejects(desk.find('Mine', ORIGIN, signal), { code: 'voice-unknown' });
    await store.clones.finish(cloneOf({ jobId: 'mine' }));
    assert.equal((await desk.find('Mine', ORIGIN, signal)).id, '901');
  });
});

describe('a member’s default voice', () => {
  it('speaks when none is named, for that member in that tenant', async () => {
    await using setting = await open();
    const { desk, defaults } = setting;
    await defaults.change(ORIGIN, { voice: '2-uuid' });
    assert.equal((await desk.find(undefined, ORIGIN, signal)).name, 'sage');
    assert.equal((await desk.find(' ', ORIGIN, signal)).name, 'sage');
    assert.equal((await desk.find('aura', ORIGIN, signal)).name, 'aura');
    for (const stranger of [SOMEBODY, ELSEWHERE]) {
      assert.equal((await desk.find(undefined, stranger, signal)).name, 'aura');
    }
    await defaults.forget(ORIGIN);
    assert.equal((await desk.find(undefined, ORIGIN, signal)).name, 'aura');
  });

  it('gives way to the usual one once it is deleted', async () => {
    await using setting = await open();
    const { desk, defaults } = setting;
    await defaults.change(ORIGIN, { voice: '901-uuid' });
    assert.equal((await desk.find(undefined, ORIGIN, signal)).name, 'Mine');
    await desk.remove('Mine', ORIGIN, false, signal);
    assert.equal((await desk.find(undefined, ORIGIN, signal)).name, 'aura');
  });
});

describe('deleting a voice', () => {
  it('removes it at AudioPod, from the record and from the list', async () => {
    await using setting = await open();
    const { desk, store, removed } = setting;
    await namesFor(desk, ORIGIN);
    assert.equal((await desk.remove(' mine ', ORIGIN, false, signal)).name, 'Mine');
    assert.deepEqual(removed, ['901']);
    assert.deepEqual(await store.clones.ofTenant(ORIGIN.tenant), []);
    assert.deepEqual(await namesFor(desk, ORIGIN), ['aura', 'sage']);
    assert.equal(setting.lists(), 2, 'the kept list is not believed any more');
  });

  it('finds it by whatever AudioPod lists it as', async () => {
    await using setting = await open();
    await setting.desk.remove('902', ELSEWHERE, false, signal).catch(assert.fail);
    assert.deepEqual(setting.removed, ['902-uuid']);
  });

  it('is for who made it and for admins', async () => {
    await using setting = await open();
    const { desk, removed } = setting;
    await assert.rejects(desk.remove('Mine', SOMEBODY, false, signal), { code: 'voice-not-yours' });
    await assert.rejects(desk.remove('Mine', ELSEWHERE, true, signal), { code: 'voice-unknown' });
    await assert.rejects(desk.remove('901', ELSEWHERE, true, signal), { code: 'voice-unknown' });
    await assert.rejects(desk.remove('aura', ORIGIN, true, signal), { code: 'voice-not-cloned' });
    assert.deepEqual(removed, []);
    await desk.remove('Mine', SOMEBODY, true, signal);
    assert.deepEqual(removed, ['901']);
  });

  it('prefers one’s own of several with the same name', async () => {
    await using setting = await open();
    await setting.store.clones.finish(
      cloneOf({ jobId: 'another', voiceId: '903', member: SOMEBODY.member, name: 'Mine' }),
    );
    assert.equal((await setting.desk.remove('Mine', SOMEBODY, false, signal)).voiceId, '903');
    assert.equal((await setting.desk.remove('Mine', ORIGIN, false, signal)).voiceId, '901');
  });

  it('twice at once succeeds twice and leaves nothing', async () => {
    await using setting = await open();
    const { desk, store } = setting;
    await Promise.all([1, 2].map(() => desk.remove('Mine', ORIGIN, false, signal)));
    assert.deepEqual(await store.clones.ofTenant(ORIGIN.tenant), []);
  });

  it('keeps the record when AudioPod does not delete it, so that it can be tried again', async () => {
    await using setting = await open();
    setting.refuse = new BotError('audiopod-down', 'A fault there');
    await assert.rejects(setting.desk.remove('Mine', ORIGIN, false, signal), { code: 'audiopod-down' });
    assert.equal((await setting.store.clones.ofTenant(ORIGIN.tenant)).length, 1);
    setting.refuse = undefined;
    await setting.desk.remove('Mine', ORIGIN, false, signal);
    assert.deepEqual(await setting.store.clones.ofTenant(ORIGIN.tenant), []);
  });

  it('waits for a voice that is being made, and takes one whose making was given up', async () => {
    await using setting = await open();
    const { desk, store } = setting;
    const job = newJob(speech(), 'Half', ORIGIN, 0);
    await store.jobs.insert({ ...job, work: { stage: 'watching' } }, null);
    await store.clones.begin(cloneOf({ jobId: job.id, voiceId: '904', name: 'Half' }));
    await assert.rejects(desk.remove('Half', ORIGIN, false, signal), { code: 'voice-not-ready' });
    await store.jobs.save(
      { ...job, work: { stage: 'failed', failure: { code: 'job-overdue', facts: {} } } },
      null,
    );
    await desk.remove('Half', ORIGIN, false, signal);
    assert.deepEqual(setting.removed, ['904']);
  });
});
