import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { TENANT } from '../../src/bots/web/guard/visitor.ts';
import type {
  ActionView,
  AnswerView,
  FileView,
  JobView,
  PostView,
  ReplyView,
} from '../../src/bots/web/protocol/view.ts';
import { webWord } from '../../src/bots/web/text/words.ts';
import { LOCALES } from '../../src/core/model/locale.ts';
import { json, type Visit, visit } from '../bots/web/fixtures/http.ts';
import type { WorldSettings } from '../fakes/world.ts';
import type { Chat, Exchange, Handed, Person, Shown, ShownFile } from './chat.ts';
import { plainLines } from './plain-lines.ts';
import { startPlaygroundWorld } from './playground-world.ts';
import { sortedFiles } from './sorted-files.ts';
import { typedLine } from './typed-line.ts';

/** What stands for a visitor other than the one who asked. */
export const NAMELESS = '@somebody';

/** The playground, over HTTP as its page talks. */
export async function openPlaygroundChat(settings: WorldSettings): Promise<Chat> {
  const here = await startPlaygroundWorld(settings);
  const onlooker = await visit(here.url);
  return {
    world: here.world,
    hasVoiceMessages: false,
    tenant: TENANT,
    async person(locale) {
      return personOf(await visit(here.url, locale), onlooker, locale);
    },
    restart: () => here.restart(),
    assertClean() {},
    [Symbol.asyncDispose]: () => here[Symbol.asyncDispose](),
  };
}

function personOf(member: Visit, onlooker: Visit, locale: Person['locale']): Person {
  const send = async (path: string, body: unknown): Promise<Exchange> => {
    const before = new Set((await member.timeline()).flatMap(({ posts }) => posts.map(({ id }) => id)));
    const response = await member.post(path, body);
    assert.equal(response.status, 200, path);
    return exchangeOf(await json<AnswerView>(response), before);
  };

  const call = async (line: string, file: Handed | undefined): Promise<Exchange> =>
    send('/playground/calls', { line, attachments: file === undefined ? [] : [await upload(file)] });

  const upload = async ({ path, name }: Handed): Promise<string> => {
    const { id } = await json<{ id: string }>(await member.upload(name, await readFile(path)));
    return id;
  };

  /** @param before the posts that were there when the member asked. */
  const exchangeOf = (answer: AnswerView, before: ReadonlySet<string>): Exchange => ({
    async answered() {},
    async shown() {
      const said = answer.kind === 'reply' ? [await replyShown(member, answer.reply)] : [];
      const others = new Set((await onlooker.timeline()).map(({ id }) => id));
      const cards = await Promise.all(
        (await member.timeline()).map(async (job) => {
          const isAskedFor = answer.kind === 'job' && answer.job.id === job.id;
          const posts = job.posts.filter(({ id }) => !before.has(id));
          return isAskedFor || (answer.kind === 'reply' && posts.length > 0)
            ? cardShown(member, job, posts, others.has(job.id) ? 'everyone' : 'asker')
            : [];
        }),
      );
      return [...said, ...cards.flat()];
    },
    async press(label) {
      const replied = answer.kind === 'reply' ? answer.reply.actions : [];
      const jobId = answer.kind === 'job' ? answer.job.id : undefined;
      const job = (await member.timeline()).find(({ id }) => id === jobId);
      const action = [...replied, ...(job?.actions ?? [])].find((one) => one.label === label);
      assert.ok(action, `there is no button ${label}`);
      return send('/playground/actions', { verb: action.verb, subject: action.subject });
    },
  });

  return {
    locale,
    ask: ({ secrets, ...ask }) => {
      if (secrets === undefined) return call(typedLine(ask), ask.file);
      const { command, subcommand } = ask;
      return send('/playground/forms', { command, subcommand, secrets });
    },
    // A file dropped on the page is sent with the command for it.
    splitStems: (song) => call('/stems', song),
  };
}

async function replyShown(member: Visit, reply: ReplyView): Promise<Shown> {
  const { text, table, actions, pictureUrl, pictureAlt, files = [] } = reply;
  const rows = table === undefined ? [] : [table.columns, ...table.rows].map((row) => row.join(' '));
  const others = LOCALES.map((locale) => webWord(locale, 'reply.otherVisitor'));
  const lines = others.reduce(
    (words, other) => words.replaceAll(other, NAMELESS),
    plainLines([text, ...rows].join('\n')),
  );
  const attached = await Promise.all([
    ...(pictureUrl === undefined ? [] : [fetched(member, 'picture', pictureUrl, pictureAlt)]),
    ...files.map((file) => fileShown(member, file)),
  ]);
  return { text: lines, ...sortedFiles(attached), buttons: labelsOf(actions), audience: 'asker' };
}

/** A card says where its job is until there is something better to say. */
async function cardShown(
  member: Visit,
  job: JobView,
  posts: readonly PostView[],
  audience: Shown['audience'],
): Promise<readonly Shown[]> {
  const buttons = labelsOf(job.actions);
  if (posts.length === 0) {
    return [{ text: plainLines(job.status), ...sortedFiles([]), buttons, audience }];
  }
  return Promise.all(
    posts.map(async ({ text, files, pictureUrl, pictureAlt }, index) => ({
      text: plainLines(text),
      ...sortedFiles(
        await Promise.all([
          ...(pictureUrl === undefined ? [] : [fetched(member, 'picture', pictureUrl, pictureAlt)]),
          ...files.map((file) => fileShown(member, file)),
        ]),
      ),
      buttons: index === posts.length - 1 ? buttons : [],
      audience,
    })),
  );
}

async function fileShown(member: Visit, { fileName, url, sizeBytes, isSound }: FileView): Promise<ShownFile> {
  const file = await fetched(member, fileName, url);
  assert.equal(file.bytes.length, sizeBytes, `the size shown for ${fileName}`);
  assert.equal(file.mimeType.startsWith('audio/'), isSound, `whether ${fileName} gets a player`);
  return file;
}

async function fetched(member: Visit, name: string, url: string, alt?: string): Promise<ShownFile> {
  const response = await member.get(url);
  assert.equal(response.status, 200, name);
  const [mimeType = ''] = (response.headers.get('content-type') ?? '').split(';');
  return { name, mimeType, bytes: Buffer.from(await response.arrayBuffer()), alt };
}

function labelsOf(actions: readonly ActionView[]): readonly string[] {
  return actions.map(({ label }) => label);
}
