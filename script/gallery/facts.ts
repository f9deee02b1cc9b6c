import { type ErrorCode, isErrorCode } from '../../src/core/model/error-codes.ts';
import type { ErrorFacts } from '../../src/core/model/errors.ts';
import type { Locale } from '../../src/core/model/locale.ts';
import { factsInWords } from '../../src/core/text/explain-failure.ts';
import { formatWait } from '../../src/core/text/format-length.ts';
import { joinNames } from '../../src/core/text/join-names.ts';
import { trackLabel } from '../../src/core/text/track-name.ts';
import { translate } from '../../src/core/text/words.ts';
import type { Gap } from './dictionaries.ts';
import { JOB_ID } from './sample/origin.ts';

type Fact = string | number | Readonly<Record<Locale, string>> | ((locale: Locale) => string);

/**
 * Fills the gaps of the texts: one made-up fact for each, which reads well in most of them.
 *
 * A new gap without a fact does not compile, and neither does a fact without a gap.
 */
export const FACTS = {
  about: { en: 'English · female · Warm and calm', 'zh-CN': '中文 · 女声 · 温暖平静' },
  admins: (locale) => translate(locale, 'wallet.admins'),
  after: '$5.00',
  amount: '$0.12',
  at: { en: 'Dec 1, 2026, 00:00 Asia/Shanghai', 'zh-CN': '2026年12月1日 00:00 Asia/Shanghai' },
  before: 2,
  bot: 'audiopod',
  channels: 8,
  choices: 'vocals, drums, bass',
  command: 'stems',
  commands: '`/stems`, `/denoise`',
  count: 3,
  daily: '$2.00',
  day: '2026-11-29',
  debt: '$3.20',
  from: { en: 'Nov 1, 2026', 'zh-CN': '2026年11月1日' },
  here: '$4.10',
  hours: 6,
  id: '1042',
  job: JOB_ID,
  grace: 6,
  jobs: 42,
  line: '/wallet set-limit monthly:10.40',
  kbps: 64,
  kind: (locale) => translate(locale, 'music.kind.text2music'),
  lastFour: '9f3c',
  left: '$0.80',
  length: '3:07',
  got: '1:32',
  whole: '3:07',
  limit: '$10.00',
  max: 50,
  meaning: (locale) => translate(locale, 'command.stems'),
  member: { en: '@Mira', 'zh-CN': '@小林' },
  min: 5,
  mode: 'studio',
  modes: 'single, two, four',
  month: 'Asia/Shanghai',
  monthly: '$50.00',
  name: { en: 'Mira', 'zh-CN': '小林' },
  names: (locale) => joinNames(locale, [translate(locale, 'sound.vocals'), translate(locale, 'sound.drums')]),
  near: 'Aura, Aurora, Laura',
  needed: '$1.20',
  next: 2,
  number: 1,
  option: 'speed',
  options: 'voice, speed, language',
  overshoot: '$0.03',
  page: 1,
  pages: 4,
  part: 2,
  parts: 4,
  path: 'wallet set-limit',
  percent: 64,
  plan: 'pro',
  query: 'Aurra',
  rate: 192,
  raiseWith: '/wallet set-limit monthly:10.40',
  raisedBy: (locale) => translate(locale, 'money.raised-by.admin'),
  reason: 'Unsupported sample rate',
  scopes: '`files:write`',
  resetsAt: { en: 'Dec 1, 2026, 00:00 UTC', 'zh-CN': '2026年12月1日 00:00 UTC' },
  rights: { en: 'Attach Files', 'zh-CN': '附加文件' },
  scope: (locale) => translate(locale, 'money.scope.tenant-month'),
  scores: (locale) => `${translate(locale, 'sound.vocals')} 0.94`,
  search: { en: 'whisper', 'zh-CN': '低语' },
  seconds: 120,
  service: (locale) => translate(locale, 'choice.service.stems'),
  size: 61,
  spent: '$3.42',
  spoken: 2,
  stem: (locale) => translate(locale, 'sound.vocals'),
  step: (locale) => translate(locale, 'job.action.next-transcribe'),
  task: (locale) => translate(locale, 'help.task.edit'),
  tenant: 'discord:1042',
  text: { en: 'Transcribing…', 'zh-CN': '正在转录…' },
  there: '$4.60',
  times: 9,
  title: { en: 'Night train', 'zh-CN': '夜行列车' },
  to: { en: 'Nov 30, 2026', 'zh-CN': '2026年11月30日' },
  url: 'https://www.audiopod.ai/top-up',
  used: '$8.10',
  platform: 'Discord',
  value: '9',
  voice: 'Aura',
  what: (locale) => translate(locale, 'rules.what.limits.monthly'),
  who: { en: 'admins, @Mira', 'zh-CN': '管理员、@小林' },
  words: 'loudly',
  encoding: 'Windows-1252',
  zone: 'Asia/Shanghai',
  time: (locale) => formatWait(locale, 120),
  done: 2,
  all: 4,
  first: 1,
  last: 25,
  credits: 120,
  end: 'x4f2',
  held: '$0.35',
  format: 'SRT',
  track: (locale) => trackLabel(locale, 'vocals'),
  speed: '1.5',
  action: { en: 'Edit and rerun', 'zh-CN': '编辑后重新提交' },
} as const satisfies Readonly<Record<Gap, Fact>>;

