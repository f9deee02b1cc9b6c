import { CENTS_PER_MINUTE } from '../../sandbox/wallet/prices.ts';
import type { ReplyFile } from '../../src/commands/framework/reply.ts';
import { historyText } from '../../src/commands/jobs/job-history.ts';
import { jobPage } from '../../src/commands/jobs/job-page.ts';
import type { Job } from '../../src/core/model/job/job.ts';
import type { Origin } from '../../src/core/model/job/origin.ts';
import type { Locale } from '../../src/core/model/locale.ts';
import { formatUsd, fromCents } from '../../src/core/model/money/money.ts';
import { formatAge } from '../../src/core/text/format-age.ts';
import { costText, stateText } from '../../src/core/text/job-state.ts';
import { askedText } from '../../src/core/text/outcome.ts';
import { translate, type WordKey } from '../../src/core/text/words.ts';
import type { Ask, Chat } from './chat.ts';
import type { Where } from './subject.ts';
import { WALLET_ROWS } from './wallet-rows.ts';

/** What a reply has to say: words, and perhaps a table, whose first row some platforms leave out. */
export interface Said {
  readonly text: string;
  /** The text where it stands line by line. */
  readonly lines?: readonly string[];
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly string[])[];
  /** The rows where the first one is left out, if they say more there. */
  readonly listed?: readonly (readonly string[])[];
  readonly files?: readonly ReplyFile[];
}

/** One request that is answered at once. `job` is one of the member's own that ended well. */
export interface ReplyRow extends Where {
  readonly about: string;
  ask(job: Job): Ask;
  says(locale: Locale, job: Job, chat: Chat): Promise<Said> | Said;
  /** The result comes again below the words. */
  readonly bringsResult?: true;
  /** The job is gone afterwards. */
  readonly takesJob?: true;
}

