import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import { z } from 'zod';
import { DiscordPaused } from './pause.ts';

/**
 * What a refusal means for the sender. Discord's codes are many; these are the cases the bot distinguishes.
 */
export type Trouble =
  /** The interaction's token has expired, is unknown, or got no first response in time. */
  | 'token-gone'
  /** Another process, or an earlier run of this handler, has responded to the interaction. */
  | 'acknowledged'
  /** The message or channel is gone, hidden, closed to the bot, or archived. */
  | 'place-closed'
  /** A file, or the whole request, is larger than allowed. */
  | 'too-large'
  /** AutoMod or the link filter blocks the text. */
  | 'filtered'
  /** Rate limits, slow mode, Discord's faults, the network: worth a later try. */
  | 'later'
  /** The bot's own token is wrong. */
  | 'unauthorized'
  /** A request Discord cannot accept as it is: a bug in this program. */
  | 'malformed';

/**
 * A request that Discord did not carry out. discord.js's own errors hold the request's body with file bytes,
 * and its address with the interaction's token, so only codes are kept.
 */
export class DiscordRefusal extends Error {
  override readonly name = 'DiscordRefusal';
  readonly trouble: Trouble;
  /** Discord's own code, if the response had one. */
  readonly code: number | undefined;
  /** HTTP status; 0 without a response. */
  readonly status: number;
  /** The name of the only file of the request. */
  readonly file: string | undefined;

  constructor(
    trouble: Trouble,
    answer: { code?: number | undefined; status: number; detail?: string; file?: string },
  ) {
    super(
      `Discord answered ${answer.status}${answer.code === undefined ? '' : ` (${answer.code})`}: ${trouble}` +
        (answer.detail === undefined ? '' : `, ${answer.detail}`),
    );
    this.trouble = trouble;
    this.code = answer.code;
    this.status = answer.status;
    this.file = answer.file;
  }
}

const BY_CODE: Readonly<Record<number, Trouble>> = {
  10062: 'token-gone',
  10015: 'token-gone',
  50027: 'token-gone',
  40060: 'acknowledged',
  10003: 'place-closed',
  10008: 'place-closed',
  10013: 'place-closed',
  50001: 'place-closed',
  50007: 'place-closed',
  50013: 'place-closed',
  50083: 'place-closed',
  50278: 'place-closed',
  30046: 'place-closed',
  40005: 'too-large',
  50045: 'too-large',
  200000: 'filtered',
  200001: 'filtered',
  240000: 'filtered',
  20016: 'later',
  20028: 'later',
  20029: 'later',
  30034: 'later',
  40333: 'later',
  50035: 'malformed',
  50006: 'malformed',
};

/** Reduces what discord.js or the network threw to what is safe to keep. */
export function refusalOf(error: unknown): DiscordRefusal {
  if (error instanceof DiscordRefusal) return error;
  if (error instanceof DiscordAPIError) {
    const { status } = error;
    // An edge server's page has no code, so the status decides.
    const code = typeof error.code === 'number' ? error.code : undefined;
    const trouble = code === undefined ? byPage(status) : (BY_CODE[code] ?? byStatus(status));
    const detail = fieldErrors(error.rawError);
    return new DiscordRefusal(trouble, { code, status, ...(detail !== '' && { detail }) });
  }
  if (error instanceof HTTPError) return new DiscordRefusal(byStatus(error.status), { status: error.status });
  if (error instanceof RateLimitError) {
    const detail = `rate limited for ${Math.round(error.retryAfter)} ms`;
    return new DiscordRefusal('later', { status: 429, detail });
  }
  if (error instanceof DiscordPaused) {
    const detail = `paused for ${Math.round(error.leftMs)} ms`;
    return new DiscordRefusal('later', { status: 429, detail });
  }
  const detail = error instanceof Error ? error.name : typeof error;
  return new DiscordRefusal('later', { status: 0, detail });
}

/** Discord itself refuses in JSON. A page of a server in between says nothing of tokens, channels or messages. */
function byPage(status: number): Trouble {
  return status === 401 || status === 403 || status === 404 ? 'later' : byStatus(status);
}

function byStatus(status: number): Trouble {
  if (status === 413) return 'too-large';
  if (status === 401) return 'unauthorized';
  if (status === 403 || status === 404) return 'place-closed';
  if (status === 429 || status >= 500) return 'later';
  return 'malformed';
}

const leaf = z.object({ _errors: z.array(z.object({ code: z.string() })) });

/**
 * Returns which fields were wrong and how (`content BASE_TYPE_MAX_LENGTH`), without the values, which people
 * wrote.
 */
function fieldErrors(raw: unknown): string {
  const found: string[] = [];
  const visit = (node: unknown, path: readonly string[]): void => {
    const errors = leaf.safeParse(node);
    if (errors.success)
      found.push(`${path.join('.')} ${errors.data._errors.map(({ code }) => code).join(' ')}`);
    else if (typeof node === 'object' && node !== null) {
      for (const [name, below] of Object.entries(node)) visit(below, [...path, name]);
    }
  };
  if (typeof raw === 'object' && raw !== null && 'errors' in raw) visit(raw.errors, []);
  return found.slice(0, 5).join('; ');
}
