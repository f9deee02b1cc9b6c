import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PermissionFlagsBits as Bit } from 'discord.js';
import { shiftableClock } from '../shiftable-clock.ts';
import {
  type FakeChannel,
  type FakeDiscord,
  type FakeGuild,
  type FakeInteraction,
  startFakeDiscord,
} from './fake-discord.ts';
import { ALL_BUT_ADMINISTRATOR } from './places.ts';

const QUIET = { allowed_mentions: { parse: [] } };
const hello = { content: 'Hello', ...QUIET };
const button = { type: 2, style: 1, label: 'Go', custom_id: 'go' };
const row = (...components: readonly object[]) => ({ type: 1, components });
const without = (bit: bigint): bigint => ALL_BUT_ADMINISTRATOR & ~bit;

/** Messages that Discord would not take, or that nobody may rely on, and what is said of them. */
const MESSAGES: readonly (readonly [string, object, RegExp])[] = [
  ['a text of 2,001 characters', { ...hello, content: 'x'.repeat(2_001) }, /content.*2000/],
  ['eleven embeds', { ...QUIET, embeds: Array.from({ length: 11 }, () => ({ description: 'x' })) }, /embeds/],
  ['a button without a name', { ...QUIET, components: [row({ ...button, label: undefined })] }, /label/],
  ['six buttons in a row', { ...hello, components: [row(...Array.from({ length: 6 }, () => button))] }, /5/],
  ['one id on two buttons', { ...hello, components: [row(button), row(button)] }, /duplicated/],
  ['a message that could ping', { content: 'Hello' }, /could ping/],
  ['a message that pings', { content: 'Hello', allowed_mentions: { parse: ['users'] } }, /allowed_mentions/],
  ['an unknown field', { ...hello, contents: 'x' }, /contents/],
  ['a flag for responses in a channel', { ...hello, flags: 64 }, /flags 64 mean nothing/],
  ['a nonce of 26 characters', { ...hello, nonce: 'x'.repeat(26) }, /nonce/],
];
const option = { name: 'text', description: 'Text', type: 3 };
const typed = { type: 1, name: 'tts', description: 'Say it', options: [option] };
const COMMANDS: readonly (readonly [string, readonly object[], RegExp])[] = [
  ['a name in capitals', [{ ...typed, name: 'TTS' }], /lower case/],
  ['a name twice', [typed, typed], /unique/],
  ['a description of 101 characters', [{ ...typed, description: 'x'.repeat(101) }], /100/],
  [
    'a translation that is too long',
    [{ ...typed, description_localizations: { de: 'x'.repeat(101) } }],
    /100/,
  ],
  ['an unknown field', [{ ...typed, descriptions: 'x' }], /descriptions/],
  [
    '26 options',
    [{ ...typed, options: Array.from({ length: 26 }, (_, n) => ({ ...option, name: `o${n}` })) }],
    /./,
  ],
  [
    'a required option behind another',
    [
      {
        ...typed,
        options: [
          { ...option, required: false },
          { ...option, name: 'b', required: true },
        ],
      },
    ],
    /./,
  ],
  ['a menu entry with a description', [{ type: 3, name: 'Split', description: 'x' }], /description/],
  ['16 menu entries', Array.from({ length: 16 }, (_, n) => ({ type: 3, name: `Entry ${n}` })), /Too many/],
];

