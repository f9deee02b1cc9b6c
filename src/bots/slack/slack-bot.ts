import type { Router } from 'express';
import { StartError } from '../../core/model/start-error.ts';
import { joinSentences } from '../../core/text/explain-failure.ts';
import type { Bot } from '../bot.ts';
import { createAttachmentSource } from './attachments/attachment-source.ts';
import { createTakeFiles } from './attachments/file-requests.ts';
import { createEventAuthorization } from './connect/authorize-event.ts';
import { createConnection } from './connect/connection.ts';
import { findIdentity, type Identity } from './connect/identity.ts';
import { PatientApp } from './connect/patient-app.ts';
import type { SlackBotSettings } from './connect/settings.ts';
import { watchRemoval } from './connect/watch-removal.ts';
import { createAskers } from './deliver/askers.ts';
import { createSlackDelivery } from './deliver/delivery-adapter.ts';
import { createDeliveryMemory } from './deliver/message-memory.ts';
import { createNotices } from './deliver/notices.ts';
import { createSendFiles } from './deliver/reply-files.ts';
import { PLATFORM } from './deliver/reply-handle.ts';
import { createShares } from './deliver/shares.ts';
import { createStatusBoard } from './deliver/status-board.ts';
import { createTargets, wouldInvitationHelp } from './deliver/targets.ts';
import { createUploads } from './deliver/uploads.ts';
import { drawWords } from './draw/message.ts';
import { handleHome, refreshingHomes } from './home/handle-home.ts';
import { createHome } from './home/home.ts';
import { createHomeMemory } from './home/home-memory.ts';
import { createReadHome } from './home/read-home.ts';
import { createFormHandler } from './inbound/form-handler.ts';
import { handleCommands } from './inbound/handle-commands.ts';
import { handleForms } from './inbound/handle-forms.ts';
import { handleMessages } from './inbound/handle-messages.ts';
import { handlePresses } from './inbound/handle-presses.ts';
import { handleShortcuts } from './inbound/handle-shortcuts.ts';
import { createPrivateReply, type Tell } from './inbound/private-reply.ts';
import { createRemovePressed } from './inbound/remove-pressed.ts';
import { createRequestHandler } from './inbound/request-handler.ts';
import { createMembers } from './people/members.ts';
import { say } from './text/words.ts';
import { createRespond } from './web/response-url.ts';
import { sdkLog } from './web/sdk-log.ts';
import { createSlackWeb } from './web/slack-web.ts';

const MOVED_DEADLINE_MS = 15_000;

/** The Slack bot, and the router for Slack's requests in http mode. */
export interface SlackBot extends Bot {
  /** Mount at the root of the HTTP server, before anything that reads bodies. Only in http mode. */
  readonly router?: Router;
}

/**
 * Creates the bot of one workspace. Nothing is sent before `start`, and events before it are refused.
 *
 * @throws {StartError} with a message for the bot owner, for a configuration this release does not support.
 */
