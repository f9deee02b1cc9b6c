import { attachable } from '../../../src/bots/discord/draw/attachable.ts';
import { drawFileQuestion } from '../../../src/bots/discord/draw/file-question.ts';
import { type Permission, permissionNames } from '../../../src/bots/discord/payload/permissions.ts';
import { MENU } from '../../../src/bots/discord/receive/menu.ts';
import { discordWords } from '../../../src/bots/discord/text/en.ts';
import { say as sayOnDiscord } from '../../../src/bots/discord/text/words.ts';
import { drawResult, drawWords } from '../../../src/bots/slack/draw/message.ts';
import { slackWords as slackEnglish } from '../../../src/bots/slack/text/en.ts';
import { say as sayOnSlack } from '../../../src/bots/slack/text/words.ts';
import { fileOf } from '../../../src/commands/framework/reply.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { joinSentences } from '../../../src/core/text/explain-failure.ts';
import { stateText } from '../../../src/core/text/job-state.ts';
import { askedText } from '../../../src/core/text/outcome.ts';
import { discordChoice, discordReply, panel } from '../draw/discord.ts';
import { slackBesideFiles, slackWords } from '../draw/slack.ts';
import { type Exhibit, exhibit, exhibits, type Panel, type Section } from '../exhibit.ts';
import { factsIn } from '../facts.ts';
import { sampleJob } from '../sample/jobs.ts';

const RIGHTS = Object.keys(discordWords).flatMap((key) => (isRight(key) ? [rightIn(key)] : []));

/** Discord-only messages, combined as the adapter does. */
const ON_DISCORD: Readonly<Record<string, (locale: Locale) => string>> = {
  'no audio in the message': sentences('discord.no-audio', 'discord.no-audio.next'),
  'permissions are missing': (locale) =>
    joinSentences(
      locale,
      sayOnDiscord(locale, 'discord.missing.what', { rights: permissionNames(locale, RIGHTS) }),
      sayOnDiscord(locale, 'discord.missing.next'),
    ),
  'form forgotten': sentences('discord.form.gone', 'discord.form.gone.next'),
  'job shown below, where the bot may not write': sentences('discord.shown-below'),
  'mention without a job': sentences('discord.hint.how-to-ask'),
  'mention of hidden audio': (locale) =>
    sayOnDiscord(locale, 'discord.hint.hidden-audio', {
      command: sayOnDiscord(locale, 'discord.menu.stems'),
    }),
  'a filter refused the words of a result': sentences('discord.plain'),
};

/** Shows the messages that only one platform has. */
export async function platformMessages(): Promise<Section> {
  const onDiscord = await exhibits(ON_DISCORD, (words, locale) => [
    discordReply({ tone: 'refusal', text: words(locale), actions: [] }, locale),
  ]);
  const files = await exhibit('files that cannot be attached', (locale) => [
    withoutFiles(locale, 0n, 1e9),
    withoutFiles(locale, 1n << 15n, 1),
  ]);
  return {
    id: 'platform-messages',
    title: 'One platform only',
    about: 'What only Discord or only Slack makes the bot say.',
    exhibits: [
      ...onDiscord,
      await exhibit('a file without a command', fileQuestion),
      await exhibit('a voice, genre or job that was left out', choices),
      files,
      ...(await onSlack()),
    ],
  };
}

function choices(locale: Locale): readonly Panel[] {
  const job = sampleJob('stems', locale);
  return [
    discordChoice('voice', [{ value: 'aura', label: 'Aura', hint: 'English' }], locale),
    discordChoice('genre', [{ value: 'waltz', label: 'waltz' }], locale),
    discordChoice('job', [{ value: job.id, label: askedText(job), hint: stateText(job) }], locale),
  ];
}

/** Shows Slack's own messages: all its full sentences. Texts of forms and names are shown elsewhere. */
async function onSlack(): Promise<readonly Exhibit[]> {
  const shown: Exhibit[] = [
    await exhibit('a result that is late or elsewhere', (locale) => [
      slackBesideFiles(drawResult(sayOnSlack(locale, 'job.state.done'), [], locale, 'U1')),
    ]),
  ];
  for (const key of Object.keys(slackEnglish)) {
    if (!isMessage(key)) continue;
    const draw = (locale: Locale) => [
      slackWords(drawWords(sayOnSlack(locale, key, factsIn(locale)), [], locale)),
    ];
    shown.push(await exhibit(key, draw));
  }
  return shown;
}

function fileQuestion(locale: Locale): readonly Panel[] {
  return [panel([drawFileQuestion({ name: 'song_1.mp3', messageId: '1' }, MENU, locale)])];
}

function withoutFiles(locale: Locale, permissions: bigint, maxFileBytes: number): Panel {
  const text = sayOnDiscord(locale, 'job.state.done');
  const file = fileOf({ bytes: new Uint8Array(9), fileName: 'usage.csv', mimeType: 'text/csv', title: '' });
  const handle = { permissions: permissions.toString(), maxFileBytes };
  const { reply } = attachable({ tone: 'info', text, files: [file], actions: [] }, handle, locale);
  const { files: _missing, ...words } = reply;
  return discordReply(words, locale);
}

function sentences(...keys: readonly Extract<keyof typeof discordWords, `discord.${string}`>[]) {
  return (locale: Locale): string =>
    joinSentences(
      locale,
      ...keys.flatMap((key) => (isPlain(key) ? [sayOnDiscord(locale, key, factsIn(locale))] : [])),
    );
}

type SlackKey = keyof typeof slackEnglish;

function isMessage(key: string): key is SlackKey {
  return !/^slack\.(?:form|home)\./.test(key) && key !== 'slack.admins';
}

function isPlain(
  key: keyof typeof discordWords,
): key is Exclude<keyof typeof discordWords, `${string}_${'one' | 'other'}`> {
  return !/_(one|other)$/.test(key);
}

function isRight(key: string): key is `discord.right.${Permission}` {
  return key.startsWith('discord.right.');
}

function rightIn(key: `discord.right.${Permission}`): Permission {
  return key.slice('discord.right.'.length) as Permission;
}
