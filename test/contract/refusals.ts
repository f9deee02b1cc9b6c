import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FaultRuleInput } from '../../sandbox/faults/fault.ts';
import type { Failure } from '../../src/core/model/errors.ts';
import { isJobOver } from '../../src/core/model/job/job.ts';
import type { Locale } from '../../src/core/model/locale.ts';
import { fromDollars, subtract, ZERO } from '../../src/core/model/money/money.ts';
import { monthOf } from '../../src/core/model/money/periods.ts';
import { explainFailure, joinSentences } from '../../src/core/text/explain-failure.ts';
import { withRemark } from '../../src/core/text/with-remark.ts';
import { translate } from '../../src/core/text/words.ts';
import { scopesFor } from '../../src/core/wallet/limits/limits.ts';
import type { Ask, Chat } from './chat.ts';
import { type HandedFiles, NOVEL_CHARACTERS } from './handed.ts';
import { plainLines } from './plain-lines.ts';
import { accountOf, carryOut, nothingLeft, type Part } from './subject.ts';

/** One request that comes to nothing, and costs nothing. */
export interface RefusalRow {
  readonly about: string;
  ask(files: HandedFiles): Ask;
  readonly fault?: FaultRuleInput;
  /** Sees to it that this is all the tenant may still spend. */
  readonly leftDollars?: number;
  readonly code: Failure['code'];
  facts?(nowMs: number): Failure['facts'];
  /** It shows only when a job has begun, which can then be tried again. */
  readonly isJob?: true;
}

const STEMS = 'vocals, drums, bass, guitar, piano, other';
/** Close to one, and full of what means something to one platform or another. */
const NO_VOICE = '*Will*ow&<b>';
const hello: RefusalRow['ask'] = () => ({ command: 'tts', options: { text: 'Hello there.' } });
const song = (options: Ask['options']): RefusalRow['ask'] => {
  return (files) => ({
    command: 'stems',
    ...(options && { options }),
    file: { option: 'audio', ...files.song },
  });
};
const link = (url: string): RefusalRow['ask'] => {
  return () => ({ command: 'stems', options: { mode: 'four', url } });
};

/** Every reason to refuse that a member may meet, whatever the platform. */
export const REFUSALS: readonly RefusalRow[] = [
  { about: 'no text', ask: () => ({ command: 'tts' }), code: 'text-empty' },
  {
    about: 'a text that is too long',
    ask: ({ novel }) => ({ command: 'tts', file: { option: 'file', ...novel } }),
    code: 'text-too-long',
    facts: () => ({ length: NOVEL_CHARACTERS, max: NOVEL_CHARACTERS - 1 }),
    isJob: true,
  },
  {
    about: 'a voice that does not exist',
    ask: () => ({ command: 'tts', options: { voice: NO_VOICE, text: 'Hello there.' } }),
    code: 'voice-unknown',
    facts: () => ({ query: NO_VOICE, near: 'Willow, Clover, Meadow' }),
  },
  { about: 'no audio', ask: () => ({ command: 'stems' }), code: 'audio-missing' },
  {
    about: 'a file and a link at once',
    ask: song({ url: 'https://media.example.org/tune.mp3' }),
    code: 'audio-two-sources',
  },
  {
    about: 'one stem without saying which',
    ask: song({ mode: 'single' }),
    code: 'stem-missing',
    facts: () => ({ choices: STEMS }),
  },
  {
    about: 'a file that is not audio',
    ask: ({ noise }) => ({ command: 'stems', file: { option: 'audio', ...noise } }),
    code: 'file-not-audio',
    isJob: true,
  },
  {
    about: 'a playlist',
    ask: ({ playlist }) => ({ command: 'stems', file: { option: 'audio', ...playlist } }),
    code: 'file-is-playlist',
    isJob: true,
  },
  { about: 'an address of a private network', ask: link('http://192.168.0.1/a.mp3'), code: 'url-private' },
  {
    about: 'more than the budget has left',
    ask: hello,
    leftDollars: 0,
    code: 'limit-reached',
    facts: (nowMs) => ({
      scope: 'tenant-month',
      needed: fromDollars(0.01),
      limit: fromDollars(10),
      left: ZERO,
      resetsAtMs: monthOf(nowMs).endsAtMs,
      raisedBy: 'owner',
    }),
    isJob: true,
  },
  {
    about: 'a job that fails at AudioPod',
    ask: hello,
    fault: { on: 'voice.submit', fault: { kind: 'fail', reason: 'The studio is closed.' } },
    code: 'job-failed',
    facts: () => ({ reason: 'The studio is closed.' }),
    isJob: true,
  },
  {
    about: 'an empty wallet behind the bot (402)',
    ask: hello,
    fault: { on: 'voice.submit', fault: { kind: 'status', status: 402 } },
    code: 'audiopod-balance',
    isJob: true,
  },
  {
    about: 'a mode that needs a larger plan',
    ask: song({ mode: 'producer' }),
    fault: {
      on: 'stems.submit',
      fault: { kind: 'status', status: 402, body: { detail: { code: 'PREMIUM_TIER_REQUIRED' } } },
    },
    code: 'audiopod-plan',
    facts: () => ({ mode: 'producer', plan: 'Creator', modes: 'single, two, four, six' }),
    isJob: true,
  },
  {
    about: 'a key AudioPod does not accept (401)',
    ask: hello,
    fault: { on: 'voice.submit', fault: { kind: 'status', status: 401 } },
    code: 'audiopod-unauthorized',
    isJob: true,
  },
];

