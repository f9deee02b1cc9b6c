import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patientClock } from '../patient-clock.ts';
import { createEvents } from './events.ts';
import type { FakeSlack, FakeSlackSettings } from './fake-slack.ts';
import { createFaults, strike } from './faults.ts';
import { createFileHost } from './file-host.ts';
import { createJournal } from './journal.ts';
import { createPayloads } from './payloads.ts';
import { createPeople } from './people.ts';
import { createRates } from './rates.ts';
import { readBody } from './read-body.ts';
import type { Realm } from './realm.ts';
import { createResponseUrls } from './response-urls.ts';
import { createSender } from './send-to-app.ts';
import { createSocketLink } from './socket-link.ts';
import type { FakeFile, NewFile } from './stored-files.ts';
import { createTriggers } from './triggers.ts';
import { createWebApi } from './web-api.ts';
import { createWorkspace, newId } from './workspace.ts';

/** Every scope the app asks for, the optional ones too. */
const ALL_SCOPES = [
  'app_mentions:read',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'users:read',
];

const secret = () => randomBytes(12).toString('hex');

/** Starts a Slack on a free port of this machine. Disposing of it cuts every connection. */
export async function startFakeSlack(settings: FakeSlackSettings = {}): Promise<FakeSlack> {
  const clock = settings.clock ?? patientClock;
  const folder = await mkdtemp(join(tmpdir(), 'fake-slack-'));
  const workspace = createWorkspace(clock);
  const scopes = new Set(settings.scopes ?? ALL_SCOPES);
  const credentials = {
    botToken: `xoxb-${secret()}`,
    appToken: `xapp-1-${secret()}`,
    signingSecret: secret(),
    clientId: '1234567890.0987654321',
    clientSecret: secret(),
    oauthCode: secret(),
    appId: newId('A'),
    botId: newId('B'),
  };
  const { botToken, appToken, signingSecret, clientSecret } = credentials;
  const journal = createJournal([botToken, appToken, signingSecret, clientSecret]);
  let address = '';
  const origin = () => address;
  const link = createSocketLink(journal, credentials.appId);
  const realm: Realm = {
    clock,
    journal,
    workspace,
    credentials,
    scopes,
    folder,
    origin,
    triggers: createTriggers(clock),
    responseUrls: createResponseUrls({ clock, journal, workspace, origin }),
    socketTicket: () => link.ticket(),
    sharesAppearAfterCalls: 1,
  };
  const faults = createFaults();
  const api = createWebApi(realm, faults, settings.rates === true ? createRates(clock) : undefined);
  const host = createFileHost(realm, faults);
  const sender = createSender(realm, link);
  const payloads = createPayloads(realm);
  const closing = new AbortController();

  async function respond(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await readBody(request)).toString('utf8');
    const sent: unknown = body === '' ? {} : JSON.parse(body);
    const args = typeof sent === 'object' && sent !== null ? { ...sent } : { sent };
    const open = journal.request({ method: 'response_url', args, token: 'none', atMs: clock.now() });
    journal.checkSecrets('response_url', args);
    const fault = faults.take('response_url');
    if (await strike(fault, response, closing.signal)) return;
    const { status, text } = realm.responseUrls.take(id, sent);
    response.writeHead(status).end(text);
    open.answered(status, status === 200 ? undefined : text);
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, first = '', second = '', third = ''] = pathname.split('/');
    const place = `${request.method} ${first}`;
    if (place === 'POST api') return api(second, request, response, closing.signal);
    if (place === 'POST upload')
      return host.upload(third.split('-')[0] ?? '', request, response, closing.signal);
    if (place === 'POST respond') return respond(second, request, response);
    if (place === 'GET files-pri')
      return host.download(second.split('-')[1] ?? '', request, response, closing.signal);
    journal.violation(`${request.method} ${pathname} is no place of Slack.`);
    response.writeHead(404).end();
  }

  const server = createServer((request, response) => {
    route(request, response).catch((cause: unknown) => {
      // Somebody hung up; that is not the fake's to report.
      if (!request.complete || response.destroyed || closing.signal.aborted) return;
      journal.violation(`The fake failed: ${String(cause)}`);
      response.writeHead(500).end();
    });
  });
  server.on('upgrade', (request, socket, head) => link.upgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The fake has no port.');
  address = `http://127.0.0.1:${bound.port}`;

  return {
    apiUrl: `${address}/api/`,
    ...credentials,
    botUserId: workspace.bot.id,
    team: workspace.team,
    users: workspace.users,
    channels: workspace.channels,
    scopes,
    messages: workspace.messages,
    messagesFor: (user, channel) =>
      workspace.messages.filter(
        (one) =>
          one.from === 'app' &&
          !one.deleted &&
          one.channel.members.has(user.id) &&
          (channel === undefined || one.channel === channel) &&
          (one.ephemeralTo === undefined || one.ephemeralTo === user.id),
      ),
    get views() {
      return workspace.views.filter(({ open }) => open);
    },
    files: workspace.files,
    requests: journal.requests,
    calls: (method) => journal.requests.filter((one) => one.method === method),
    addChannel: workspace.addChannel,
    dm: workspace.dm,
    addFile: (file) => addFile(realm, file),
    bytesOf: ({ path }) => readFile(path),
    useHttp: (url) => {
      sender.url = url;
    },
    useSocket: () => {
      sender.url = undefined;
    },
    ...createPeople(realm, payloads, sender),
    ...createEvents(realm, payloads, sender),
    redeliver: sender.redeliver,
    http: sender.http,
    fault: (method, fault, times = 1) => faults.add(method, fault, times),
    get sharesAppearAfterCalls() {
      return realm.sharesAppearAfterCalls;
    },
    set sharesAppearAfterCalls(calls) {
      realm.sharesAppearAfterCalls = calls;
    },
    get sockets() {
      return link.sockets;
    },
    refreshSockets: link.refresh,
    dropSockets: link.drop,
    untilConnected: async (count = 1) => {
      await journal.until(`${count} sockets`, () => link.sockets >= count);
    },
    until: journal.until,
    get violations() {
      return journal.violations;
    },
    assertClean: (...except) => journal.assertClean(except),
    async [Symbol.asyncDispose]() {
      closing.abort();
      link.close();
      await sender.close();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addFile(realm: Realm, { kind = 'hosted', ...file }: NewFile): Promise<FakeFile> {
  const id = newId('F');
  const path = join(realm.folder, id);
  if ('path' in file.content) await copyFile(file.content.path, path);
  else await writeFile(path, file.content);
  const sizeBytes = (await stat(path)).size;
  const clip = kind === 'voice-clip';
  const name = file.name ?? (clip ? 'audio_message.m4a' : 'song.mp3');
  const added: FakeFile = {
    id,
    kind,
    owner: file.owner,
    name,
    title: file.title ?? name,
    mimeType: file.mimeType ?? (clip ? '' : 'audio/mpeg'),
    path,
    sizeBytes,
    claimedSizeBytes: file.claimedSizeBytes ?? sizeBytes,
    ...(file.durationMs !== undefined && { durationMs: file.durationMs }),
    stage: 'complete',
    shares: [],
    handedIn: false,
    infoCalls: 0,
  };
  realm.workspace.files.push(added);
  return added;
}