describe('the fake Discord', () => {
  let discord: FakeDiscord;
  let guild: FakeGuild;
  const clock = shiftableClock();
  before(async () => {
    discord = await startFakeDiscord({ clock, checkAnswers: true });
    guild = discord.guild();
  });
  after(() => discord[Symbol.asyncDispose]());

  type Answer = { readonly status: number; readonly code?: number; readonly [field: string]: unknown };
  async function call(method: string, path: string, body?: object, isBot = true): Promise<Answer> {
    const answer = await fetch(`${discord.apiUrl}/v10${path}`, {
      method,
      headers: {
        ...(isBot && { authorization: `Bot ${discord.token}` }),
        ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { ...(text.startsWith('{') ? JSON.parse(text) : { text }), status: answer.status };
  }
  const post = ({ id }: FakeChannel, body: object) => call('POST', `/channels/${id}/messages`, body);
  const codeIn = async (channel: FakeChannel, body: object = hello) => (await post(channel, body)).code;
  const withFiles = (body: object, ...files: readonly (readonly [string, string, number])[]): FormData => {
    const form = new FormData();
    const attachments = files.map(([filename], id) => ({ id: String(id), filename }));
    form.append('payload_json', JSON.stringify({ ...hello, attachments, ...body }));
    for (const [index, [name, type, size]] of files.entries())
      form.append(`files[${index}]`, new Blob([Buffer.alloc(size, 1)], { type }), name);
    return form;
  };
  const command = (more: object = {}) =>
    discord.command({ user: discord.user(), guild, name: 'tts', ...more });
  const respond = ({ id, token }: FakeInteraction, body: object = { type: 5 }, isBot = false) =>
    call('POST', `/interactions/${id}/${token}/callback?with_response=true`, body, isBot);
  const hook = ({ token }: FakeInteraction) => `/webhooks/${discord.applicationId}/${token}`;
  const followUp = (to: FakeInteraction, body: object = hello) => call('POST', hook(to), body, false);
  const editOriginal = (to: FakeInteraction, body: object = hello) =>
    call('PATCH', `${hook(to)}/messages/@original`, body, false);
  const deferred = async (more: object = {}) => {
    const interaction = command(more);
    await respond(interaction);
    return interaction;
  };

  for (const [name, body, complaint] of MESSAGES) {
    it(`does not take ${name}`, async () => {
      await post(guild.general, body);
      assert.throws(() => discord.assertClean(), complaint);
    });
  }
  for (const [name, body, complaint] of COMMANDS) {
    it(`does not register ${name}`, async () => {
      const path = `/applications/${discord.applicationId}/commands`;
      assert.equal((await call('PUT', path, body)).code, 50_035);
      assert.throws(() => discord.assertClean(), complaint);
    });
  }

  it('registers commands only for places that the application is set up for', async () => {
    await using ofServers = await startFakeDiscord({ installs: [0] });
    const codeFor = async (where: object): Promise<number | undefined> => {
      const path = `/v10/applications/${ofServers.applicationId}/commands`;
      const headers = { authorization: `Bot ${ofServers.token}`, 'content-type': 'application/json' };
      const body = JSON.stringify([{ ...typed, ...where }]);
      const answer = await fetch(`${ofServers.apiUrl}${path}`, { method: 'PUT', headers, body });
      return Object(await answer.json()).code;
    };
    assert.equal(await codeFor({ integration_types: [0, 1], contexts: [0, 1] }), 50_035);
    assert.equal(await codeFor({ integration_types: [0], contexts: [0, 1, 2] }), 50_035);
    assert.equal(await codeFor({ integration_types: [0], contexts: [0, 1] }), undefined);
  });

  it('tells of requests to nowhere, with a wrong token, or with that of the bot where it has no business', async () => {
    assert.equal((await call('GET', '/users/1')).status, 404);
    assert.equal((await call('GET', '/applications/@me', undefined, false)).status, 401);
    await respond(command(), { type: 5 }, true);
    assert.throws(() => discord.assertClean(), /GET \/users\/1: no such route.*no business/s);
  });

  it('lets the bot write where it may, and not faster than it may', async () => {
    const forum = guild.channel({ kind: 'forum' });
    const refusals: readonly (readonly [FakeChannel, number | undefined])[] = [
      [guild.channel({ kind: 'announcement' }), undefined],
      [guild.channel({ kind: 'voice' }), undefined],
      [guild.channel({ kind: 'forum-post', parent: forum }), undefined],
      [forum, 40_058],
      [guild.channel({ botPermissions: without(Bit.ViewChannel) }), 50_001],
      [guild.channel({ kind: 'voice', botPermissions: without(Bit.Connect) }), 50_001],
      [guild.channel({ botPermissions: without(Bit.SendMessages) }), 50_013],
      [guild.channel({ kind: 'thread', botPermissions: without(Bit.SendMessagesInThreads) }), 50_013],
      [guild.channel({ kind: 'thread', archived: true }), 50_083],
      [discord.guild({ hasBot: false }).general, 50_001],
    ];
    for (const [channel, code] of refusals) assert.equal(await codeIn(channel), code, channel.kind);
    const noEmbeds = guild.channel({ botPermissions: without(Bit.EmbedLinks) });
    assert.equal(await codeIn(noEmbeds, { ...QUIET, embeds: [{ description: 'x' }] }), 50_013);
    const noFiles = guild.channel({ botPermissions: without(Bit.AttachFiles) });
    assert.equal(await codeIn(noFiles, withFiles({}, ['a.mp3', 'audio/mpeg', 1])), 50_013);
    const noHistory = guild.channel({ botPermissions: without(Bit.ReadMessageHistory) });
    assert.equal(await codeIn(noHistory, { ...hello, message_reference: { message_id: '1' } }), 160_002);
    const slow = guild.channel({ slowModeSeconds: 60 });
    assert.deepEqual([await codeIn(slow), await codeIn(slow)], [undefined, 20_016]);
    clock.putForward(60_001);
    assert.equal(await codeIn(slow), undefined);
    const shy = discord.user();
    const open = () => call('POST', '/users/@me/channels', { recipient_id: shy.id });
    assert.equal((await open())['id'], discord.directChannel(shy).id);
    shy.closeDms();
    assert.equal(await codeIn(discord.directChannel(shy)), 50_007);
    assert.equal(await codeIn(guild.general, { content: '', ...QUIET }), 50_006);
    discord.assertClean();
  });

  it('brings a message with an enforced nonce once, and lets its author alone change it', async () => {
    const body = { ...hello, nonce: 'n1', enforce_nonce: true };
    const [one, other] = [await post(guild.general, body), await post(guild.general, body)];
    assert.equal(one['id'], other['id']);
    const theirs = discord.message(guild.general, { author: discord.user(), content: 'Mine' });
    const edit = (id: unknown) => call('PATCH', `/channels/${guild.general.id}/messages/${id}`, hello);
    assert.equal((await edit(theirs.id)).code, 50_005);
    assert.equal((await edit(one['id'])).status, 200);
    guild.general.change({ archived: true });
    assert.equal((await edit(one['id'])).code, 50_083);
    guild.general.change({ archived: false });
    discord.assertClean();
  });

  it('takes one first response, that suits, within three seconds, and then has a token for fifteen minutes', async () => {
    const first = command();
    assert.equal((await followUp(first)).code, 10_015);
    assert.equal((await respond(first, { type: 8, data: { choices: [] } })).code, 50_035);
    assert.deepEqual([(await respond(first)).status, (await respond(first)).code], [200, 40_060]);
    const late = command();
    clock.putForward(3_001);
    assert.equal((await respond(late)).code, 10_062);
    assert.equal((await editOriginal(first)).status, 200);
    clock.putForward(15 * 60_000);
    assert.equal((await editOriginal(first)).code, 50_027);
    const gone = await deferred();
    gone.original()?.remove();
    assert.equal((await editOriginal(gone)).code, 10_008);
    discord.assertClean();
  });

  it('holds a follow-up straight after a defer against the bot, and five are all a user’s own app may add', async () => {
    await followUp(await deferred());
    assert.throws(() => discord.assertClean(), /edit it instead/);
    const apart = discord.guild({ hasBot: false, memberPermissions: without(Bit.UseExternalApps) });
    const own = await deferred({ guild: apart, install: 'user' });
    assert.equal(own.original()?.ephemeral, true, 'the server lets nobody else see it');
    await editOriginal(own);
    const codes: (number | undefined)[] = [];
    for (let time = 1; time <= 6; time += 1) codes.push((await followUp(own)).code);
    assert.deepEqual(codes.slice(4), [undefined, 40_094]);
    discord.assertClean();
  });

  it('holds files to the limit of their interaction, to 25 MiB together, to ten, and to what the list says', async () => {
    const small = await deferred({ attachmentSizeLimit: 10 });
    const m4a = (size: number) => ['a.m4a', 'audio/mp4', size] as const;
    assert.equal((await editOriginal(small, withFiles({}, m4a(11)))).code, 40_005);
    assert.equal((await editOriginal(small, withFiles({}, m4a(10), m4a(1)))).status, 200);
    const [kept, dropped] = small.original()?.attachments ?? [];
    await editOriginal(small, { ...hello, attachments: [{ id: kept?.id }] });
    assert.deepEqual(small.original()?.attachments, [kept]);
    const unknown = await editOriginal(small, { ...hello, attachments: [{ id: dropped?.id }] });
    assert.equal(unknown.code, 50_035);
    const many = withFiles({ attachments: undefined }, ...Array.from({ length: 11 }, () => m4a(1)));
    assert.equal((await post(guild.general, many)).code, 50_035);
    const large = await deferred({ attachmentSizeLimit: 20 * 1024 ** 2 });
    const half = 13 * 1024 ** 2;
    assert.equal((await editOriginal(large, withFiles({}, m4a(half), m4a(half)))).code, 40_005);
    assert.equal((await editOriginal(large, withFiles({}, m4a(half)))).status, 200);
    discord.assertClean();
    await editOriginal(small, withFiles({ attachments: undefined }, ['a.m4a', 'video/mp4', 0]));
    assert.throws(() => discord.assertClean(), /lists no attachments.*\.m4a sent as video\/mp4.*is empty/s);
  });

  it('serves files by links that die, and that nobody can make up', async () => {
    const { url } = discord.upload(Buffer.from('abc'), 'a b.mp3', 'audio/mpeg');
    assert.equal(await (await fetch(url)).text(), 'abc');
    assert.equal((await fetch(url.replace(/ex=\w+/, 'ex=ffffffff'))).status, 404);
    clock.putForward(25 * 3_600_000);
    assert.equal((await fetch(url)).status, 404);
  });

  it('takes a voice message only as one sound with its length and picture, and then leaves it as it is', async () => {
    const said = { id: '0', filename: 'v.ogg', duration_secs: 1, waveform: 'AAAA' };
    const voice = (change: object, type = 'audio/ogg') =>
      withFiles({ content: '', flags: 8_192, attachments: [said], ...change }, ['v.ogg', type, 60]);
    const codes = [
      await codeIn(guild.general, voice({ content: 'Words' })),
      await codeIn(guild.general, voice({}, 'text/plain')),
      await codeIn(guild.general, voice({ attachments: [{ ...said, waveform: 'not base64' }] })),
      await codeIn(guild.channel({ botPermissions: without(Bit.SendVoiceMessages) }), voice({})),
    ];
    assert.deepEqual(codes, [50_159, 50_160, 50_161, 50_173]);
    const { id } = await post(guild.general, voice({}));
    const edited = await call('PATCH', `/channels/${guild.general.id}/messages/${id}`, hello);
    assert.equal(edited.code, 50_162);
    assert.throws(() => discord.assertClean(), /no Opus in Ogg/);
  });

  it('lets members send only what a registered command takes, and press what is there and theirs to see', async () => {
    const options = [
      { ...option, required: true, max_length: 5 },
      { name: 'audio', description: 'Audio', type: 11, file_types: ['audio'] },
    ];
    const path = `/applications/${discord.applicationId}/guilds/${guild.id}/commands`;
    await call('PUT', path, [{ ...typed, options }]);
    const picture = discord.upload(Buffer.from('PNG'), 'a.png', 'image/png');
    for (const [more, fault] of [
      [{ name: 'sing' }, /No command sing/],
      [{}, /text is required/],
      [{ options: { text: 5 } }, /not a number where one belongs/],
      [{ options: { text: 'Too long' } }, /too long/],
      [{ options: { text: 'Hi', speed: 2 } }, /no option speed/],
      [{ options: { text: 'Hi', audio: picture } }, /not a type of file/],
    ] as const)
      assert.throws(() => command(more), fault);
    const asked = await deferred({ options: { text: 'Hi' } });
    await editOriginal(asked, { ...hello, components: [row(button)] });
    const shown = asked.original();
    assert.ok(shown);
    assert.throws(() => discord.press(shown, 'stop', { user: asked.user, guild }), /No control stop/);
    assert.equal(discord.press(shown, 'go', { user: asked.user, guild }).source, shown);
    discord.assertClean();
  });

  it('loses what it is told to lose: before anything is done, or only the answer', async () => {
    const channel = guild.channel();
    for (const [destroy, left] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      discord.faults.next('POST', /messages/, { destroy });
      await assert.rejects(post(channel, hello));
      assert.equal(discord.messagesIn(channel).length, left);
    }
  });

  it('lets in nobody with a wrong token or a privileged intent, and shows the others no words but theirs', async () => {
    const heard: { readonly t: string; readonly d: Record<string, unknown> }[] = [];
    const connect = async (token: string, intents: number): Promise<number> => {
      const socket = new WebSocket(`${discord.apiUrl.replace('http', 'ws').replace('/api', '')}/gateway`);
      const closed = Promise.withResolvers<number>();
      socket.addEventListener('close', ({ code }) => closed.resolve(code));
      socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data))));
      socket.addEventListener('open', () => {
        const properties = { os: 'linux', browser: 'test', device: 'test' };
        socket.send(JSON.stringify({ op: 2, d: { token, intents, properties } }));
      });
      const ready = discord.gateway.connected().then(() => 0);
      return Promise.race([closed.promise, ready]);
    };
    assert.equal(await connect('wrong', 512), 4_004);
    assert.equal(await connect(discord.token, 1 << 15), 4_014);
    assert.equal(await connect(discord.token, 512), 0);
    const author = discord.user();
    const bot = `<@${discord.botUserId}>`;
    for (const content of ['a secret', `${bot} hello`]) discord.message(guild.general, { author, content });
    const messages = () => heard.filter(({ t }) => t === 'MESSAGE_CREATE');
    while (messages().length < 2) await new Promise(setImmediate);
    assert.deepEqual(
      messages().map(({ d }) => d['content']),
      ['', `${bot} hello`],
    );
  });
});
