import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { explainFailure } from '../../../src/core/text/explain-failure.ts';
import { stateText } from '../../../src/core/text/job-state.ts';
import { outcomeText, progressText } from '../../../src/core/text/outcome.ts';
import { encoded, failed, jobIn, MONEY, REQUESTS } from './sentences.ts';

/** What is said, and its literal text in English and in Chinese. */
type Row = readonly [about: string, say: (locale: Locale) => string, english: string, chinese: string];

const outcome = (request: JobRequest, title: string, more: Partial<Job>): Row[1] => {
  return (locale) => outcomeText(jobIn(locale, title, request, more));
};
const progress = (more: Partial<Job>, before = 0, request: JobRequest = REQUESTS.speech): Row[1] => {
  return (locale) => progressText(jobIn(locale, 'Hello', request, more), { before });
};
const state = (more: Partial<Job>): Row[1] => {
  return (locale) => stateText(jobIn(locale, 'Hello', REQUESTS.speech, more));
};
const refusal = (code: Failure['code'], facts: Failure['facts'] = {}): Row[1] => {
  return (locale) => explainFailure(locale, { code, facts });
};

const LIMIT_REACHED = {
  scope: 'member-day',
  needed: 300_000,
  limit: 1_000_000,
  left: 120_000,
  used: 880_000,
  resetsAtMs: Date.UTC(2026, 10, 30, 16),
  zone: 'Asia/Shanghai',
};
const WATCHING = { stage: 'watching' } as const;
const AT_AUDIOPOD = {
  service: 'speech',
  providerId: '1',
  submittedAtMs: 0,
  state: 'watching',
} as const;

const DONE: readonly Row[] = [
  [
    'speech',
    outcome(REQUESTS.speech, 'Hello', { work: encoded(['speech']), money: MONEY.credits }),
    '“Hello”, read by Aura (3:07). Cost: $0.12.',
    '“Hello”，Aura 朗读（3:07）。费用 $0.12。',
  ],
  [
    'stems in less quality than usual',
    outcome(REQUESTS.stems, 'Song', {
      work: encoded(['vocals', 'drums'], { bitrateKbps: 64 }),
      money: MONEY.duration,
    }),
    'Song: 2 stems (3:07). The quality is 64 kbps to fit the size limit. Cost: $0.12.',
    'Song：2 条音轨（3:07）。为符合大小限制，音质为 64 kbps。费用 $0.12。',
  ],
  [
    'a song that cost more than was reserved',
    outcome(REQUESTS.song, 'Waltz', { work: encoded(['music']), money: MONEY.over }),
    'Waltz: song (3:07). Cost: $0.12. That’s $0.02 over the estimate; any excess carries over.',
    'Waltz：歌曲（3:07）。费用 $0.12。比预估多 $0.02，超限部分计入下期。',
  ],
  [
    'a transcript whose cost AudioPod did not report',
    outcome(REQUESTS.transcript, 'Talk', {
      work: { stage: 'encoded', files: [], documents: [], excerpt: '[0:00] Good morning.' },
      money: MONEY.quote,
    }),
    'Transcript of Talk. Cost: up to $0.12.\n\n[0:00] Good morning.',
    'Talk 的转录稿。费用最多 $0.12。\n\n[0:00] Good morning.',
  ],
  [
    'speakers',
    outcome(REQUESTS.speakers, 'Talk', {
      work: { stage: 'encoded', files: [], documents: [], speakers: 3 },
      money: MONEY.credits,
    }),
    'Talk: 3 speakers. Cost: $0.12.',
    'Talk：3 位说话人。费用 $0.12。',
  ],
  [
    'a recording without noise',
    outcome(REQUESTS.denoise, 'Talk', { work: encoded(['denoised']), money: MONEY.credits }),
    'Talk without noise (3:07). Cost: $0.12.',
    'Talk 已降噪（3:07）。费用 $0.12。',
  ],
  [
    'a clone, in the sandbox',
    outcome(REQUESTS.clone, 'Ada', {
      work: { stage: 'encoded', files: [], documents: [] },
      money: MONEY.credits,
      isSimulated: true,
    }),
    'The voice “Ada” is ready. Try it: `/tts voice:"Ada" Hello`.',
    '音色“Ada”已就绪。试用：`/tts voice:"Ada" 你好`。',
  ],
];

