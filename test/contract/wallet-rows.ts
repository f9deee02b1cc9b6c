import { COMMANDS } from '../../src/commands/catalog.ts';
import type { RawValues } from '../../src/commands/framework/action.ts';
import type { Call } from '../../src/commands/framework/command.ts';
import { filesOf } from '../../src/commands/framework/reply.ts';
import { zoneLines } from '../../src/commands/wallet/timezone.ts';
import { wallet } from '../../src/commands/wallet/wallet.ts';
import type { BotError } from '../../src/core/model/errors.ts';
import type { Job } from '../../src/core/model/job/job.ts';
import { LOCALES, type Locale } from '../../src/core/model/locale.ts';
import { withZone } from '../../src/core/model/money/periods.ts';
import { explainFailure } from '../../src/core/text/explain-failure.ts';
import { withRemark } from '../../src/core/text/with-remark.ts';
import { translate } from '../../src/core/text/words.ts';
import type { Chat } from './chat.ts';
import type { ReplyRow, Said } from './reply-rows.ts';

const signal = new AbortController().signal;

/** What is asked about the wallet. Those who ask are admins there, and do not run the bot. */
export const WALLET_ROWS: readonly ReplyRow[] = [
  {
    about: 'what may still be spent',
    everywhere: true,
    ask: () => ({ command: 'wallet', subcommand: 'balance' }),
    says: (locale, job, chat) => answerOf('balance', locale, job, chat),
  },
  {
    about: 'what was spent, with a chart and a file',
    everywhere: true,
    ask: () => ({ command: 'wallet', subcommand: 'usage', options: { days: 7 } }),
    says: (locale, job, chat) => answerOf('usage', locale, job, chat, { days: 7 }),
  },
  {
    about: 'new limits',
    everywhere: true,
    // Each answer tells what the one before changed.
    locales: LOCALES,
    // Neither limits what the other rows do, and each locale sets others.
    ask: ({ origin }) => ({
      command: 'wallet',
      subcommand: 'set-limit',
      options:
        origin.locale === 'en'
          ? {
              monthly: '10',
              daily: '50',
              per_user_daily: '9',
              per_job: '2',
              per_link: '1',
              confirm_above: '50',
              links: false,
            }
          : {
              monthly: '11',
              daily: '51',
              per_user_daily: '9.01',
              per_job: '2.01',
              per_link: '1.01',
              confirm_above: 'none',
              links: true,
            },
    }),
    says: (locale) => ({
      text: [
        ...(locale === 'en'
          ? [
              changed(locale, 'limits.monthly', translate(locale, 'rules.none'), '$10.00'),
              changed(locale, 'limits.daily', translate(locale, 'rules.none'), '$50.00'),
              changed(locale, 'limits.memberDaily', `${translate(locale, 'rules.default')} ($9.00)`, '$9.00'),
              changed(locale, 'limits.perJob', `${translate(locale, 'rules.default')} ($2.00)`, '$2.00'),
              changed(locale, 'limits.perLink', `${translate(locale, 'rules.default')} ($0.50)`, '$1.00'),
              changed(locale, 'confirmAbove', translate(locale, 'rules.none'), '$50.00'),
              changed(locale, 'links', translate(locale, 'rules.on'), translate(locale, 'rules.off')),
            ]
          : [
              changed(locale, 'limits.monthly', '$10.00', '$11.00'),
              changed(locale, 'limits.daily', '$50.00', '$51.00'),
              changed(locale, 'limits.memberDaily', '$9.00', '$9.01'),
              changed(locale, 'limits.perJob', '$2.00', '$2.01'),
              changed(locale, 'limits.perLink', '$1.00', '$1.01'),
              changed(locale, 'confirmAbove', '$50.00', translate(locale, 'rules.none')),
              changed(locale, 'links', translate(locale, 'rules.off'), translate(locale, 'rules.on')),
            ]),
        translate(locale, 'rules.at-once'),
        ...(locale === 'en' ? [] : [translate(locale, 'rules.allowance-month', { amount: '$10.00' })]),
      ].join('\n'),
    }),
  },
  {
    about: 'that limits are the usual ones again',
    // Each answer tells what the one before changed.
    locales: LOCALES,
    ask: () => ({
      command: 'wallet',
      subcommand: 'set-limit',
      options: { per_user_daily: 'default', per_job: 'default', per_link: 'default' },
    }),
    says: async (locale, { origin }, { world }) => {
      const { limits } = await world.store.rules.tenant(origin.tenant);
      const usual = translate(locale, 'rules.default');
      const lines =
        limits.perJob === 'default'
          ? [translate(locale, 'rules.unchanged')]
          : [
              changed(locale, 'limits.memberDaily', '$9.01', withRemark(locale, usual, '$9.00')),
              changed(locale, 'limits.perJob', '$2.01', withRemark(locale, usual, '$2.00')),
              changed(locale, 'limits.perLink', '$1.01', withRemark(locale, usual, '$0.50')),
              translate(locale, 'rules.at-once'),
            ];
      return { text: lines.join('\n') };
    },
  },
  {
    about: 'that a command is for someone or for everybody',
    ask: () => ({
      command: 'wallet',
      subcommand: 'allow',
      options: {
        command: 'tts',
        role: '100000000000000009',
        user: '100000000000000010',
        everyone: true,
        remove: true,
      },
    }),
    says: (locale) => refusal(locale, 'allow-for-whom', { options: 'role, user, everyone' }),
  },
  {
    about: 'that a command is open already',
    ask: () => ({ command: 'wallet', subcommand: 'allow', options: { command: 'tts', everyone: true } }),
    says: (locale) => ({ text: translate(locale, 'rules.unchanged') }),
  },
  {
    about: 'from when on another time zone counts',
    ask: () => ({ command: 'wallet', subcommand: 'timezone', options: { zone: 'Asia/Shanghai' } }),
    says: async (locale, { origin }, { world }) => {
      const nowMs = world.clock.now();
      const { zones } = withZone(await world.store.rules.tenant(origin.tenant), 'Asia/Shanghai', nowMs);
      return { text: zoneLines(zones, speaker(locale, origin, nowMs)).join('\n') };
    },
  },
  {
    about: 'what holds here, and who changed it',
    ask: () => ({ command: 'wallet', subcommand: 'limits' }),
    says: (locale, job, chat) => answerOf('limits', locale, job, chat),
  },
  {
    about: 'what is stored, as a file',
    everywhere: true,
    ask: () => ({ command: 'wallet', subcommand: 'export' }),
    says: (locale, job, chat) => answerOf('export', locale, job, chat),
  },
  {
    about: 'what erasing it means',
    everywhere: true,
    ask: () => ({ command: 'wallet', subcommand: 'erase' }),
    says: (locale, job, chat) => answerOf('erase', locale, job, chat),
  },
  {
    about: 'where they are warned',
    everywhere: true,
    // Each answer tells what the one before changed.
    locales: LOCALES,
    ask: ({ origin }) => ({ command: 'wallet', subcommand: 'warn', options: { where: whereFor(origin) } }),
    says: (locale, { origin }) => ({ text: translate(locale, `wallet.warning.${whereFor(origin)}`) }),
  },
  ownersOnly('an allowance', 'grant', { tenant: 'web:playground', monthly: '5', daily: 'none' }),
  ownersOnly('a ceiling', 'ceiling', { monthly: '5', daily: 'none' }),
  ownersOnly('a pause', 'pause'),
  ownersOnly('an end of the pause', 'resume'),
  ownersOnly('a doubt', 'forgive', { job: 'abcdefghjkmn' }),
];

