import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Accounts } from '../../../src/core/accounts/provider-account.ts';
import {
  createTenantVoices,
  type TenantVoices,
  type VoiceSeeker,
} from '../../../src/core/accounts/tenant-voices.ts';
import { createVoiceCatalog, type VoiceCatalog } from '../../../src/core/audiopod/catalogs/voice-catalog.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import type { Voice } from '../../../src/core/model/job/provider-job.ts';
import type { Clone } from '../../../src/core/model/job/voice-clone.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { seekerOf } from '../../fakes/voice-seeker.ts';
import { ORIGIN, speech } from '../../fakes/world.ts';

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
  readonly desk: TenantVoices;
  /** The desk and the list of another process, over the same store and the same account. */
  readonly startProcess: () => { readonly desk: TenantVoices; readonly book: VoiceCatalog };
  readonly seeker: (origin?: Origin) => VoiceSeeker;
  /** Ids that AudioPod was asked to delete. */
  readonly removed: string[];
  /** Voices that AudioPod made meanwhile. */
  readonly made: Voice[];
  /** How often the list of voices was read. */
  readonly lists: () => number;
  refuse: BotError | undefined;
}

async function open(): Promise<Setting> {
  const clock = createVirtualClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  await store.clones.finish(cloneOf({ jobId: 'mine', voiceId: '901', name: 'Mine' }));
  await store.clones.finish(
    cloneOf({ jobId: 'theirs', voiceId: '902-uuid', name: 'Theirs', tenant: ELSEWHERE.tenant }),
  );
  const removed: string[] = [];
  const made: Voice[] = [];
  let lists = 0;
  const service = {
    voices: async () => {
      lists += 1;
      return [...LISTED, ...made].filter(({ id }) => !removed.includes(id));
    },
    remove: async (id: string) => {
      if (setting.refuse !== undefined) throw setting.refuse;
      removed.push(id);
    },
  };
  const startProcess: Setting['startProcess'] = () => {
    const book = createVoiceCatalog(service, store.cache('voices'), clock);
    const accounts = { audiopod: { voice: service }, voices: book } as unknown as Accounts;
    return { book, desk: createTenantVoices({ accounts, records: store }) };
  };
  const setting: Setting = {
    store,
    removed,
    made,
    seeker: (origin = ORIGIN) => seekerOf(store, origin),
    lists: () => lists,
    refuse: undefined,
    desk: startProcess().desk,
    startProcess,
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

async function namesFor({ desk, seeker }: Setting, origin: Origin): Promise<readonly string[]> {
  return (await desk.search('', 100, seeker(origin))).map(({ name }) => name);
}

describe('voices made in one tenant', () => {
  it('are seen there and nowhere else', async () => {
    await using setting = await open();
    assert.deepEqual(await namesFor(setting, ORIGIN), ['aura', 'sage', 'Mine']);
    assert.deepEqual(await namesFor(setting, SOMEBODY), ['aura', 'sage', 'Mine']);
    assert.deepEqual(await namesFor(setting, ELSEWHERE), ['aura', 'sage', 'Theirs']);
    assert.deepEqual(await namesFor(setting, { ...ORIGIN, tenant: 'fake:third' }), ['aura', 'sage']);
  });

  it('cannot be spoken with from another by id, uuid or name, nor are they hinted at', async () => {
    await using setting = await open();
    for (const query of ['902', '902-uuid', 'Theirs', 'theirs']) {
      await assert.rejects(setting.desk.find(query, setting.seeker()), (error) => {
        assert.ok(error instanceof BotError);
        assert.equal(error.code, 'voice-unknown');
        assert.doesNotMatch(String(error.facts['near']), /Theirs/);
        return true;
      });
      assert.equal((await setting.desk.find(query, setting.seeker(ELSEWHERE))).id, '902');
    }
  });

  it('are not spoken with before they are ready', async () => {
    await using setting = await open();
    const { desk, store, seeker } = setting;
    await store.clones.remove('mine');
    await store.clones.begin(cloneOf({ jobId: 'mine' }));
    await assert.rejects(desk.find('Mine', seeker()), { code: 'voice-unknown' });
    await store.clones.finish(cloneOf({ jobId: 'mine' }));
    assert.equal((await desk.find('Mine', seeker())).id, '901');
  });
});

describe('a voice that another process makes or deletes', () => {
  it('is spoken with as soon as it is on record, and the other tenants’ lists stay as they are', async () => {
    await using setting = await open();
    const { desk, store, seeker, made, startProcess } = setting;
    await namesFor(setting, ORIGIN);
    const { book } = startProcess();
    made.push(voice('903', 'New', true));
    await book.forget();
    await store.clones.finish(cloneOf({ jobId: 'new', voiceId: '903', name: 'New' }));
    assert.equal((await desk.find('new', seeker())).id, '903');
    assert.deepEqual(await namesFor(setting, ELSEWHERE), ['aura', 'sage', 'Theirs']);
    assert.equal(setting.lists(), 2);
  });

  it('is neither seen nor spoken with once it is off the record', async () => {
    await using setting = await open();
    const { desk, seeker, startProcess } = setting;
    assert.deepEqual(await namesFor(setting, ORIGIN), ['aura', 'sage', 'Mine']);
    await startProcess().desk.remove('Mine', seeker(), false);
    assert.deepEqual(await namesFor(setting, ORIGIN), ['aura', 'sage']);
    await assert.rejects(desk.find('901-uuid', seeker()), { code: 'voice-unknown' });
  });

  it('costs one look into the cache, and no list, for each who hopes for one that AudioPod does not list', async () => {
    await using setting = await open();
    await setting.store.clones.finish(cloneOf({ jobId: 'lost', voiceId: '904', name: 'Lost' }));
    for (let asker = 0; asker < 5; asker += 1) await namesFor(setting, ORIGIN);
    assert.equal(setting.lists(), 1);
  });
});

describe('a member’s default voice', () => {
  it('speaks when none is named', async () => {
    await using setting = await open();
    const { desk, seeker } = setting;
    assert.equal((await desk.find(undefined, seeker(), '2-uuid')).name, 'sage');
    assert.equal((await desk.find(' ', seeker(), '2-uuid')).name, 'sage');
    assert.equal((await desk.find('aura', seeker(), '2-uuid')).name, 'aura');
    assert.equal((await desk.find(undefined, seeker())).name, 'aura');
  });

  it('gives way to the usual one once it is deleted', async () => {
    await using setting = await open();
    const { desk, seeker } = setting;
    assert.equal((await desk.find(undefined, seeker(), '901-uuid')).name, 'Mine');
    await desk.remove('Mine', seeker(), false);
    assert.equal((await desk.find(undefined, seeker(), '901-uuid')).name, 'aura');
  });
});

describe('deleting a voice', () => {
  it('removes it at AudioPod, from the record and from the list', async () => {
    await using setting = await open();
    const { desk, store, seeker, removed } = setting;
    await namesFor(setting, ORIGIN);
    assert.equal((await desk.remove(' mine ', seeker(), false)).name, 'Mine');
    assert.deepEqual(removed, ['901']);
    assert.deepEqual(await store.clones.ofTenant(ORIGIN.tenant), []);
    assert.deepEqual(await namesFor(setting, ORIGIN), ['aura', 'sage']);
    assert.equal(setting.lists(), 2, 'the kept list is not believed any more');
  });

  it('finds it by whatever AudioPod lists it as', async () => {
    await using setting = await open();
    await setting.desk.remove('902', setting.seeker(ELSEWHERE), false).catch(assert.fail);
    assert.deepEqual(setting.removed, ['902-uuid']);
  });

  it('is for who made it and for admins', async () => {
    await using setting = await open();
    const { desk, seeker, removed } = setting;
    await assert.rejects(desk.remove('Mine', seeker(SOMEBODY), false), { code: 'voice-not-yours' });
    await assert.rejects(desk.remove('Mine', seeker(ELSEWHERE), true), { code: 'voice-unknown' });
    await assert.rejects(desk.remove('901', seeker(ELSEWHERE), true), { code: 'voice-unknown' });
    await assert.rejects(desk.remove('aura', seeker(), true), { code: 'voice-not-cloned' });
    assert.deepEqual(removed, []);
    await desk.remove('Mine', seeker(SOMEBODY), true);
    assert.deepEqual(removed, ['901']);
  });

  it('prefers one’s own of several with the same name', async () => {
    await using setting = await open();
    await setting.store.clones.finish(
      cloneOf({ jobId: 'another', voiceId: '903', member: SOMEBODY.member, name: 'Mine' }),
    );
    assert.equal((await setting.desk.remove('Mine', setting.seeker(SOMEBODY), false)).voiceId, '903');
    assert.equal((await setting.desk.remove('Mine', setting.seeker(), false)).voiceId, '901');
  });

  it('twice at once succeeds twice and leaves nothing', async () => {
    await using setting = await open();
    const { desk, store, seeker } = setting;
    await Promise.all([1, 2].map(() => desk.remove('Mine', seeker(), false)));
    assert.deepEqual(await store.clones.ofTenant(ORIGIN.tenant), []);
  });

  it('keeps the record when AudioPod does not delete it, so that it can be tried again', async () => {
    await using setting = await open();
    setting.refuse = new BotError('audiopod-down', 'A fault there');
    await assert.rejects(setting.desk.remove('Mine', setting.seeker(), false), { code: 'audiopod-down' });
    assert.equal((await setting.store.clones.ofTenant(ORIGIN.tenant)).length, 1);
    setting.refuse = undefined;
    await setting.desk.remove('Mine', setting.seeker(), false);
    assert.deepEqual(await setting.store.clones.ofTenant(ORIGIN.tenant), []);
  });

  it('waits for a voice that is being made, and takes one whose making was given up', async () => {
    await using setting = await open();
    const { desk, store, seeker } = setting;
    const job = jobOf(speech(), 'Half', ORIGIN, 0);
    await store.jobs.insert({ ...job, work: { stage: 'watching' } }, null);
    await store.clones.begin(cloneOf({ jobId: job.id, voiceId: '904', name: 'Half' }));
    await assert.rejects(desk.remove('Half', seeker(), false), { code: 'voice-not-ready' });
    await store.jobs.save(
      { ...job, work: { stage: 'failed', failure: { code: 'job-overdue', facts: {} } } },
      null,
    );
    await desk.remove('Half', seeker(), false);
    assert.deepEqual(setting.removed, ['904']);
  });
});
