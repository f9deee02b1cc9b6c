import assert from 'node:assert/strict';
import { slackDictionary } from '../../src/bots/slack/text/words.ts';
import { startSlackWorld } from '../bots/slack/fixtures/slack-world.ts';
import { messageBlocksRule, resultBlocksRule } from '../fakes/slack/blocks.ts';
import type { FakeSlack } from '../fakes/slack/fake-slack.ts';
import type { FakeFile } from '../fakes/slack/stored-files.ts';
import type { FakeMessage, FakeUser } from '../fakes/slack/workspace.ts';
import type { WorldSettings } from '../fakes/world.ts';
import type { Ask, Chat, Exchange, Handed, Person, Shown, ShownFile } from './chat.ts';
import { plainLines } from './plain-lines.ts';
import { sortedFiles } from './sorted-files.ts';
import { typedLine } from './typed-line.ts';

/** A workspace on Slack, with the real Bolt over its socket. */
export async function openSlackChat(settings: WorldSettings): Promise<Chat> {
  const here = await startSlackWorld({ world: settings });
  const { slack, world } = here;
  const { member, chinese } = slack.users;
  // As everywhere else, the members here may also manage the place.
  for (const one of [member, chinese]) Object.assign(one, { is_admin: true });
  return {
    world,
    hasVoiceMessages: false,
    tenant: `slack:${slack.team.id}`,
    person: async (locale) => personOf(slack, locale === 'en' ? member : chinese, locale),
    restart: () => here.restart(),
    assertClean: () => slack.assertClean(),
    [Symbol.asyncDispose]: () => here[Symbol.asyncDispose](),
  };
}

function personOf(slack: FakeSlack, user: FakeUser, locale: Person['locale']): Person {
  const { general } = slack.channels;

  const upload = (file: Handed): Promise<FakeFile> =>
    slack.addFile({ owner: user, content: { path: file.path }, name: file.name, mimeType: file.mimeType });

  /** Slash commands carry no files, so people who have one mention the bot beside it. */
  const sendLine = async (ask: Ask): Promise<void> => {
    const line = typedLine(ask);
    const before = slack.messages.length;
    if (ask.file !== undefined) {
      await slack.mention({ user, channel: general, text: asSent(line), files: [await upload(ask.file)] });
      return;
    }
    const [command = '', ...rest] = line.split(' ');
    await slack.command({ command, text: asSent(rest.join(' ')), user, channel: general });
    if (ask.secrets !== undefined) {
      const view = await slack.until('a form', () => slack.views.findLast(({ open }) => open));
      const fields = Object.entries(ask.secrets).map(([name, text]) => [`secret:${name}`, { text }] as const);
      await slack.submit({ user, view, fields: Object.fromEntries(fields) });
      return;
    }
    if (ask.options !== undefined || ask.subcommand !== undefined) return;
    // A command without anything to work on may open a form, which is sent as it is.
    await slack.until('an answer or a form', () => slack.views.length > 0 || slack.messages.length > before);
    const [view] = slack.views;
    if (view !== undefined) await slack.submit({ user, view });
  };

  const begin = async (send: () => Promise<unknown>): Promise<Exchange> => {
    const before = new Set(slack.messages);
    await send();
    const messages = () => slack.messagesFor(user).filter((message) => !before.has(message));
    return {
      answered: async () => {
        // Files that belong to an answer are there before its words.
        await slack.until('an answer', () => messages().some(({ files }) => files.length === 0));
      },
      shown: async () => withFilesBeside(await withoutSignposts(slack, messages())),
      async press(label) {
        const found = () =>
          messages().flatMap((on) =>
            buttonsOn(on)
              .filter((button) => button.label === label)
              .map(({ actionId }) => ({ on, actionId })),
          );
        // A status is drawn a moment after what it tells.
        await slack.until(`the button ${label}`, () => found().length > 0);
        const [one, ...more] = found();
        assert.ok(one !== undefined && more.length === 0, `there is not one button ${label}`);
        return begin(() => slack.press({ user, ...one }));
      },
    };
  };

  return {
    locale,
    ask: (ask) => begin(() => sendLine(ask)),
    async splitStems(song) {
      const message = slack.say({ user, channel: general, files: [await upload(song)] });
      return begin(() => slack.messageShortcut({ callbackId: 'msg_stems', user, message }));
    },
  };
}

/**
 * The message that showed how far a job was ends as one line, which names the one who asked and what it was about, and
 * points to the result. For people who read, the two are one.
 */
