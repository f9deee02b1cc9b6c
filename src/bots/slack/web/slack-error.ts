/** Slack refused a request. `error` is Slack's own code for why, such as `not_in_channel`. */
export class SlackApiError extends Error {
  override readonly name = 'SlackApiError';
  readonly method: string;
  readonly error: string;
  /** The name of the file that the request was about. */
  readonly file: string | undefined;

  constructor(method: string, error: string, file?: string) {
    super(`${method}: ${error}`);
    this.method = method;
    this.error = error;
    this.file = file;
  }
}

/**
 * Slack did not respond as expected. After `rate-limited` nothing has happened; after `unanswered` it is
 * unknown whether the call took effect.
 */
export class SlackTimeout extends Error {
  override readonly name = 'SlackTimeout';
  readonly method: string;
  readonly kind: 'rate-limited' | 'unanswered';
  /** How long Slack asks to wait; 0 if it did not specify. */
  readonly retryAfterMs: number;

  constructor(
    method: string,
    kind: 'rate-limited' | 'unanswered',
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(`${method}: ${kind}`, options.cause === undefined ? {} : { cause: options.cause });
    this.method = method;
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** Not Slack's: the bot isn't installed in the workspace, so there is no token to call with. */
export const NOT_INSTALLED = 'not_installed';

/** Slack ends a token with these for good when the app is removed; installing it again brings another. */
const APP_IS_REMOVED: ReadonlySet<string> = new Set([
  'account_inactive',
  'invalid_auth',
  'token_expired',
  'token_revoked',
]);

/** Whether a refused token means that the app was removed. */
export function meansRemoval(error: string): boolean {
  return APP_IS_REMOVED.has(error);
}

/** The token is unusable until an admin acts. */
const TOKEN_IS_DEAD: ReadonlySet<string> = new Set([
  ...APP_IS_REMOVED,
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
]);

/** This channel refuses; another may not. */
const PLACE_REFUSES: ReadonlySet<string> = new Set([
  'not_in_channel',
  'channel_not_found',
  'channel_is_limited_access',
  'is_archived',
  'is_inactive',
  'posting_to_channel_denied',
  'posting_to_general_channel_denied',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
  'cannot_reply_to_message',
  'thread_not_found',
  'method_not_supported_for_channel_type',
  'user_not_in_channel',
  'slack_connect_blocked',
  'slack_connect_canvas_sharing_blocked',
  'slack_connect_file_upload_sharing_blocked',
  'slack_connect_blocked_file_type',
  'ekm_access_denied',
  'message_limit_exceeded',
  'messages_tab_disabled',
  'cannot_dm_bot',
  'user_disabled',
]);

/** The bot was installed without a permission that the call needs. */
const SCOPE_IS_MISSING: ReadonlySet<string> = new Set([
  'access_denied',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
]);

/** Every channel of the workspace refuses files; only an admin can change that. */
const WORKSPACE_REFUSES: ReadonlySet<string> = new Set([
  'file_type_not_allowed',
  'file_uploads_disabled',
  'file_uploads_except_images_disabled',
  'file_upload_size_restricted',
  'storage_limit_reached',
]);

/** The message can no longer be changed; a new one can be posted. */
const MESSAGE_IS_FIXED: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
]);

/** Slack failed; it does not say whether the call took effect. */
export const INTERNAL = 'internal_error';

/**
 * Slack refuses the blocks of a message with files; the same message without them may be taken. An internal error
 * is what it answers to some kinds of blocks there (python-slack-sdk 1756).
 */
const BLOCKS_REFUSED: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
  'msg_blocks_too_long',
  INTERNAL,
]);

/** Whether a refusal may be about the blocks of a message. */
export function isAboutBlocks({ error }: SlackApiError): boolean {
  return BLOCKS_REFUSED.has(error);
}

/** Whether a refusal is about one file alone: others of the same kind may be smaller. */
export function isAboutFile({ error, file }: SlackApiError): boolean {
  return file !== undefined && error === 'file_upload_size_restricted';
}

/** What a refusal concerns, and so what may help. `passing`: the same call may work later. */
export type RefusalKind = 'token' | 'removed' | 'scope' | 'place' | 'workspace' | 'message' | 'passing';

/**
 * Classifies a refusal (Slack method reference; slack.dev "Errors" of chat.postMessage and the file methods).
 */
export function refusalKind({ error }: SlackApiError): RefusalKind {
  if (error === NOT_INSTALLED) return 'removed';
  if (TOKEN_IS_DEAD.has(error)) return 'token';
  if (SCOPE_IS_MISSING.has(error)) return 'scope';
  if (MESSAGE_IS_FIXED.has(error)) return 'message';
  if (PLACE_REFUSES.has(error)) return 'place';
  return WORKSPACE_REFUSES.has(error) ? 'workspace' : 'passing';
}