/** What is refused is explained in the same words everywhere, costs nothing and leaves nothing behind. */
export const refusals: Part = {
  title: 'refuses',
  tests: (subject) => {
    for (const [index, row] of REFUSALS.entries()) {
      for (const locale of subject.locales(index)) {
        it(`${row.about}, and charges nothing, in ${locale}`, async () => {
          const { chat, files } = subject;
          const { world } = chat;
          const person = await subject.person(locale);
          if (row.fault !== undefined) world.sandbox.control.faults.add(row.fault);
          await using _budget = await leaveOnly(chat, row.leftDollars);
          const before = await accountOf(chat);
          const nowMs = world.clock.now();
          const ask = () => person.ask(row.ask(files));
          const { exchange, job } =
            row.isJob === true ? await carryOut(chat, ask) : { exchange: await ask(), job: undefined };
          await exchange.answered();

          const failure = { code: row.code, facts: row.facts?.(nowMs) ?? {} };
          const money = job?.money ?? { state: 'none' };
          assert.ok(money.state === 'none' || money.state === 'released', money.state);
          const said = joinSentences(
            locale,
            explainFailure(locale, failure, money),
            ...reasonGiven(locale, failure),
          );
          const text =
            job === undefined
              ? said
              : withRemark(locale, said, translate(locale, 'job.reference', { job: job.id }));
          const shown = await exchange.shown();
          assert.deepEqual(
            shown.map(({ text, sounds, documents, buttons }) => ({ text, sounds, documents, buttons })),
            [
              {
                text: plainLines(text),
                sounds: [],
                documents: [],
                buttons: job === undefined ? [] : [translate(locale, 'job.action.retry')],
              },
            ],
          );
          assert.deepEqual(await accountOf(chat), before);
          await nothingLeft(chat);
          assert.deepEqual(world.sandbox.control.faults.list(), []);
          const newest = await world.store.jobs.list({ tenant: chat.tenant, limit: 1 });
          assert.ok(newest.every(isJobOver));
          chat.assertClean();
        });
      }
    }
  },
};

function reasonGiven(locale: Locale, { facts }: { readonly facts: Failure['facts'] }): readonly string[] {
  const { reason } = facts;
  return reason === undefined ? [] : [translate(locale, 'job.provider-says', { reason })];
}

/** Holds whatever else the tenant could spend this month, and gives it back when disposed of. */
async function leaveOnly(chat: Chat, dollars: number | undefined): Promise<AsyncDisposable> {
  const { store, clock, dependencies } = chat.world;
  const id = `held-${clock.now()}`;
  if (dollars !== undefined) {
    const { spent } = await accountOf(chat);
    const amount = subtract(subtract(dependencies.limits.tenantMonthly, spent), fromDollars(dollars));
    const everybody = { ...dependencies.limits, memberDaily: dependencies.limits.tenantMonthly };
    const scopes = scopesFor({ tenant: chat.tenant, member: 'others' }, everybody, clock.now());
    const order = {
      id,
      jobId: id,
      for: { tenant: chat.tenant, member: 'others', service: 'speech' },
      amount,
      scopes,
      nowMs: clock.now(),
    } as const;
    await store.transaction(({ ledger }) => ledger.reserve(order));
  }
  return {
    async [Symbol.asyncDispose]() {
      if (dollars !== undefined) await store.transaction(({ ledger }) => ledger.release(id, clock.now()));
    },
  };
}