/** Turned on by who asks first, and off again by who asks next. */
function whereFor({ locale }: Job['origin']): 'here' | 'off' {
  return locale === 'en' ? 'here' : 'off';
}

function ownersOnly(what: string, subcommand: string, options?: Readonly<Record<string, string>>): ReplyRow {
  return {
    about: `that ${what} is not theirs to decide`,
    ask: () => ({ command: 'wallet', subcommand, ...(options && { options }) }),
    says: (locale) => refusal(locale, 'owners-only'),
  };
}

function refusal(locale: Locale, code: BotError['code'], facts: BotError['facts'] = {}): Said {
  return { text: explainFailure(locale, { code, facts }) };
}

function changed(
  locale: Locale,
  what: `limits.${'monthly' | 'daily' | 'memberDaily' | 'perJob' | 'perLink'}` | 'confirmAbove' | 'links',
  before: string,
  after: string,
): string {
  return translate(locale, 'rules.changed', { what: translate(locale, `rules.what.${what}`), before, after });
}

function speaker(
  locale: Locale,
  origin: Job['origin'],
  nowMs: number,
): Pick<Call, 'origin' | 'nowMs' | 'say'> {
  return { origin: { ...origin, locale }, nowMs, say: (key, facts) => translate(locale, key, facts) };
}

/** What reads without changing anything says here what it says there: platforms are compared, not the command. */
async function answerOf(
  subcommand: 'balance' | 'erase' | 'export' | 'limits' | 'usage',
  locale: Locale,
  { origin }: Job,
  { world }: Chat,
  options: RawValues = {},
): Promise<Said> {
  const outcome = await wallet.subcommands[subcommand].read(options).act({
    ...speaker(locale, origin, world.clock.now()),
    findPermissions: async () => ({ isAdmin: true, roles: [] }),
    tenantRules: () => world.store.rules.tenant(origin.tenant),
    services: world.services,
    commands: COMMANDS,
    signal,
  });
  if (outcome.kind !== 'reply') throw new Error('A job would begin');
  const { text, card, table } = outcome.reply;
  const files = filesOf(outcome.reply);
  return {
    text,
    ...(card && { lines: card.flat().map((part) => part.text) }),
    ...(table && { columns: table.columns, rows: table.rows }),
    ...(table?.listed && { listed: table.listed }),
    ...(files.length > 0 && { files }),
  };
}
