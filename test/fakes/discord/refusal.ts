import type { z } from 'zod';

/** One thing wrong with a body: where, Discord's code for it, and what it says. */
export interface FieldError {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

/** An answer of the API that is an error, as Discord words it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, code: number, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(`${status} ${code} ${message}`);
    this.status = status;
    this.code = code;
    this.body = { message, code, ...more };
  }
}

/** The refusals the fake knows, by name. */
export const refuse = {
  unauthorized: () => new Refusal(401, 0, '401: Unauthorized'),
  unknownRoute: () => new Refusal(404, 0, '404: Not Found'),
  unknownChannel: () => new Refusal(404, 10003, 'Unknown Channel'),
  unknownMessage: () => new Refusal(404, 10008, 'Unknown Message'),
  unknownUser: () => new Refusal(404, 10013, 'Unknown User'),
  unknownWebhook: () => new Refusal(404, 10015, 'Unknown Webhook'),
  unknownInteraction: () => new Refusal(404, 10062, 'Unknown interaction'),
  tooLarge: () => new Refusal(413, 40005, 'Request entity too large'),
  forum: () => new Refusal(400, 40058, 'Cannot send a message in a forum channel'),
  acknowledged: () => new Refusal(400, 40060, 'Interaction has already been acknowledged.'),
  tooManyFollowUps: () =>
    new Refusal(400, 40094, 'This interaction has hit the maximum number of follow up messages.'),
  missingAccess: () => new Refusal(403, 50001, 'Missing Access'),
  notYours: () => new Refusal(403, 50005, 'Cannot edit a message authored by another user'),
  empty: () => new Refusal(400, 50006, 'Cannot send an empty message'),
  closedDms: () => new Refusal(403, 50007, 'Cannot send messages to this user'),
  missingPermissions: () => new Refusal(403, 50013, 'Missing Permissions'),
  tokenExpired: () => new Refusal(401, 50027, 'Invalid Webhook Token'),
  archived: () => new Refusal(400, 50083, 'Thread is archived'),
  voiceAlone: () => new Refusal(400, 50159, 'Voice messages do not support additional content.'),
  voiceOneFile: () => new Refusal(400, 50160, 'Voice messages must have a single audio attachment.'),
  voiceMetadata: () => new Refusal(400, 50161, 'Voice messages must have supporting metadata.'),
  voiceEdit: () => new Refusal(400, 50162, 'Voice messages cannot be edited.'),
  voiceForbidden: () => new Refusal(400, 50173, 'You cannot send voice messages in this channel.'),
  noHistory: () => new Refusal(400, 160002, 'Cannot reply without permission to read message history'),
  slowMode: (waitMs: number) =>
    new Refusal(429, 20016, 'This action cannot be performed due to slowmode rate limit', {
      ...{ retry_after: waitMs / 1_000, global: false },
    }),
  body: (...errors: readonly FieldError[]) =>
    new Refusal(400, 50035, 'Invalid Form Body', { errors: nest(errors) }),
  /** What a rule has against a body. */
  issues: ({ issues }: z.ZodError) =>
    refuse.body(
      ...issues.map(({ path, message, code }) => ({
        ...{ path, message, code: code === 'too_big' ? 'BASE_TYPE_MAX_LENGTH' : 'BASE_TYPE_BAD_TYPE' },
      })),
    ),
};

/** `content` → `{ content: { _errors: […] } }`, as Discord nests them. */
function nest(errors: readonly FieldError[]): Readonly<Record<string, unknown>> {
  const root: Record<string, unknown> = {};
  for (const { path, code, message } of errors) {
    let level = root;
    for (const step of path) {
      const next = level[String(step)];
      const child = isRecord(next) ? next : {};
      level[String(step)] = child;
      level = child;
    }
    const earlier = level['_errors'];
    level['_errors'] = [...(Array.isArray(earlier) ? earlier : []), { code, message }];
  }
  return root;
}

/** True for an object that is not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