/** Returns the facts in the form texts of a language use. */
export function factsIn(locale: Locale): ErrorFacts {
  return Object.fromEntries(
    Object.entries<Fact>(FACTS).map(([gap, fact]) => [
      gap,
      typeof fact === 'function' ? fact(locale) : typeof fact === 'object' ? fact[locale] : fact,
    ]),
  );
}

/** Facts of codes that use a gap in another sense than most. */
const OF_CODE: Readonly<Partial<Record<ErrorCode, ErrorFacts>>> = {
  'text-too-long': { length: 5_321, max: 5_000 },
  'line-too-long': { length: 41_250, max: 40_000 },
  'words-too-long': { option: 'prompt', length: 1_204, max: 1_000 },
  'option-missing': { option: 'prompt' },
  'option-out-of-range': { option: 'speed', value: 9, min: 0.25, max: 4 },
  'option-not-a-number': { option: 'speed', min: 0.25, max: 4 },
  'option-not-a-choice': { option: 'mode', value: 'seven', choices: 'single, two, four, six' },
  'option-not-yes-or-no': { option: 'private' },
  'option-not-dollars': { option: 'monthly', value: 'much', words: '0.50, none, default' },
  'option-takes-file': { option: 'audio' },
  'option-unknown': { option: 'loudness' },
  'command-unknown': { name: 'paint' },
  'option-mistyped': { option: 'sped', near: 'speed' },
  'command-mistyped': { name: 'stem', near: 'stems' },
  'subcommand-missing': { choices: 'list, show, clone, default, delete' },
  'genre-unknown': { query: 'hip hip', near: 'Hip Hop, Trip Hop' },
  'language-unknown': { value: 'klingon' },
  'zone-unknown': { value: 'Berlin' },
  'id-unknown': { value: '@somebody' },
  'voice-name-unfit': { max: 40 },
  'sample-length': { seconds: 3, min: 5, max: 60 },
  'audio-too-heavy': { channels: 8, rate: 192 },
  'audio-too-long': { max: 20 },
  'urls-too-many': { count: 12, max: 10 },
  'speakers-crossed': { min: 5, max: 2 },
  'audiopod-plan': { mode: 'studio', plan: 'pro' },
  'allow-for-whom': { options: 'role, user, everyone' },
  'nothing-to-set': { options: 'monthly, daily' },
  'link-debt': { scope: 'tenant-day', debt: 3_200_000 },
  'links-over-job-limit': { count: 5, needed: 2_500_000, limit: 2_000_000 },
};

/** Returns the facts of an error as it would carry them: amounts in micro-dollars, names as codes. */
export function errorFacts(code: ErrorCode, locale: Locale): ErrorFacts {
  return {
    ...factsIn(locale),
    needed: 1_200_000,
    limit: code === 'job-limit' ? 1_000_000 : 10_000_000,
    left: 800_000,
    used: 9_200_000,
    scope: 'tenant-month',
    resetsAtMs: Date.UTC(2026, 10, 30, 16),
    zone: 'Asia/Shanghai',
    raisedBy: 'admin',
    ...OF_CODE[code],
    // Only AudioPod's own reason for a failed job is repeated to people.
    reason: code === 'job-failed' ? String(factsIn(locale)['reason']) : '',
  };
}

/**
 * Returns the facts of one text in display form: those of its code, or of a key that uses a gap in another
 * sense.
 */
export function factsFor(key: string, locale: Locale): ErrorFacts {
  const [, code = ''] = /^error\.(.+)\.(?:what|next)$/.exec(key) ?? [];
  if (isErrorCode(code)) return factsInWords(locale, { code, facts: errorFacts(code, locale) });
  const [, own] = OF_KEYS.find(([start]) => key.startsWith(start)) ?? [];
  return { ...factsIn(locale), ...own };
}

const OF_KEYS: readonly (readonly [string, ErrorFacts])[] = [
  ['composer.', { name: 'night-train.mp3' }],
  ['player.', { at: '0:42' }],
  ['rules.admins-and', { names: '@Mira' }],
  ['rules.zone', { day: 'Asia/Shanghai', month: 'UTC' }],
  ['rules.change', { before: '$2.00' }],
];
