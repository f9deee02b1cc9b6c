import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patientClock } from '../patient-clock.ts';
import type { FakeSlack, FakeSlackSettings } from './fake-slack.ts';
import { createFaults, strike } from './faults.ts';
import { createFileHost } from './file-host.ts';
import { createJournal } from './journal.ts';
import { createPeople } from './people.ts';
import { type Realm, readBody } from './realm.ts';
import { createResponseUrls, createTriggers } from './response-urls.ts';
import { createSender } from './send-to-app.ts';
import { createSocketLink } from './socket-link.ts';
import type { FakeFile, NewFile } from './stored-files.ts';
import { createWebApi } from './web-api.ts';
import { createWorkspace, newId } from './workspace.ts';

/** Every scope the app requests, including the optional ones. */
const ALL_SCOPES = [
  ...['app_mentions:read', 'channels:join', 'channels:read', 'chat:write', 'commands', 'files:read'],
  ...['files:write', 'groups:read', 'im:history', 'im:read', 'im:write', 'users:read'],
];

const secret = () => randomBytes(12).toString('hex');

/** Starts a Slack on a free port of this machine. Disposing of it cuts every connection. */
export async function startFakeSlack(settings: FakeSlackSettings = {}): Promise<FakeSlack> {
  const clock = settings.clock ?? patientClock;
  const folder = await mkdtemp(join(tmpdir(), 'fake-slack-'));
  const workspace = createWorkspace(clock);
  const { messages, views, files } = workspace;
  const scopes = new Set(settings.scopes ?? ALL_SCOPES);
  const secrets = { botToken: `xoxb-${secret()}`, appToken: `xapp-1-${secret()}`, signingSecret: secret() };
  const credentials = { ...secrets, appId: newId('A'), botId: newId('B') };
  const journal = createJournal(Object.values(secrets));
  let address = '';
  const origin = () => address;
  const link = createSocketLink(journal, credentials.appId);
  const realm: Realm = {
    ...{ clock, journal, workspace, credentials, scopes, folder, origin },
    organization: settings.organization,
    triggers: createTriggers(clock),
    responseUrls: createResponseUrls({ clock, journal, workspace }, origin),
    socketTicket: () => link.ticket(),
    sharesAppearAfterCalls: 1,
    unsharedCompletions: 0,
    lateShares: [],
    isHomeOn: true,
  };
  const faults = createFaults();
  const api = createWebApi(realm, faults);
  const host = createFileHost(realm, faults);
  const sender = createSender(realm, link);

  async function respond(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent: unknown = JSON.parse(await readBody(request));
    const args = { ...Object(sent) };
    const open = journal.request({ method: 'response_url', args, token: 'none' });
    journal.checkSecrets('response_url', args);
    if (strike(faults.take('response_url'), response) !== undefined) return;
    const { status, text } = realm.responseUrls.take(id, sent);
    response.writeHead(status).end(text);
    open.answered(status, status === 200 ? undefined : text);
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, first = '', second = '', third = ''] = pathname.split('/');
    switch (`${request.method} ${first}`) {
      case 'POST api':
        return api(second, request, response);
      case 'POST upload':
        return host.upload(third.split('-')[0] ?? '', request, response);
      case 'POST respond':
        return respond(second, request, response);
      case 'GET files-pri':
        return host.download(second.split('-')[1] ?? '', request, response);
      default:
        journal.violation(`${request.method} ${pathname} is no place of Slack.`);
        response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    route(request, response).catch((cause: unknown) => {
      // The client hung up, which is not a failure of the fake.
      if (!request.complete || response.destroyed) return;
      journal.violation(`The fake failed: ${String(cause)}`);
      response.writeHead(500).end();
    });
  });
  server.on('upgrade', link.upgrade);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The fake has no port.');
  address = `http://127.0.0.1:${bound.port}`;

  return {
    apiUrl: `${address}/api/`,
    useOrigin: (url) => {
      address = url;
    },
    ...credentials,
    botUserId: workspace.bot.id,
    ...{ team: workspace.team, users: workspace.users, channels: workspace.channels },
    ...{ scopes, messages, files, requests: journal.requests },
    messagesFor: (user, channel) =>
      messages.filter(
        (one) =>
          one.from === 'app' &&
          !one.deleted &&
          one.channel.members.has(user.id) &&
          (channel === undefined || one.channel === channel) &&
          (one.ephemeralTo === undefined || one.ephemeralTo === user.id),
      ),
    homeOf: ({ id }) => workspace.homes.get(id),
    get isHomeOn() {
      return realm.isHomeOn;
    },
    set isHomeOn(isOn) {
      realm.isHomeOn = isOn;
    },
    get views() {
      return views.filter(({ open }) => open);
    },
    calls: (method) => journal.requests.filter((one) => one.method === method),
    dm: workspace.dm,
    addFile: (file) => addFile(realm, file),
    bytesOf: ({ path }) => readFile(path),
    useHttp: (url) => {
      sender.url = url;
    },
    ...createPeople(realm, sender),
    redeliver: sender.redeliver,
    http: sender.http,
    fault: (method, fault, times = 1) => faults.add(method, fault, times),
    get sharesAppearAfterCalls() {
      return realm.sharesAppearAfterCalls;
    },
    set sharesAppearAfterCalls(calls) {
      realm.sharesAppearAfterCalls = calls;
    },
    get unsharedCompletions() {
      return realm.unsharedCompletions;
    },
    set unsharedCompletions(times) {
      realm.unsharedCompletions = times;
    },
    shareLate() {
      for (const share of realm.lateShares.splice(0)) share();
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
    assertClean: (...except) => journal.assertClean(except),
    async [Symbol.asyncDispose]() {
      link.close();
      await sender.close();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addFile({ folder, workspace }: Realm, file: NewFile): Promise<FakeFile> {
  const { kind = 'hosted', owner, content } = file;
  const id = newId('F');
  const path = join(folder, id);
  await ('path' in content ? copyFile(content.path, path) : writeFile(path, content));
  const isClip = kind === 'voice-clip';
  const { name = isClip ? 'audio_message.m4a' : 'song.mp3', mimeType = isClip ? '' : 'audio/mpeg' } = file;
  const added: FakeFile = {
    ...{ id, kind, owner, name, title: name, mimeType, path, sizeBytes: (await stat(path)).size },
    ...{ stage: 'complete', shares: [], handedIn: false, infoCalls: 0 },
  };
  workspace.files.push(added);
  return added;
}