const NOT_DONE: readonly Row[] = [
  [
    'a failure at AudioPod',
    outcome(REQUESTS.speech, 'Hello', {
      work: failed('job-failed', { reason: 'Studio closed.' }),
      money: MONEY.released,
    }),
    'AudioPod couldn’t finish this job. You weren’t charged; $0.12 is available again. Try again, or use different audio or text. AudioPod says: “Studio closed.” (Job abcdefghjkmn)',
    'AudioPod 处理失败。未扣费，预留的 $0.12 已释放。请重试，或换用其他音频或文本。AudioPod 提示：“Studio closed.”（任务 abcdefghjkmn）',
  ],
  [
    'a file that was refused before anything was reserved',
    outcome(REQUESTS.stems, 'Song', { work: failed('file-too-large', { size: 31, max: 25 }) }),
    'This file is 31 MB; the limit is 25 MB. Compress it, or send a link instead. (Job abcdefghjkmn)',
    '文件 31 MB，上限 25 MB。请压缩文件，或改用链接。（任务 abcdefghjkmn）',
  ],
  [
    'a job that the limit refused',
    outcome(REQUESTS.speech, 'Hello', { work: failed('limit-reached', LIMIT_REACHED) }),
    'This could cost $0.30, but only $0.12 of your daily limit ($1.00) is left. It resets on Dec 1, 00:00 (Asia/Shanghai), or the bot owner can raise it with `/wallet set-limit per_user_daily:1.18`. (Job abcdefghjkmn)',
    '最多需 $0.30，你的每日限额 $1.00 仅剩 $0.12。12月1日 00:00（Asia/Shanghai）重置；机器人所有者可用 `/wallet set-limit per_user_daily:1.18` 提高限额。（任务 abcdefghjkmn）',
  ],
  [
    'a submission nobody knows the end of',
    outcome(REQUESTS.speech, 'Hello', { work: { stage: 'submitting', sinceMs: 0 }, money: MONEY.inDoubt }),
    'The connection dropped while sending the job. You may have been charged $0.12. It counts toward your limits until confirmed. Trying again may charge you twice. (Job abcdefghjkmn)',
    '提交任务时连接中断。可能已扣费 $0.12，确认前计入限额。再次提交可能重复扣费。（任务 abcdefghjkmn）',
  ],
  [
    'the same in the sandbox',
    outcome(REQUESTS.speech, 'Hello', {
      work: { stage: 'submitting', sinceMs: 0 },
      money: MONEY.inDoubt,
      isSimulated: true,
    }),
    'The connection dropped while sending the job. Try again. (Job abcdefghjkmn)',
    '提交任务时连接中断。请重试。（任务 abcdefghjkmn）',
  ],
  [
    'a charge that was never confirmed',
    outcome(REQUESTS.speech, 'Hello', { work: failed('submission-in-doubt'), money: MONEY.writtenOff }),
    'The connection dropped while sending the job. The charge was never confirmed, so $0.12 counts as spent. Trying again may charge you twice. (Job abcdefghjkmn)',
    '提交任务时连接中断。扣费始终未能确认，$0.12 计为已用。再次提交可能重复扣费。（任务 abcdefghjkmn）',
  ],
  [
    'a charge that the bot owner waived',
    outcome(REQUESTS.speech, 'Hello', { work: failed('submission-in-doubt'), money: MONEY.waived }),
    'The connection dropped while sending the job. The bot owner waived $0.12; it no longer counts. Trying again may charge you twice. (Job abcdefghjkmn)',
    '提交任务时连接中断。机器人所有者已免除 $0.12，不计入限额。再次提交可能重复扣费。（任务 abcdefghjkmn）',
  ],
  [
    'a channel that takes no files while AudioPod still works',
    outcome(REQUESTS.speech, 'Hello', {
      work: failed('cannot-deliver'),
      money: MONEY.credits,
      submissions: [AT_AUDIOPOD],
    }),
    'The bot can’t post files in this channel. Cost: $0.12. Let it attach files, or use another channel. If AudioPod finishes it, get it with `/jobs fetch`. (Job abcdefghjkmn)',
    '机器人无法在当前频道发送文件。费用 $0.12。请授予权限，或换个频道。AudioPod 完成后可用 `/jobs fetch` 获取。（任务 abcdefghjkmn）',
  ],
  [
    'a bot whose token was rejected, before the job began',
    outcome(REQUESTS.speech, 'Hello', { work: failed('bot-token-rejected') }),
    'The bot can’t post because its token was rejected. Tell the bot owner. Finished results stay available with `/jobs fetch`. (Job abcdefghjkmn)',
    '机器人的令牌已失效，无法发送。请联系机器人所有者。已完成的结果仍可用 `/jobs fetch` 获取。（任务 abcdefghjkmn）',
  ],
  [
    'a bot that was never allowed to post',
    outcome(REQUESTS.speech, 'Hello', { work: failed('bot-scope-missing') }),
    'The bot lacks a permission it needs to post. Ask the bot owner to install it again. Finished results stay available with `/jobs fetch`. (Job abcdefghjkmn)',
    '机器人缺少发送所需的权限。请联系机器人所有者重新安装。已完成的结果仍可用 `/jobs fetch` 获取。（任务 abcdefghjkmn）',
  ],
  [
    'a result whose link has expired',
    outcome(REQUESTS.speech, 'Hello', { work: failed('result-link-expired'), money: MONEY.credits }),
    'The download link has expired. Cost: $0.12. Get a new one with `/jobs fetch`. (Job abcdefghjkmn)',
    '下载链接已过期。费用 $0.12。可用 `/jobs fetch` 重新获取。（任务 abcdefghjkmn）',
  ],
  [
    'a speech of which parts are missing',
    outcome(REQUESTS.speech, 'Hello', {
      work: failed('speech-incomplete', { spoken: 2, parts: 5 }),
      money: MONEY.credits,
    }),
    'Only 2 of 5 parts were generated. Cost: $0.12. Try again with the missing text. (Job abcdefghjkmn)',
    '共 5 段，只生成了 2 段。费用 $0.12。请用剩余文本重试。（任务 abcdefghjkmn）',
  ],
  [
    'the bot’s key, rejected',
    outcome(REQUESTS.speech, 'Hello', { work: failed('audiopod-unauthorized'), money: MONEY.released }),
    'AudioPod rejected the bot’s API key. You weren’t charged; $0.12 is available again. The bot owner needs to check it. (Job abcdefghjkmn)',
    'AudioPod 拒绝了机器人的 API 密钥。未扣费，预留的 $0.12 已释放。需由机器人所有者检查密钥。（任务 abcdefghjkmn）',
  ],
  [
    'a connected key, rejected',
    outcome(REQUESTS.speech, 'Hello', {
      work: failed('audiopod-unauthorized', { ownKey: true }),
      money: MONEY.released,
    }),
    'AudioPod rejected the connected API key. You weren’t charged; $0.12 is available again. An admin can connect another one with `/wallet connect`, or use `/wallet disconnect`. (Job abcdefghjkmn)',
    'AudioPod 拒绝了已绑定的 API 密钥。未扣费，预留的 $0.12 已释放。管理员可用 `/wallet connect` 绑定其他密钥，或用 `/wallet disconnect` 解绑。（任务 abcdefghjkmn）',
  ],
  [
    'a job canceled in the queue',
    outcome(REQUESTS.speech, 'Hello', { work: { stage: 'cancelled' } }),
    'Canceled.',
    '已取消。',
  ],
  [
    'a job canceled after money was reserved',
    outcome(REQUESTS.speech, 'Hello', { work: { stage: 'cancelled' }, money: MONEY.released }),
    'Canceled. You weren’t charged; $0.12 is available again.',
    '已取消。未扣费，预留的 $0.12 已释放。',
  ],
  [
    'a job canceled after AudioPod had finished it',
    outcome(REQUESTS.speech, 'Hello', {
      work: { stage: 'cancelled' },
      money: MONEY.credits,
      submissions: [{ service: 'speech', providerId: '1', submittedAtMs: 0, state: 'completed' }],
    }),
    'Canceled, but AudioPod had already finished. Get the result with `/jobs fetch`. Cost: $0.12.',
    '已取消，但 AudioPod 已经完成。可用 `/jobs fetch` 获取结果。费用 $0.12。',
  ],
  [
    'a job canceled after a part of it was made',
    outcome(REQUESTS.speech, 'Hello', { work: { stage: 'cancelled' }, money: MONEY.credits }),
    'Canceled. AudioPod had already charged about $0.12; it isn’t refunded.',
    '已取消。AudioPod 已扣费约 $0.12，不会退款。',
  ],
  [
    'a job that AudioPod deleted without a word on its charge',
    outcome(REQUESTS.speech, 'Hello', { work: { stage: 'cancelled' }, money: MONEY.inDoubt }),
    'Canceled. AudioPod doesn’t say whether it refunds this job. You may have been charged $0.12. It counts toward your limits until confirmed.',
    '已取消。AudioPod 未说明是否退款。可能已扣费 $0.12，确认前计入限额。',
  ],
  [
    'a price that nobody confirmed',
    outcome(REQUESTS.speech, 'Hello', { work: { stage: 'cancelled', reason: 'not-confirmed' } }),
    'Canceled: you didn’t confirm within 15 minutes.',
    '已取消：你未在 15 分钟内确认。',
  ],
];

