import { z } from 'zod';

const id = z.string().min(1).nullish();
const envelope = z.object({
  team_id: id,
  enterprise_id: id,
  /** In seconds. */
  event_time: z.number(),
  is_enterprise_install: z.boolean().nullish(),
  authorizations: z
    .array(z.object({ team_id: id, enterprise_id: id, is_enterprise_install: z.boolean().nullish() }))
    .nullish(),
  event: z.object({
    tokens: z.object({ bot: z.array(z.string()).nullish() }).nullish(),
    team_ids: z.array(z.string().min(1)).nullish(),
  }),
});

/** What Slack reports of a removal or a return. */
export interface RemovalEvent {
  /** The workspace or organization that it is about. */
  readonly of?: string;
  /** In whole seconds. */
  readonly atMs: number;
  /** Whether a token of the bot was revoked. Revoked user tokens don't matter; the bot uses none. */
  readonly isOfBot: boolean;
  /** The workspaces whose access changed. */
  readonly teamIds: readonly string[];
}

/** Reads an event's envelope; `undefined` if it has another shape. */
export function readRemovalEvent(body: unknown): RemovalEvent | undefined {
  const { data: seen } = envelope.safeParse(body);
  if (seen === undefined) return undefined;
  const of = subjectOf(seen);
  return {
    ...(of != null && { of }),
    atMs: seen.event_time * 1_000,
    isOfBot: (seen.event.tokens?.bot ?? []).length > 0,
    teamIds: seen.event.team_ids ?? [],
  };
}

function subjectOf(seen: z.infer<typeof envelope>): string | null | undefined {
  const [authorized] = seen.authorizations ?? [];
  const { team_id: team, enterprise_id: enterprise } = authorized ?? seen;
  const isOrganization = authorized?.is_enterprise_install ?? seen.is_enterprise_install ?? team == null;
  return isOrganization ? (enterprise ?? team) : (team ?? seen.team_id);
}
