import type { UploadedFile } from '../fake-discord.ts';
import type { State } from '../state.ts';

/** A request that found its route. */
export interface ApiRequest {
  readonly state: State;
  /** The values of `{…}` in the template. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  /** The whole body, as sent. */
  readonly sizeBytes: number;
  /** Notes what the real Discord takes but nobody may rely on. */
  complain(error: string): void;
}

/** What a route answers. Without a body: 204. */
export interface ApiAnswer {
  readonly status?: number;
  readonly body?: unknown;
}

/** One route, by the template that the OpenAPI file has for it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly template: string;
  /** `token`: the path itself proves who calls, and the bot's token must stay out of it. */
  readonly auth: 'bot' | 'token';
  /** Whether the body is a message. */
  readonly takes?: 'message' | 'edit' | 'callback' | 'commands';
  handle(request: ApiRequest): ApiAnswer;
}

/** A value of the path. */
export function param(request: ApiRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`The template has no {${name}}`);
  return value;
}
