import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FaultRuleInput } from '../../sandbox/faults/fault.ts';
import type { Failure } from '../../src/core/model/errors.ts';
import { isJobOver } from '../../src/core/model/job/job.ts';
import type { Locale } from '../../src/core/model/locale.ts';
import { fromDollars, subtract, ZERO } from '../../src/core/model/money/money.ts';
import { monthOf } from '../../src/core/model/money/periods.ts';
import type { TenantRules } from '../../src/core/model/money/spending-rules.ts';
import { scopesFor } from '../../src/core/wallet/limits/limits.ts';
import type { Ask, Chat } from './chat.ts';
import { type HandedFiles, NOVEL_CHARACTERS } from './handed.ts';
import type { Button } from './labels.ts';
import { assertOutcome, isIn } from './outcomes.ts';
import { plainLines } from './plain-lines.ts';
import { accountOf, carryOut, nothingLeft, type Part, type Where } from './subject.ts';

/** One request that comes to nothing, and costs nothing. */
export interface RefusalRow extends Where {
  readonly about: string;
  ask(files: HandedFiles): Ask;
  readonly fault?: FaultRuleInput;
  /** What the tenant's admins decide meanwhile. */
  rules?(rules: TenantRules): TenantRules;
  /** Sees to it that this is all the tenant may still spend. */
  readonly leftDollars?: number;
  readonly code: Failure['code'];
  facts?(nowMs: number): Failure['facts'];
  /** It shows only when a job has begun, which can then be tried again: before or after money was reserved for it. */
  readonly job?: 'none' | 'released';
  /** What the job offers instead of another try, which its input or a limit would refuse again. */
  readonly buttons?: readonly Button[];
  /** How the refusal begins, to the letter. */
  readonly says: Readonly<Record<Locale, string>>;
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
  {
    about: 'no text',
    ask: () => ({ command: 'tts' }),
    code: 'text-empty',
    says: {
      en: 'There’s no text to speak.',
      'zh-CN': '没有可转换的文本。',
    },
  },
  {
    about: 'a text that is too long',
    ask: ({ novel }) => ({ command: 'tts', file: { option: 'file', ...novel } }),
    code: 'text-too-long',
    facts: () => ({ length: NOVEL_CHARACTERS, max: NOVEL_CHARACTERS - 1 }),
    job: 'none',
    buttons: ['speak'],
    says: {
      en: 'The text has 100,001 characters; the limit is 100,000.',
      'zh-CN': '文本有 100,001 个字符，上限 100,000 个。',
    },
  },
  {
    about: 'a voice that does not exist',
    everywhere: true,
    ask: () => ({ command: 'tts', options: { voice: NO_VOICE, text: 'Hello there.' } }),
    code: 'voice-unknown',
    facts: () => ({ query: NO_VOICE, near: 'Willow, Clover, Meadow' }),
    says: {
      en: 'There’s no voice “*Will*ow&<b>”. Similar voices: Willow, Clover, Meadow.',
      'zh-CN': '没有音色“*Will*ow&<b>”。相近的音色：Willow、Clover、Meadow。',
    },
  },
  {
    // In chats, a form opens that takes it.
    about: 'no audio',
    ask: () => ({ command: 'stems' }),
    code: 'audio-missing',
    says: {
      en: 'You didn’t send any audio.',
      'zh-CN': '你没有发送音频。',
    },
  },
  {
    about: 'a file and a link at once',
    ask: song({ url: 'https://media.example.org/tune.mp3' }),
    code: 'audio-two-sources',
    says: {
      en: 'You sent both a file and a link.',
      'zh-CN': '你同时发送了附件和链接。',
    },
  },
  {
    about: 'one stem without saying which',
    ask: song({ mode: 'single' }),
    code: 'stem-missing',
    facts: () => ({ choices: STEMS }),
    says: {
      en: 'Single mode needs a stem to keep. Choose one of: vocals,',
      'zh-CN': '单轨模式需要指定保留的音轨。可选音轨：vocals、',
    },
  },
  {
    about: 'a file that is not audio',
    everywhere: true,
    ask: ({ noise }) => ({ command: 'stems', file: { option: 'audio', ...noise } }),
    code: 'file-not-audio',
    job: 'none',
    buttons: ['split'],
    says: {
      en: 'The bot can’t read this file as audio.',
      'zh-CN': '机器人无法读取这个音频文件。',
    },
  },
  {
    about: 'a playlist',
    ask: ({ playlist }) => ({ command: 'stems', file: { option: 'audio', ...playlist } }),
    code: 'file-is-playlist',
    job: 'none',
    buttons: ['split'],
    says: {
      en: 'This file is a playlist without audio of its own.',
      'zh-CN': '文件是播放列表，本身不含音频。',
    },
  },
  {
    about: 'an address of a private network',
    ask: link('http://192.168.0.1/a.mp3'),
    code: 'url-private',
    says: {
      en: 'This link points to a private network,',
      'zh-CN': '链接指向私有网络，',
    },
  },
  {
    about: 'more than the budget has left',
    everywhere: true,
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
    job: 'none',
    buttons: ['limits'],
    says: {
      en: 'This could cost $0.01, but only $0.00 of the monthly limit ($10.00) is left. It resets on ',
      'zh-CN': '最多需 $0.01，每月限额 $10.00 仅剩 $0.00。',
    },
  },
  {
    about: 'a link where the admins want none',
    everywhere: true,
    ask: link('https://media.example.org/tune.mp3'),
    rules: (rules) => ({ ...rules, links: false }),
    code: 'links-off',
    facts: () => ({ raisedBy: 'admin' }),
    job: 'none',
    buttons: ['allowLinks', 'split'],
    says: {
      en: 'Links are turned off. Attach the file instead, or ask an admin to set `/wallet set-limit links:on`.',
      'zh-CN': '链接已停用。请改为发送文件，或联系管理员设置 `/wallet set-limit links:on`。',
    },
  },
  {
    about: 'more links than one job may cost',
    ask: () => ({
      command: 'transcribe',
      options: { url: [1, 2, 3].map((one) => `https://media.example.org/${one}.mp3`).join(' ') },
    }),
    rules: (rules) => ({ ...rules, limits: { ...rules.limits, perLink: fromDollars(0.75) } }),
    code: 'links-over-job-limit',
    facts: () => ({ count: 3, needed: fromDollars(2.25), limit: fromDollars(2), raisedBy: 'admin' }),
    job: 'none',
    buttons: ['raise', 'transcribe'],
    says: {
      en: '3 links reserve $2.25 together, but the per-job limit is $2.00. Send fewer links at once,',
      'zh-CN': '3 条链接共需预留 $2.25，超过单个任务上限 $2.00。请减少链接数量，',
    },
  },
  {
    about: 'a job that fails at AudioPod',
    everywhere: true,
    ask: hello,
    fault: { on: 'voice.submit', fault: { kind: 'fail', reason: 'The studio is closed.' } },
    code: 'job-failed',
    facts: () => ({ reason: 'The studio is closed.' }),
    job: 'released',
    says: {
      en: 'AudioPod couldn’t finish this job. You weren’t charged; $0.01 is available again.',
      'zh-CN': 'AudioPod 处理失败。未扣费，预留的 $0.01 已释放。',
    },
  },
  {
    about: 'an empty wallet behind the bot (402)',
    ask: hello,
    fault: { on: 'voice.submit', fault: { kind: 'status', status: 402 } },
    code: 'audiopod-balance',
    job: 'released',
    says: {
      en: 'The bot’s AudioPod balance is too low for this job.',
      'zh-CN': '机器人的 AudioPod 余额不足，无法完成任务。',
    },
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
    job: 'released',
    buttons: ['split'],
    says: {
      en: 'The mode “producer” needs AudioPod’s Creator plan or higher.',
      'zh-CN': '模式“producer”需要 AudioPod Creator 或更高套餐。',
    },
  },
  {
    about: 'a key AudioPod does not accept (401)',
    ask: hello,
    fault: { on: 'voice.submit', fault: { kind: 'status', status: 401 } },
    code: 'audiopod-unauthorized',
    job: 'released',
    says: {
      en: 'AudioPod rejected the bot’s API key.',
      'zh-CN': 'AudioPod 拒绝了机器人的 API 密钥。',
    },
  },
];

