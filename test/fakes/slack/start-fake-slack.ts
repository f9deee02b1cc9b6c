import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patientClock } from '../patient-clock.ts';
import { createAuthority, type FakeOrganization } from './authority.ts';
import type { FakeSlack, FakeSlackSettings, FakeWorkspace } from './fake-slack.ts';
import { createFaults, strike } from './faults.ts';
import { createFileHost } from './file-host.ts';
import { createJournal } from './journal.ts';
import { createPayloads } from './payloads.ts';
import { createPeople } from './people.ts';
import { type Realm, readBody } from './realm.ts';
import { createResponseUrls, createTriggers } from './response-urls.ts';
import { createSender, type Sender } from './send-to-app.ts';
import { createSocketLink } from './socket-link.ts';
import type { FakeFile, NewFile } from './stored-files.ts';
import { createWebApi } from './web-api.ts';
import { createWorkspace, newId, type Workspace } from './workspace.ts';

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
  const botToken = `xoxb-${secret()}`;
  const secrets = { appToken: `xapp-1-${secret()}`, signingSecret: secret() };
  const app = { appId: newId('A'), clientId: `1.${secret()}`, clientSecret: secret() };
  const redirectUrls: string[] = [];
  const kept = [...Object.values(secrets), app.clientSecret];
  const journal = createJournal(kept);
  const onToken = (token: string): void => void kept.push(token);
  const authority = createAuthority({ ...app, redirectUrls }, () => clock.now(), onToken);
  let address = '';
  const origin = () => address;
  const link = createSocketLink(journal, app.appId);
  const faults = createFaults();

  /** Creates a workspace with everything that is its own. */
  function open(team?: Workspace['team'], enterprise?: FakeOrganization, scopes: readonly string[] = []) {
    const workspace = createWorkspace(clock, team);
    const realm: Realm = {
      ...{ clock, journal, workspace, folder, origin, authority, enterprise },
      credentials: { ...secrets, appId: app.appId, botId: newId('B') },
      scopes: new Set(scopes),
      organization: settings.organization,
      triggers: createTriggers(clock),
      responseUrls: createResponseUrls({ clock, journal, workspace }, origin),
      socketTicket: () => link.ticket(),
      sharesAppearAfterCalls: 1,
      unsharedCompletions: 0,
      lateShares: [],
      isHomeOn: true,
    };
    return { realm, host: createFileHost(realm, faults), sender: createSender(realm, link) };
  }
  const usual = open(undefined, undefined, settings.scopes ?? ALL_SCOPES);
  const { realm, sender } = usual;
  authority.give({ realm }, botToken);
  const opened = [usual];
  const realms: [Realm, ...Realm[]] = [realm];
  const holders = new Map<object, Parameters<typeof authority.give>[0]>();
  const api = createWebApi({ journal, authority, appToken: secrets.appToken, realms, faults });

  async function respond(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent: unknown = JSON.parse(await readBody(request));
    const args = { ...Object(sent) };
    const open = journal.request({ method: 'response_url', args, token: 'none' });
    journal.checkSecrets('response_url', args);
    if (strike(faults.take('response_url'), response) !== undefined) return;
    const { responseUrls } = realms.find((one) => one.responseUrls.knows(id)) ?? realm;
    const { status, text } = responseUrls.take(id, sent);
    response.writeHead(status).end(text);
    open.answered(status, status === 200 ? undefined : text);
  }

  const hostOf = (id: string) =>
    opened.find((one) => one.realm.workspace.files.some((file) => file.id === id))?.host ?? usual.host;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, first = '', second = '', third = ''] = pathname.split('/');
    const [uploaded = ''] = third.split('-');
    const [, downloaded = ''] = second.split('-');
    switch (`${request.method} ${first}`) {
      case 'POST api':
        return api(second, request, response);
      case 'POST upload':
        return hostOf(uploaded).upload(uploaded, request, response);
      case 'POST respond':
        return respond(second, request, response);
      case 'GET files-pri':
        return hostOf(downloaded).download(downloaded, request, response);
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

  const holderOf = (where: object) => {
    const holder = holders.get(where);
    if (holder === undefined) throw new Error('That is no place of this Slack.');
    return holder;
  };

  const slack: FakeSlack = {
    apiUrl: `${address}/api/`,
    useOrigin: (url) => {
      address = url;
    },
    ...{ botToken, ...secrets, ...app, redirectUrls, botId: realm.credentials.botId },
    ...createPeople(realm, sender),
    ...workspaceOf(realm, sender),
    scopes: realm.scopes,
    requests: journal.requests,
    get isHomeOn() {
      return realm.isHomeOn;
    },
    set isHomeOn(isOn) {
      realm.isHomeOn = isOn;
    },
    get views() {
      return realm.workspace.views.filter(({ open }) => open);
    },
    calls: (method) => journal.requests.filter((one) => one.method === method),
    bytesOf: ({ path }) => readFile(path),
    useHttp: (url) => {
      for (const one of opened) one.sender.url = url;
    },
    addWorkspace(name, organization) {
      const domain = name.toLowerCase().replaceAll(' ', '-');
      const added = open({ id: newId('T'), name, domain }, organization);
      added.sender.url = sender.url;
      opened.push(added);
      realms.push(added.realm);
      organization?.realms.push(added.realm);
      const workspace = workspaceOf(added.realm, added.sender);
      holders.set(workspace, { realm: added.realm });
      return workspace;
    },
    addOrganization(name) {
      const organization = { id: newId('E'), name, realms: [] };
      holders.set(organization, { organization });
      return organization;
    },
    allow: (page, where, without) => authority.allow(page, holderOf(where), without),
    deny: authority.deny,
    async uninstall(where, isReported = true) {
      const holder = holderOf(where);
      const { realm: one } = 'realm' in holder ? holder : { realm: holder.organization.realms[0] };
      const place = opened.find((each) => each.realm === one) ?? usual;
      const payloads = createPayloads(place.realm);
      const revoked = { type: 'tokens_revoked', tokens: { bot: [place.realm.workspace.bot.id] } };
      const events = [revoked, { type: 'app_uninstalled' }].map((event) => payloads.event(event));
      authority.kill(holder, 'account_inactive');
      if (!isReported) return [];
      return Promise.all(events.map((payload) => place.sender.send({ kind: 'events_api', payload })));
    },
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
      for (const one of opened) await one.sender.close();
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  holders.set(slack, { realm });
  return slack;
}

/** What people see and do in one workspace. */
function workspaceOf(realm: Realm, sender: Sender): FakeWorkspace {
  const { workspace } = realm;
  const { team, users, channels, messages, files, dm } = workspace;
  return {
    ...createPeople(realm, sender),
    ...{ team, users, channels, messages, files, dm, botUserId: workspace.bot.id },
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
    addFile: (file) => addFile(realm, file),
    redeliver: sender.redeliver,
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
