import type { Keyv } from 'keyv';
import type { Clock } from '../../../core/async/clock.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { AttachmentSource } from '../../../core/ports/attachments.ts';
import type { DeliveryAdapter } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Notices } from '../../../core/ports/notices.ts';
import { type Observer, silentObserver } from '../../../core/ports/observer.ts';
import { joinSentences } from '../../../core/text/explain-failure.ts';
import type { CommandDispatcher } from '../../bot.ts';
import { createAttachmentSource } from '../attachments/attachment-source.ts';
import { createTakeFiles } from '../attachments/file-requests.ts';
import type { Identity } from '../connect/identity.ts';
import { createAskers } from '../deliver/askers.ts';
import { createSlackDelivery } from '../deliver/delivery-adapter.ts';
import { createDeliveryMemory } from '../deliver/message-memory.ts';
import { createNotices } from '../deliver/notices.ts';
import { createSendFiles } from '../deliver/reply-files.ts';
import { createShares } from '../deliver/shares.ts';
import { createStatusBoard } from '../deliver/status-board.ts';
import { createTargets, wouldInvitationHelp } from '../deliver/targets.ts';
import { createUploads } from '../deliver/uploads.ts';
import { drawWords } from '../draw/message.ts';
import { refreshingHomes } from '../home/handle-home.ts';
import { createHome, type Home } from '../home/home.ts';
import { createHomeMemory } from '../home/home-memory.ts';
import { createReadHome } from '../home/read-home.ts';
import { createFormHandler } from '../inbound/form-handler.ts';
import { handleCommands } from '../inbound/handle-commands.ts';
import { handleForms } from '../inbound/handle-forms.ts';
import { handleMessages } from '../inbound/handle-messages.ts';
import { handlePresses } from '../inbound/handle-presses.ts';
import { handleShortcuts } from '../inbound/handle-shortcuts.ts';
import { createPrivateReply, type Tell } from '../inbound/private-reply.ts';
import { createRemovePressed } from '../inbound/remove-pressed.ts';
import { createRequestHandler, type RequestHandler, type RequestRun } from '../inbound/request-handler.ts';
import { createSuggest, type Suggest } from '../inbound/suggest.ts';
import { createMembers } from '../people/members.ts';
import { say } from '../text/words.ts';
import { observeCalls } from '../web/observe-calls.ts';
import { createRespond } from '../web/response-url.ts';
import { createSlackWeb, type SlackWeb } from '../web/slack-web.ts';
import type { Tokens } from '../web/tokens.ts';

const MOVED_DEADLINE_MS = 15_000;

/** What all workspaces have in common. */
export interface WorkspaceParts {
  /** With a trailing slash. */
  readonly apiUrl: string;
  readonly dispatcher: CommandDispatcher;
  readonly run: RequestRun;
  readonly cache: Keyv<unknown>;
  readonly keys: BoxKeys;
  readonly mediaHosts: readonly string[];
  readonly maxAttachmentBytes: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Counts requests; nobody by default. */
  readonly observer?: Pick<Observer, 'platformRequest'>;
}

/**
 * The bot in one workspace: its own client, people, caches and pauses. Nothing that belongs to a workspace exists
 * outside of one, so that no token, no cached entry and no rate limit can cross.
 */
export interface Workspace {
  readonly web: SlackWeb;
  readonly requests: RequestHandler;
  readonly suggest: Suggest;
  readonly home: Home;
  readonly adapter: DeliveryAdapter;
  readonly notices: Notices;
  readonly attachments: AttachmentSource;
  /** Stops drawing. */
  close(): Promise<void>;
}

/**
 * Creates the bot of one workspace. Sends nothing.
 *
 * @param identity who the bot is there, as far as it is known.
 */
export function createWorkspace(tokens: Tokens, identity: () => Identity, parts: WorkspaceParts): Workspace {
  const { apiUrl, dispatcher, run, keys, clock, log, observer = silentObserver } = parts;
  const teamId = (): string => identity().teamId;
  const botName = (): string => identity().botName;
  const web = observeCalls(createSlackWeb({ apiUrl, tokens, clock, log }), observer, clock);
  const respond = createRespond(apiUrl, clock);
  const members = createMembers({ web, teamId, clock });
  const memory = createDeliveryMemory(parts.cache);
  const places = createTargets({
    web,
    log,
    onMoved: async (origin, refusal) => {
      const { locale, channel } = origin;
      const advice = wouldInvitationHelp(refusal, channel)
        ? [say(locale, 'slack.moved-invite', { bot: botName() })]
        : [];
      const text = joinSentences(locale, say(locale, 'slack.moved-to-direct'), ...advice);
      const signal = clock.timeout(MOVED_DEADLINE_MS);
      await tell(origin, drawWords(text, [], locale), signal).catch(() => {});
    },
  });
  const board = createStatusBoard({ web, places, memory, clock, log });
  const uploads = createUploads({ web, apiUrl, clock, log });
  const shares = createShares({ web, clock, log });
  const takeFiles = createTakeFiles({ web, teamId, clock });
  const forms = createFormHandler({ web, dispatcher, keys, clock, log });
  const tell: Tell = createPrivateReply({ web, respond, direct: places.direct, keys, clock, log });
  const home = createHome({
    web,
    read: createReadHome({ dispatcher, members, teamId, keys, clock }),
    memory: createHomeMemory(parts.cache, teamId),
    clock,
    log,
  });
  const requestHandler = createRequestHandler({
    teamId,
    direct: places.direct,
    members,
    tell,
    removePressed: createRemovePressed({ respond, keys, clock, log }),
    sendFiles: createSendFiles({ uploads, shares, places, botName, log }),
    run,
    keys,
    clock,
    log,
  });
  handleCommands({ requestHandler, dispatcher, forms, members });
  handleShortcuts({ requestHandler, dispatcher, takeFiles, botName });
  handleMessages({ requestHandler, dispatcher, members, takeFiles, identity });
  handlePresses({ requestHandler, dispatcher, forms, takeFiles, botName });
  handleForms({ requestHandler, dispatcher, forms, members, home, identity });
  const askers = createAskers(members);
  const delivery = createSlackDelivery({
    ...{ web, board, places, uploads, shares, memory },
    ...{ tellMember: tell, askers, clock, log },
  });

  return {
    web,
    requests: requestHandler,
    suggest: createSuggest({ dispatcher, forms, members, teamId, keys, clock }),
    home,
    adapter: refreshingHomes(delivery, home),
    notices: createNotices({ web, places, teamId }),
    attachments: createAttachmentSource({
      web,
      members,
      apiUrl,
      tokens,
      mediaHosts: parts.mediaHosts,
      maxBytes: parts.maxAttachmentBytes,
    }),
    async close() {
      await board.close();
      await home.close();
    },
  };
}