const UNDER_WAY: readonly Row[] = [
  [
    'a job that takes long',
    progress({ work: { stage: 'watching', lateSinceMs: 1 } }, 0),
    'This takes longer than usual. The bot keeps watching for a day and posts the result when it’s done.',
    '处理时间比平时长。机器人会继续等待一天，完成后发送结果。',
  ],
  ['a queue', progress({}, 3), 'Queued: 3 ahead.', '排队中，前面还有 3 个任务。'],
  [
    'a start',
    progress({ work: { stage: 'input' } }, 0, REQUESTS.stems),
    'Getting your file ready…',
    '正在准备你的文件…',
  ],
  ['a start from a text', progress({ work: { stage: 'input' } }), 'Getting started…', '正在准备…'],
  ['the head of the queue', progress({}), 'Starts next.', '即将开始。'],
  [
    'a price to confirm',
    progress({ work: { stage: 'confirming', sinceMs: 0 }, quote: { amount: fromCents(12) } }),
    'Up to $0.12. Confirm within 15 minutes.',
    '最多 $0.12，请在 15 分钟内确认。',
  ],
  [
    'a price to confirm, and what it leaves',
    progress({
      work: { stage: 'confirming', sinceMs: 0, left: { scope: 'tenant-month', amount: fromCents(88) } },
      quote: { amount: fromCents(12) },
    }),
    'Up to $0.12, which leaves $0.88 of the monthly limit. Confirm within 15 minutes.',
    '最多 $0.12，之后每月限额还剩 $0.88。请在 15 分钟内确认。',
  ],
  [
    'sending',
    progress({ work: { stage: 'submitting', sinceMs: 0 } }),
    'Sending to AudioPod…',
    '正在提交到 AudioPod…',
  ],
  [
    'identifying speakers',
    progress({ work: WATCHING }, 0, REQUESTS.speakers),
    'Identifying speakers…',
    '正在分离说话人…',
  ],
  ['posting', progress({ work: encoded(['speech']) }), 'Posting…', '正在发送…'],
  ['the state of a queued job', state({}), 'queued', '排队中'],
  [
    'the state of an unconfirmed charge',
    state({ work: { stage: 'submitting', sinceMs: 0 }, money: MONEY.inDoubt }),
    'unconfirmed charge',
    '待确认扣费',
  ],
  [
    'the same state in the sandbox',
    state({ work: { stage: 'submitting', sinceMs: 0 }, money: MONEY.inDoubt, isSimulated: true }),
    'unconfirmed',
    '未确认',
  ],
];

