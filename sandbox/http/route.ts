import type { Account } from '../accounts.ts';
import type { FaultKind, FaultOf } from '../faults/fault.ts';
import type { Form } from './form.ts';

/** Prefix of every service path (AudioPod API notes 1.1). */
export const API = '/api/v1';

/** A request that is authenticated and fully read. */
export interface Call {
  param(name: string): string;
  readonly query: URLSearchParams;
  readonly form: Form;
  /** The account of the key; the main one where no key is required. */
  readonly account: Account;
  /** Scheme and host the client used, so that links point back to the same address. */
  readonly origin: string;
  /** Uses up a fault of this kind for this operation and returns it, if there is one. */
  take<K extends FaultKind>(kind: K): FaultOf<K> | undefined;
}

/** The result of a handler. */
export type Answer =
  | {
      readonly status?: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** Recorded in the request log, so that a test can match a request to a job. */
      readonly jobId?: number;
    }
  /** A document other than JSON. */
  | { readonly text: string; readonly contentType: string }
  | { readonly file: { readonly path: string; readonly contentType: string } };

/** An endpoint. A service is a list of endpoints. */
export interface Route {
  /** `<service>.<action>`, such as `stems.submit`: the name used by faults and the request log. */
  readonly operation: string;
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Full path in Express syntax. */
  readonly path: string;
  /** Set when the path exists in only one dialect (AudioPod API notes, "The three dialects"). */
  readonly dialect?: 'a' | 'b';
  /** Whether no API key is required. */
  readonly open?: boolean;
  handle(call: Call): Answer | Promise<Answer>;
}