/** Every request that is answered in words. A new command that answers at once adds its rows here. */
export const REPLIES: readonly ReplyRow[] = [
  ...WALLET_ROWS,
  {
    about: 'what a length of audio costs',
    ask: () => ({ command: 'wallet', subcommand: 'estimate', options: { service: 'stems', seconds: 90 } }),
    says: (locale) => ({
      text: translate(locale, 'wallet.estimate', {
        seconds: 90,
        service: translate(locale, 'choice.service.stems'),
        amount: '$0.15',
      }),
    }),
  },
  {
    about: 'what everything costs',
    everywhere: true,
    ask: () => ({ command: 'wallet', subcommand: 'pricing' }),
    says: (locale) => pricing(locale),
  },
  {
    about: 'their jobs',
    everywhere: true,
    ask: () => ({ command: 'jobs', subcommand: 'list' }),
    says: (locale, job, chat) => jobList(locale, job, chat),
  },
  {
    about: 'one job',
    everywhere: true,
    ask: ({ id }) => ({ command: 'jobs', subcommand: 'show', options: { job: id } }),
    says: (_locale, job, { world }) => ({
      text: `${jobPage(job, { before: 0 }).text}\n\n${historyText(job, world.clock.now())}`,
    }),
  },
  {
    about: 'that a result is posted again',
    everywhere: true,
    ask: ({ id }) => ({ command: 'jobs', subcommand: 'fetch', options: { job: id } }),
    says: (locale, { id }) => ({ text: translate(locale, 'jobs.fetching', { job: id }) }),
    bringsResult: true,
  },
  {
    about: 'that a job is over already',
    ask: ({ id }) => ({ command: 'jobs', subcommand: 'cancel', options: { job: id } }),
    says: (locale) => ({
      text: joined(
        locale,
        translate(locale, 'error.job-already-over.what'),
        translate(locale, 'error.job-already-over.next'),
      ),
    }),
  },
  {
    about: 'the genres of music',
    ask: () => ({ command: 'music', subcommand: 'presets' }),
    says: async (locale, _job, { world }) => {
      const genres = await world.dependencies.accounts.audiopod.music.presets(new AbortController().signal);
      return {
        text: translate(locale, 'music.presets', { count: genres.length }),
        columns: words(locale, 'music.column', ['genre', 'meaning']),
        rows: genres.map(({ name, prompt = '' }) => [name, prompt]),
      };
    },
  },
  {
    about: 'the voices that fit',
    everywhere: true,
    ask: () => ({ command: 'voice', subcommand: 'list', options: { search: 'willow', page: 1 } }),
    says: (locale) => ({
      text: translate(locale, 'voice.listed', { count: 1 }),
      columns: words(locale, 'voice.column', ['name', 'language', 'about']),
      rows: [['Willow', 'English', 'soft, with a Scottish lilt']],
    }),
  },
  {
    about: 'one voice',
    ask: () => ({ command: 'voice', subcommand: 'show', options: { voice: 'willow' } }),
    says: (locale) => ({
      text: joined(
        locale,
        translate(locale, 'voice.shown-about', {
          name: 'Willow',
          about: 'English · male · soft, with a Scottish lilt',
        }),
        translate(locale, 'voice.use', { name: 'Willow' }),
      ),
    }),
  },
  {
    about: 'what stands for them from now on',
    everywhere: true,
    ask: () => ({
      command: 'voice',
      subcommand: 'default',
      options: { voice: 'aura', language: 'en', format: 'srt' },
    }),
    says: (locale) => ({
      text: translate(locale, 'voice.defaults-changed'),
      columns: words(locale, 'voice.column', ['option', 'yours']),
      rows: [
        [translate(locale, 'voice.default.voice'), 'Aura'],
        [translate(locale, 'voice.default.language'), 'en'],
        [translate(locale, 'voice.default.format'), translate(locale, 'choice.format.srt')],
      ],
    }),
  },
  {
    about: 'that a voice is not theirs to delete',
    ask: () => ({ command: 'voice', subcommand: 'delete', options: { voice: 'aura' } }),
    says: (locale) => ({
      text: joined(
        locale,
        translate(locale, 'error.voice-not-cloned.what'),
        translate(locale, 'error.voice-not-cloned.next'),
      ),
    }),
  },
  {
    about: 'what can be asked for',
    everywhere: true,
    ask: () => ({ command: 'help' }),
    says: (locale, { origin }) => overview(locale, origin),
  },
  {
    about: 'how a command is used',
    everywhere: true,
    ask: () => ({ command: 'help', options: { command: 'denoise' } }),
    says: (locale) => helpOnDenoise(locale),
  },
  {
    about: 'that a job is deleted',
    everywhere: true,
    ask: ({ id }) => ({ command: 'jobs', subcommand: 'delete', options: { job: id } }),
    says: (locale, { id }) => ({ text: translate(locale, 'jobs.deleted-here', { job: id }) }),
    takesJob: true,
  },
  {
    about: 'that all their jobs are deleted',
    everywhere: true,
    ask: () => ({ command: 'jobs', subcommand: 'forget-me' }),
    says: async (locale, { origin: { tenant, member } }, { world }) => {
      const { length: count } = await world.store.jobs.list({ tenant, member, limit: 100 });
      return {
        text: joined(
          locale,
          translate(locale, 'jobs.forgotten', { count }),
          translate(locale, 'jobs.forgotten-kept'),
        ),
      };
    },
    takesJob: true,
  },
];

function pricing(locale: Locale): Said {
  const names = new Map([
    ['text_to_speech', translate(locale, 'choice.service.speech')],
    ['stem_extraction', translate(locale, 'choice.service.stems')],
    ['music_generation', translate(locale, 'choice.service.music')],
    ['transcription', translate(locale, 'choice.service.transcription')],
    ['speaker_diarization', translate(locale, 'choice.service.diarization')],
    ['denoise', translate(locale, 'choice.service.denoise')],
    ['voice_cloning', translate(locale, 'choice.service.clone')],
  ]);
  return {
    text: translate(locale, 'wallet.pricing'),
    columns: words(locale, 'wallet.column', ['service', 'per-minute']),
    rows: [...CENTS_PER_MINUTE].map(([type, cents]) => [
      names.get(type) ?? type.replaceAll('_', ' '),
      formatUsd(fromCents(cents)),
    ]),
  };
}

