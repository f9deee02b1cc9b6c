import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemberDefaults } from '../../../src/core/accounts/member-defaults.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { ORIGIN } from '../../fakes/world.ts';

const OTHERS = [
  { ...ORIGIN, member: 'fake:somebody' },
  { ...ORIGIN, tenant: 'fake:elsewhere' },
];

async function open() {
  const store = await openStore({ url: 'sqlite://:memory:', clock: createVirtualClock() });
  const cache = store.cache<string>('member-defaults');
  return { store, cache, defaults: createMemberDefaults(cache), [Symbol.asyncDispose]: () => store.close() };
}

test('a member’s defaults are kept one by one, for that member in that tenant, until they are forgotten', async () => {
  await using setting = await open();
  const { defaults } = setting;
  assert.deepEqual(await defaults.of(ORIGIN), {});
  await Promise.all([
    defaults.change(ORIGIN, { voice: 'sage' }),
    defaults.change(ORIGIN, { language: 'de', format: 'srt' }),
    ...OTHERS.map((other) => defaults.change(other, { language: 'fr' })),
  ]);
  assert.deepEqual(await defaults.of(ORIGIN), { voice: 'sage', language: 'de', format: 'srt' });
  await defaults.change(ORIGIN, { voice: null, format: 'vtt' });
  assert.deepEqual(await defaults.of(ORIGIN), { language: 'de', format: 'vtt' });
  await defaults.forget(ORIGIN);
  assert.deepEqual(await defaults.of(ORIGIN), {});
  for (const other of OTHERS) assert.deepEqual(await defaults.of(other), { language: 'fr' });
});

test('a voice chosen before there were other defaults still speaks, and is forgotten with them', async () => {
  await using setting = await open();
  const { cache, defaults } = setting;
  await cache.set(`${ORIGIN.tenant} ${ORIGIN.member}`, 'sage');
  assert.deepEqual(await defaults.of(ORIGIN), { voice: 'sage' });
  await defaults.forget(ORIGIN);
  assert.deepEqual(await defaults.of(ORIGIN), {});
});

test('a format that is none any more, and a database that does not answer, stand for nothing', async () => {
  await using setting = await open();
  const { cache, defaults, store } = setting;
  await cache.set(`${ORIGIN.tenant} ${ORIGIN.member} format`, 'pdf');
  await defaults.change(ORIGIN, { language: 'de' });
  assert.deepEqual(await defaults.of(ORIGIN), { language: 'de' });
  await store.close();
  assert.deepEqual(await defaults.of(ORIGIN), {});
  await defaults.change(ORIGIN, { language: 'fr', voice: null });
  await defaults.forget(ORIGIN);
});
