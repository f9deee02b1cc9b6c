import type { ErrorRequestHandler, Response } from 'express';
import { BotError, toFailure } from '../../../core/model/errors.ts';
import type { Locale } from '../../../core/model/locale.ts';
import type { Log } from '../../../core/ports/log.ts';
import { factsInWords } from '../../../core/text/explain-failure.ts';
import { translate } from '../../../core/text/words.ts';
import { localeOfRequest } from '../guard/visitor.ts';
import type { ProblemView } from '../protocol/view.ts';
import { webWord } from '../text/words.ts';

/** Refusals that only the web has, with their HTTP status. */
const STATUS = {
  request: 400,
  session: 401,
  origin: 403,
  owner: 403,
  missing: 404,
  changed: 409,
  host: 421,
  busy: 429,
} as const;

/** A refusal from a route; the error handler translates it for the visitor. */
export class WebProblem extends Error {
  override readonly name = 'WebProblem';
  readonly kind: keyof typeof STATUS;
  readonly status: number;

  constructor(kind: keyof typeof STATUS, status: number = STATUS[kind]) {
    super(`The request was refused: ${kind}`);
    this.kind = kind;
    this.status = status;
  }
}

/** Builds the response body for an error. */
export function problemOf(error: unknown, locale: Locale): ProblemView {
  if (error instanceof WebProblem) {
    return {
      error: {
        code: error.kind,
        what: webWord(locale, `problem.${error.kind}.what`),
        next: webWord(locale, `problem.${error.kind}.next`),
      },
    };
  }
  const failure = toFailure(error);
  const { code } = failure;
  const facts = factsInWords(locale, failure);
  return {
    error: {
      code,
      what: translate(locale, `error.${code}.what`, facts),
      next: translate(locale, `error.${code}.next`, facts),
    },
  };
}

/** Sends every error of the playground as JSON in the visitor's language. Details go to the log only. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response: Response, next) => {
    const known = error instanceof WebProblem ? error : asWebProblem(error);
    if (!(known instanceof WebProblem) && !(known instanceof BotError)) {
      log.error({ error: known, method: request.method, route: request.route?.path }, 'playground-failed');
    }
    if (response.headersSent) {
      next(known);
      return;
    }
    // A route may have allowed more for what it could not send then.
    response
      .set('Cache-Control', 'no-store')
      .status(statusOf(known))
      .json(problemOf(known, localeOfRequest(request)));
  };
}

/** Maps client errors that Express reports by status: unreadable JSON, an impossible range, a bad escape. */
function asWebProblem(error: unknown): unknown {
  const status = clientErrorStatus(error);
  if (status === undefined) return error;
  return new WebProblem(status === 404 ? 'missing' : 'request', status);
}

function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  return error.status >= 400 && error.status < 500 ? error.status : undefined;
}

function statusOf(error: unknown): number {
  if (error instanceof WebProblem) return error.status;
  if (!(error instanceof BotError)) return 500;
  if (error.code === 'restarting') return 503;
  if (error.code === 'file-too-large') return 413;
  if (error.code === 'uploads-full' || error.code === 'disk-full') return 507;
  return 422;
}
