import type { Account } from '../accounts.ts';
import type { FaultKind, FaultOf } from '../faults/fault.ts';
import type { Form } from './form.ts';

/** Prefix of every service path (AudioPod API notes 1.1). */
export const API = '/api/v1';

/** One request, already authenticated and read to its end. */
export interface Call {
  param(name: string): string;
  readonly query: URLSearchParams;
  readonly form: Form;
  /** Whose key it came with; the first one's where none is needed. */
  readonly account: Account;
  /** Scheme and host the client used, so that links lead back the same way. */
  readonly origin: string;
  /** Uses up a fault of this kind meant for this operation, if there is one. */
  take<K extends FaultKind>(kind: K): FaultOf<K> | undefined;
}

/** What a handler gives back. */
export type Answer =
  | {
      readonly status?: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** Noted in the request log, so that a test can tie a request to a job. */
      readonly jobId?: number;
    }
  /** A document that is no JSON. */
  | { readonly text: string; readonly contentType: string }
  | { readonly file: { readonly path: string; readonly contentType: string } };

/** One endpoint. A service is a list of them. */
export interface Route {
  /** `<service>.<what>`, such as `stems.submit`: the name faults and the request log use. */
  readonly operation: string;
  readonly method: 'get' | 'post' | 'delete';
  /** Full path in Express syntax. */
  readonly path: string;
  /** Set where only one dialect knows the path (AudioPod API notes, "The three dialects"). */
  readonly dialect?: 'a' | 'b';
  /** No API key needed. */
  readonly open?: boolean;
  handle(call: Call): Answer | Promise<Answer>;
}
