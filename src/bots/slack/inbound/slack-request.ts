import type {
  FindCallerPermissions,
  RequestIdentity,
} from '../../../commands/dispatch/command-dispatcher.ts';
import type { Reply } from '../../../commands/framework/reply.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Answer } from '../../bot.ts';
import type { Asking } from '../deliver/reply-handle.ts';
import type { Drawn } from '../draw/message.ts';
import type { FieldErrors } from './acknowledgement.ts';

/**
 * Where a request was made and by whom, as the event reports it. Without a channel, in the app's home, it is
 * answered in a direct message.
 */
export type Whereabouts = Omit<Asking, 'teamId' | 'locale' | 'channel'> & { readonly channel?: string };

/** The outcome of a request: a reply of the dispatcher, a drawn message, or nothing more to send. */
export type Response =
  | Answer
  | { readonly kind: 'drawn'; readonly message: Drawn }
  | { readonly kind: 'silent' };

/** Does what was requested. */
export type Serve = (
  origin: Origin,
  signal: AbortSignal,
  findPermissions: FindCallerPermissions,
  identity: RequestIdentity,
) => Promise<Response>;

/** A request as read from Slack's payload. */
export interface SlackRequest {
  /** Identifies the request permanently. */
  readonly key: string;
  readonly where: Whereabouts;
  readonly serve: Serve;
  /** Returns how the form that was sent shows a refusal. Only for a form, which stays open for it. */
  readonly errorsFor?: (refusal: Reply) => FieldErrors | undefined;
  /**
   * What becomes of the message whose button was pressed, unless the press is refused: its job changes it, so that
   * nothing more is said, or it is removed once a job shows itself instead.
   */
  readonly pressed?: 'changed' | 'removed';
  /** Identifies the job that it starts, where that differs from the request. */
  readonly jobKey?: string;
}

/** What kind of payload a request arrived in. Stored, so a name may only change with an upgrade step. */
export type RequestKind = 'command' | 'shortcut' | 'press' | 'form' | 'event';

/** Reads a payload; `undefined` for one that requests nothing. */
export type ReadRequest = (body: unknown) => SlackRequest | undefined;
