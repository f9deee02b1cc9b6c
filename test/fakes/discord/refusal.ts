/** One thing wrong with a body: where, Discord's code for it, and what it says. */
export interface FieldError {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/** An answer of the API that is an error, as Discord words it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: number,
    message: string,
    more: { body?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(`${status} ${code} ${message}`);
    this.status = status;
    this.code = code;
    this.body = { message, code, ...more.body };
    this.headers = more.headers ?? {};
  }
}

/** The refusals the fake knows, by name. */
export const refuse = {
  unauthorized: () => new Refusal(401, 0, '401: Unauthorized'),
  unknownRoute: () => new Refusal(404, 0, '404: Not Found'),
  wrongMethod: () => new Refusal(405, 0, '405: Method Not Allowed'),
  unknownChannel: () => new Refusal(404, 10003, 'Unknown Channel'),
  unknownGuild: () => new Refusal(404, 10004, 'Unknown Guild'),
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
  slowMode: (waitMs: number) => {
    const seconds = waitMs / 1_000;
    return new Refusal(429, 20016, 'This action cannot be performed due to slowmode rate limit', {
      body: { retry_after: seconds, global: false },
      headers: { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': 'user' },
    });
  },
  body: (errors: readonly FieldError[]) =>
    new Refusal(400, 50035, 'Invalid Form Body', { body: { errors: nest(errors) } }),
};

/** `content` → `{ content: { _errors: […] } }`, as Discord nests them. */
function nest(errors: readonly FieldError[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const { path, code, message } of errors) {
    let level = root;
    for (const step of path) {
      const next = level[step];
      const child = isRecord(next) ? next : {};
      level[step] = child;
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