/** Opens a form with what was typed, where the platform has forms for it. */
const AGAIN: Readonly<Record<Locale, string>> = { en: 'Change and send', 'zh-CN': '修改并发送' };

/** What is refused is explained in the same words everywhere, costs nothing and leaves nothing behind. */
export const refusals: Part = {
  title: 'refuses',
  tests: (subject) => {
    for (const [index, row] of REFUSALS.entries()) {
      for (const locale of subject.locales(index, row)) {
        it(`${row.about}, and charges nothing, in ${locale}`, async () => {
          const { chat, files } = subject;
          const { world } = chat;
          const person = await subject.person(locale);
          if (row.fault !== undefined) world.sandbox.control.faults.add(row.fault);
          await using _rules = await withRules(chat, row.rules);
          await using _budget = await leaveOnly(chat, row.leftDollars);
          const before = await accountOf(chat);
          const nowMs = world.clock.now();
          const ask = () => person.ask(row.ask(files));
          const { exchange, job } =
            row.job !== undefined ? await carryOut(chat, ask) : { exchange: await ask(), job: undefined };
          await exchange.answered();

          const shown = await exchange.shown();
          const facts = row.facts?.(nowMs) ?? {};
          if (row.job !== undefined && job !== undefined) {
            assertOutcome(shown, job, {
              end: row.code,
              facts,
              money: row.job,
              buttons: row.buttons ?? ['retry'],
            });
          }
          const [{ text = '', ...rest } = {}, ...more] = shown.map(
            ({ text, buttons, sounds, documents }) => ({
              text,
              sounds,
              documents,
              buttons: job === undefined ? buttons.filter((label) => label !== AGAIN[locale]) : [],
            }),
          );
          assert.deepEqual([rest, more], [{ sounds: [], documents: [], buttons: [] }, []]);
          assert.ok(text.startsWith(plainLines(row.says[locale])), text);
          assert.ok(isIn(locale, text), text);
          // What was never reserved is not spoken of.
          if (row.job !== 'released') assert.doesNotMatch(text, /charge|扣费/);
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

/** Changes the tenant's rules, and restores them when disposed of. */
async function withRules({ world, tenant }: Chat, change: RefusalRow['rules']): Promise<AsyncDisposable> {
  const { store, clock } = world;
  const by = () => ({ member: 'admin', nowMs: clock.now() });
  const changed = change && (await store.rules.changeTenant(tenant, by(), change));
  return {
    async [Symbol.asyncDispose]() {
      if (changed !== undefined) await store.rules.changeTenant(tenant, by(), () => changed.before);
    },
  };
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