async function withoutSignposts(
  slack: FakeSlack,
  messages: readonly FakeMessage[],
): Promise<readonly Shown[]> {
  const signs = Object.values(slackDictionary).flatMap((words) => [
    words['slack.result-in-thread'],
    words['slack.result-below'],
  ]);
  const isSignpost = ({ text }: FakeMessage) => signs.some((sign) => text.endsWith(` · ${sign}`));
  const shown = await Promise.all(
    messages.filter((one) => !isSignpost(one)).map((one) => messageShown(slack, one)),
  );
  for (const signpost of messages.filter(isSignpost)) {
    const { text, buttons } = await messageShown(slack, signpost);
    const words = signs.reduce((line, sign) => line.replace(` ${sign}`, ''), text);
    assert.deepEqual(buttons, []);
    assert.ok(
      shown.some((one) => one.text.includes(words)),
      `nothing is below: ${text}`,
    );
  }
  return shown;
}

/** What only one person may see has its files in another message, and says so. For people who read, the two are one. */
function withFilesBeside(shown: readonly Shown[]): readonly Shown[] {
  const signs = Object.values(slackDictionary).map((words) => {
    const [before = ''] = words['slack.files-in-direct'].split('{{bot}}');
    return before;
  });
  const isSign = (line: string) => signs.some((sign) => line.startsWith(plainLines(sign)));
  const words = shown.find(({ text }) => text.split('\n').some(isSign));
  const [files, ...more] = shown.filter((one) => one !== words && one.documents.length > 0);
  if (words === undefined) return shown;
  assert.ok(files !== undefined && more.length === 0, 'there is not one message with files');
  assert.equal(files.audience, 'asker');
  const text = words.text
    .split('\n')
    .filter((line) => !isSign(line))
    .join('\n');
  assert.ok(text.startsWith(files.text), `the files say something else: ${files.text}`);
  const { documents, pictures } = files;
  return shown.flatMap((one) =>
    one === files ? [] : one === words ? { ...one, text, documents, pictures } : one,
  );
}

async function messageShown(slack: FakeSlack, message: FakeMessage): Promise<Shown> {
  const files = await Promise.all(message.files.map((file) => fileShown(slack, file)));
  const onlookers = slack.messagesFor(slack.users.admin);
  return {
    text: plainLines(withIds(slack, asSeen(withoutMarkup(withoutName(slack, wordsOn(message)))))),
    ...sortedFiles(files),
    buttons: buttonsOn(message).map(({ label }) => label),
    audience: onlookers.includes(message) ? 'everyone' : 'asker',
  };
}

/** In a channel, what a job says begins with the name of the one who asked. */
function withoutName({ users }: FakeSlack, text: string): string {
  const names = Object.values(users).map(({ name }) => name);
  return text.replace(new RegExp(`^(?:${names.join('|')})(?:: |：)`), '');
}

/** The ids of people instead of what colleagues call them. */
function withIds({ users, team }: FakeSlack, text: string): string {
  return Object.values(users).reduce(
    (words, { id, name }) => words.replaceAll(`@${name}`, `@slack:${team.id}:${id}`),
    text,
  );
}

/** Signs that stand for those that would have formatted the words beside them, read as what they look like. */
function asSeen(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '\u2217': '*',
    '\u02CD': '_',
    '\u223C': '~',
    '\u02CB': '`',
    '\u203A': '>',
  };
  return text.replace(/[\u2217\u02CD\u223C\u02CB\u203A]/g, (sign) => signs[sign] ?? sign);
}

/** What Slack's own client shows: the blocks, and the text only where there are none. */
function wordsOn({ text, blocks, files }: FakeMessage): string {
  const rule = files.length === 0 ? messageBlocksRule : resultBlocksRule;
  const shown = rule.parse(blocks).flatMap((block) => {
    if (block.type === 'section') return [block.text.text];
    if (block.type !== 'table') return [];
    return block.rows.map((row) =>
      row
        .flatMap(({ elements }) => elements.flatMap((one) => one.elements.map((words) => words.text)))
        .join(' ')
        .replaceAll('\u00A0', ''),
    );
  });
  return shown.length === 0 ? text : shown.join('\n');
}

function buttonsOn({
  blocks,
}: FakeMessage): readonly { readonly label: string; readonly actionId: string }[] {
  return blocks.flatMap((block) =>
    block.type === 'actions' && 'elements' in block
      ? block.elements.flatMap((element) =>
          element.type === 'button' && 'text' in element && element.action_id !== undefined
            ? [{ label: element.text.text, actionId: element.action_id }]
            : [],
        )
      : [],
  );
}

/** The title of a picture is what stands for it; the type is the one its bytes were sent with. */
async function fileShown(slack: FakeSlack, file: FakeFile): Promise<ShownFile> {
  const sent = slack.calls('upload').findLast(({ args }) => args['file'] === file.id);
  return {
    name: file.name,
    mimeType: String(sent?.args['type']),
    bytes: await slack.bytesOf(file),
    alt: file.title,
  };
}

/** What Slack's own client would show: whatever stands in angle brackets is a link or a mention, and no text. */
function withoutMarkup(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replace(/^• /gm, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Words as Slack hands them to the app: control characters escaped, addresses in angle brackets. */
function asSent(text: string): string {
  return text
    .replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'))
    .replace(/https?:\/\/\S+/g, '<$&>');
}