export async function createSlackBot(settings: SlackBotSettings): Promise<SlackBot> {
  const { config, dispatcher, keys, clock, receives = true } = settings;
  const { apiUrl, transport } = config;
  const log = settings.log.child({ platform: PLATFORM });
  if (transport.mode === 'oauth') {
    throw new StartError(
      'This release works with one Slack workspace. Unset SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET, and set SLACK_BOT_TOKEN.',
    );
  }
  const connection = createConnection(transport, { apiUrl, clock, log });
  const { botToken } = transport;
  let found: Identity | undefined;
  const identity = (): Identity => {
    if (found === undefined) throw new Error('The Slack bot has not started');
    return found;
  };

  const web = createSlackWeb({ apiUrl, botToken, clock, log });
  const respond = createRespond(apiUrl, clock);
  const members = createMembers({ web, teamId: () => identity().teamId, clock });
  const memory = createDeliveryMemory(settings.cache);
  const places = createTargets({
    web,
    log,
    onMoved: async (origin, refusal) => {
      const { locale, channel } = origin;
      const advice = wouldInvitationHelp(refusal, channel)
        ? [say(locale, 'slack.moved-invite', { bot: identity().botName })]
        : [];
      const text = joinSentences(locale, say(locale, 'slack.moved-to-direct'), ...advice);
      const signal = clock.timeout(MOVED_DEADLINE_MS);
      await tell(origin, drawWords(text, [], locale), signal).catch(() => {});
    },
  });
  const board = createStatusBoard({ web, places, memory, clock, log });
  const uploads = createUploads({ web, apiUrl, clock, log });
  const shares = createShares({ web, clock, log });
  const askers = createAskers(members);
  const takeFiles = createTakeFiles(web, clock);
  const forms = createFormHandler({ web, dispatcher, keys, clock, log });
  const tell: Tell = createPrivateReply({ web, respond, direct: places.direct, keys, clock, log });
  const home = createHome({
    web,
    read: createReadHome({ dispatcher, members, teamId: () => identity().teamId, keys, clock }),
    memory: createHomeMemory(settings.cache),
    clock,
    log,
  });
  const requestHandler = createRequestHandler({
    teamId: () => identity().teamId,
    direct: places.direct,
    members,
    tell,
    removePressed: createRemovePressed({ respond, keys, clock, log }),
    sendFiles: createSendFiles({ uploads, shares, places, botName: () => identity().botName, log }),
    requests: settings.requests,
    isAlone: settings.isAlone,
    keys,
    clock,
    log,
  });

  const authorization = createEventAuthorization({ identity, botToken, log });
  const app = new PatientApp({
    receiver: connection.receiver,
    authorize: authorization.authorize,
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 30_000 },
    convoStore: false,
    logger: sdkLog(log),
  });
  app.error(async (error) => {
    // The error's message may quote the failed request; its name is enough to look for it.
    log.error({ code: error.code, name: error.name }, 'slack-handler-failed');
  });
  const removed = watchRemoval(app, log);
  handleCommands(app, { requestHandler, dispatcher, forms, members });
  handleShortcuts(app, { requestHandler, dispatcher, takeFiles, botName: () => identity().botName });
  handleMessages(app, { requestHandler, dispatcher, members, takeFiles, identity });
  handlePresses(app, {
    requestHandler,
    dispatcher,
    forms,
    takeFiles,
    botName: () => identity().botName,
  });
  handleForms(app, { requestHandler, dispatcher, forms, members, home, identity, keys, clock });
  handleHome(app, home);

  return {
    name: PLATFORM,
    ...(receives && connection.router && { router: connection.router }),
    adapter: refreshingHomes(
      createSlackDelivery({
        ...{ web, board, places, uploads, shares, memory },
        ...{ tellMember: tell, askers, clock, log },
      }),
      home,
    ),
    notices: createNotices({ web, places, teamId: () => identity().teamId }),
    attachments: createAttachmentSource({
      web,
      members,
      apiUrl,
      botToken,
      mediaHosts: settings.mediaHosts,
      maxBytes: settings.maxAttachmentBytes,
    }),
    async start(signal) {
      found = await findIdentity(web, clock, signal);
      if (!receives) return;
      await connection.start(app);
      requestHandler.start();
      log.info({ transport: transport.mode }, 'slack-connected');
    },
    drain: () => requestHandler.drain(),
    async stop() {
      await requestHandler.close();
      await connection.stop();
      await board.close();
      await home.close();
    },
    health() {
      if (found === undefined) return { ready: false, reason: 'the Slack bot has not started' };
      const broken = web.brokenBy();
      const refused = broken === undefined ? undefined : `Slack no longer accepts the token (${broken})`;
      const deaf = receives ? (connection.problem() ?? authorization.problem()) : undefined;
      const problem = removed() ?? refused ?? deaf;
      return problem === undefined ? { ready: true } : { ready: false, reason: problem };
    },
  };
}