async function jobList(locale: Locale, { origin }: Job, { world }: Chat): Promise<Said> {
  const { tenant, member } = origin;
  const found = await world.store.jobs.list({ tenant, member, limit: 20 });
  return {
    text: translate(locale, 'jobs.listed', { count: found.length }),
    columns: words(locale, 'jobs.column', ['job', 'asked', 'state', 'cost', 'age']),
    rows: found.map((job) => [
      job.id,
      askedText(job),
      stateText(job),
      costText(job),
      formatAge(locale, world.clock.now() - job.createdAtMs),
    ]),
  };
}

/** The people of this suite are admins. Slack has `/help` under another name. */
function overview(locale: Locale, { platform }: Origin): Said {
  const isEnglish = locale === 'en';
  const tasks = isEnglish
    ? [
        'Make speech and music: `/tts`, `/music`',
        'Split or clean up audio: `/stems`, `/denoise`',
        'Turn speech into text: `/transcribe`, `/diarize`',
        'Use and clone voices: `/voice`',
        'See jobs and spending: `/wallet`, `/jobs`',
      ]
    : [
        '生成语音和音乐：`/tts`、`/music`',
        '分离音轨和降噪：`/stems`、`/denoise`',
        '语音转文本：`/transcribe`、`/diarize`',
        '管理和克隆音色：`/voice`',
        '查看任务和消费：`/wallet`、`/jobs`',
      ];
  const manage = isEnglish
    ? [
        'Set limits: `/wallet set-limit`, `/wallet timezone`, `/wallet warn`',
        'Decide who may use what: `/wallet allow`',
        'Use your own AudioPod key: `/wallet connect`, `/wallet disconnect`',
        'Export or erase what’s stored: `/wallet export`, `/wallet erase`',
      ]
    : [
        '设置限额：`/wallet set-limit`、`/wallet timezone`、`/wallet warn`',
        '设置使用权限：`/wallet allow`',
        '使用自有 API 密钥：`/wallet connect`、`/wallet disconnect`',
        '导出或清除存储的数据：`/wallet export`、`/wallet erase`',
      ];
  const more = translate(locale, 'help.more');
  const last = platform === 'slack' ? more.replace('/help', '/audiopod help') : more;
  return { text: [...tasks, ...manage, last].join('\n') };
}

function helpOnDenoise(locale: Locale): Said {
  const isEnglish = locale === 'en';
  const own = isEnglish
    ? ['`/denoise`: Remove noise from a recording.', 'For example: `/denoise`']
    : ['`/denoise`：去除录音中的噪音。', '例如：`/denoise`'];
  const common = (['help.audio-link', 'help.intro', 'help.private'] as const).map((key) =>
    translate(locale, key),
  );
  return {
    text: [...own, ...common].join('\n'),
    columns: words(locale, 'help.column', ['option', 'meaning']),
    rows: [
      ['[audio]', translate(locale, 'option.denoise.audio')],
      ['[url]', translate(locale, 'option.denoise.url')],
    ],
  };
}

function words<Start extends string, End extends string>(
  locale: Locale,
  start: Start,
  ends: readonly (`${Start}.${End}` extends WordKey ? End : never)[],
): readonly string[] {
  return ends.map((end) => translate(locale, `${start}.${end}` as WordKey));
}

function joined(locale: Locale, ...sentences: readonly string[]): string {
  return sentences.join(locale === 'zh-CN' ? '' : ' ');
}
