import { z } from 'zod';
import { unlessAborted } from '../../../core/async/unless-aborted.ts';
import { silentObserver } from '../../../core/ports/observer.ts';
import type { OpenRequests } from '../../../core/ports/open-requests.ts';
import { type CarryOn, createRequestJournal } from '../../request-journal.ts';
import { PLATFORM } from '../deliver/reply-handle.ts';
import type { Acknowledge } from '../inbound/acknowledgement.ts';
import type { RequestRun } from '../inbound/request-handler.ts';
import type { RequestKind } from '../inbound/slack-request.ts';
import { RESPONSE_URL_MS } from '../web/response-url.ts';
import type { WorkspaceParts } from '../workspaces/workspace.ts';
import type { Source, Workspaces } from '../workspaces/workspaces.ts';
import { observeAcknowledgement } from './observe-acknowledgement.ts';
import type { SlackBotSettings } from './settings.ts';

/** Where the requests of all workspaces arrive. */
export interface Entrance {
  /** Passes a request to its workspace; see `RequestHandler`. */
  take(kind: RequestKind, body: unknown, source: Source, acknowledge: Acknowledge): Promise<void>;
  /** Carries on what earlier processes left. */
  start(): void;
  /** Refuses requests with `restarting` from now on. */
  drain(): void;
  /** Waits a limited time for running requests, then aborts them. */
  close(): Promise<void>;
}

/** What an entrance needs. */
interface EntranceParts
  extends Pick<WorkspaceParts, 'keys' | 'clock' | 'log'>,
    Pick<SlackBotSettings, 'observer'> {
  readonly requests: OpenRequests;
  readonly isAlone: boolean;
  /** Explains to a member of a workspace without the bot why nothing happens. Never rejects. */
  readonly explainMissing: (body: unknown) => Promise<void>;
}

/** Slack repeats an event for less than two hours; the rest is a margin for clock skew and outages. */
const SEEN_MS = 24 * 60 * 60_000;
const CLOSE_MS = 4_000;

const recorded = z.object({
  kind: z.string(),
  /** Absent in what earlier releases recorded. */
  team: z.string().optional(),
  body: z.looseObject({
    team_id: z.string().nullish(),
    team: z.looseObject({ id: z.string() }).nullish(),
  }),
});

/** Creates the entrance, and with it the workspaces. */
export function createEntrance<W extends Workspaces>(
  parts: EntranceParts & {
    /** Creates the workspaces, whose requests belong to this run. */
    readonly workspaces: (run: RequestRun) => W;
  },
): { readonly entrance: Entrance; readonly workspaces: W } {
  const { clock, observer = silentObserver } = parts;
  const journal = createRequestJournal({
    ...parts,
    platform: PLATFORM,
    ttlMs: SEEN_MS,
    answerableMs: RESPONSE_URL_MS,
  });
  const drained = new AbortController();
  const closed = new AbortController();
  const underWay = new Set<Promise<void>>();
  const workspaces = parts.workspaces({
    journal,
    draining: drained.signal,
    closed: closed.signal,
    underWay,
  });
  let carryingOn = Promise.resolve();

  const carryOn: CarryOn = async ({ payload, receivedAtMs, isGivenUp }) => {
    const { data: left } = recorded.safeParse(JSON.parse(payload));
    const team = left?.team ?? left?.body.team?.id ?? left?.body.team_id;
    if (left === undefined || team == null) return 'answered';
    return workspaces.of(team).requests.carryOn({ ...left, receivedAtMs, isGivenUp });
  };

  const entrance: Entrance = {
    async take(kind, body, source, acknowledgeOnly) {
      const acknowledge = observeAcknowledgement(acknowledgeOnly, { kind, body }, { observer, clock });
      const admitted = await workspaces.admit(source);
      if (admitted !== undefined) return admitted.workspace.requests.take(kind, body, acknowledge);
      await acknowledge();
      await parts.explainMissing(body);
    },
    start() {
      carryingOn = journal.keepCarryingOn(carryOn, drained.signal);
    },
    drain() {
      drained.abort();
    },
    async close() {
      drained.abort();
      await unlessAborted(Promise.allSettled(underWay), clock.timeout(CLOSE_MS)).catch(() => {});
      closed.abort();
      await Promise.allSettled([...underWay, carryingOn]);
      await journal.close();
    },
  };
  return { entrance, workspaces };
}