const REFUSED: readonly Row[] = [
  [
    'no text',
    refusal('text-empty'),
    'There’s no text to speak. Add text after the command, such as `/tts Hello`.',
    '没有可转换的文本。请在命令后输入文本，例如 `/tts 你好`。',
  ],
  [
    'a mistyped command',
    refusal('command-mistyped', { name: 'stem', near: 'stems' }),
    'There’s no command “stem”. Did you mean `/stems`?',
    '没有命令“stem”。你想用的是 `/stems` 吗？',
  ],
  [
    'words that are no option',
    refusal('words-unexpected', { words: 'loud', options: 'mode, url' }),
    '“loud” matches no option. Available options: mode, url. Write them as `name:value`.',
    '无法识别“loud”。可用选项：mode、url，写作 `name:value`。',
  ],
  [
    'a number out of range',
    refusal('option-out-of-range', { option: 'speed', value: 9, min: 0.25, max: 4 }),
    '“speed” is 9, but must be 0.25–4. Choose a value in that range.',
    '“speed”是 9，应为 0.25–4。请使用范围内的数值。',
  ],
  [
    'a sample of the wrong length',
    refusal('sample-length', { seconds: 3, min: 5, max: 60 }),
    'The sample is 3 seconds long; cloning needs 5–60 seconds. Attach a sample of that length.',
    '录音样本长 3 秒，克隆需要 5–60 秒。请换一段时长合适的录音样本。',
  ],
  [
    'paused jobs',
    refusal('spending-paused'),
    'The bot owner has paused new jobs. Running jobs will finish. The bot owner can resume with `/wallet resume`.',
    '机器人所有者已暂停新任务。已开始的任务会继续完成；机器人所有者可用 `/wallet resume` 恢复。',
  ],
  [
    'no permission for a command',
    refusal('command-not-open', { command: 'music' }),
    'You don’t have permission to use `/music`. An admin can allow it with `/wallet allow`.',
    '你没有使用 `/music` 的权限。管理员可用 `/wallet allow` 授权。',
  ],
  [
    'a wallet command of a member',
    refusal('wallet-admins-only', { admins: 'server admins' }),
    'Only server admins can do that. See the current limits with `/wallet limits`.',
    '仅server admins可以操作。可用 `/wallet limits` 查看当前限额。',
  ],
  [
    'a key that AudioPod rejects',
    refusal('own-key-refused'),
    'AudioPod rejected this key. Nothing was saved. Check the key in your AudioPod account and open the form again.',
    'AudioPod 拒绝了这个密钥。没有保存任何内容。请在你的 AudioPod 账户中检查密钥，再打开表单。',
  ],
  [
    'a key in a message',
    refusal('secret-in-the-open'),
    'Don’t put a key in a message or command, where others may see it. The key wasn’t used or saved. Replace it at AudioPod, then send the command alone and use the form.',
    '不要在消息或命令中写密钥，其他人可能会看到。密钥未被使用或保存。请在 AudioPod 更换密钥，再单独发送命令并填写表单。',
  ],
  [
    'a repeated request',
    refusal('job-asked-already', { job: 'abcdefghjkmn' }),
    'You already started this: job abcdefghjkmn. You’ll get the result when it’s done.',
    '已有相同任务：abcdefghjkmn。完成后会发送结果。',
  ],
  [
    'a queue that is full',
    refusal('queue-full', { max: 20 }),
    'You already have 20 jobs waiting. Wait until one is done, or cancel one with `/jobs cancel`.',
    '你已有 20 个任务在等待。请等任务完成，或用 `/jobs cancel` 取消。',
  ],
  [
    'limits that cannot be read',
    refusal('ledger-unavailable'),
    'The bot can’t check limits right now, so it won’t start jobs. Try again in a few minutes.',
    '暂时无法核对限额，不能提交任务。请几分钟后重试。',
  ],
];

for (const [title, rows] of Object.entries({
  done: DONE,
  'not done': NOT_DONE,
  'under way': UNDER_WAY,
  refused: REFUSED,
})) {
  describe(`what people read: ${title}`, () => {
    for (const [about, say, english, chinese] of rows) {
      it(about, () => {
        assert.equal(say('en'), english);
        assert.equal(say('zh-CN'), chinese);
      });
    }
  });
}
