import { maskSecrets } from '../core/model/mask-secrets.ts';

type Facts = Readonly<Record<string, unknown>>;

/** The logged parts of a thrown value. Anything else it carries is left out: requests, headers, bodies. */
export interface SafeError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | number;
  readonly facts?: Facts;
  /** Only the frames, because the first line of a stack repeats the message. */
  readonly stack?: string;
  readonly cause?: SafeError;
}

const MAX_CAUSES = 5;

/**
 * Reduces a thrown value to what may be logged. Causes are followed to a limited depth.
 *
 * @param cleanFacts makes the facts safe, which are fields like those of a line.
 */
export function safeError(error: unknown, cleanFacts: (facts: Facts) => Facts, depth = 0): SafeError {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: `a thrown ${typeof error}` };
  const code: unknown = 'code' in error ? error.code : undefined;
  const facts: unknown = 'facts' in error ? error.facts : undefined;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    message: safeMessage(error),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(isPlain(facts) && { facts: cleanFacts(facts) }),
    ...(frames !== undefined && frames.length > 0 && { stack: maskSecrets(frames.join('\n')) }),
    ...(error.cause !== undefined &&
      depth < MAX_CAUSES && { cause: safeError(error.cause, cleanFacts, depth + 1) }),
  };
}

/** JSON.parse quotes the text it could not parse, which may be a member's. */
function safeMessage(error: Error): string {
  const message = error instanceof SyntaxError ? error.message.replace(/["'][\s\S]*/, '…') : error.message;
  return maskSecrets(message);
}

function isPlain(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
