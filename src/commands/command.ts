import type { GenreBook } from '../core/audiopod/genre-book.ts';
import type { JobDesk } from '../core/jobs/job-desk.ts';
import type { JobEraser } from '../core/jobs/job-eraser.ts';
import type { Origin } from '../core/jobs/origin.ts';
import type { MemberDefaults } from '../core/members/member-defaults.ts';
import type { Charts } from '../core/pictures/charts.ts';
import type { WordKey } from '../core/text/words.ts';
import type { VoiceDesk } from '../core/voices/voice-desk.ts';
import type { KeyDesk } from '../core/wallet/key-desk.ts';
import type { Purse } from '../core/wallet/purse.ts';
import type { Rulebook, TenantRules } from '../core/wallet/rules.ts';
import type { AnyAction } from './action.ts';
import type { FindStanding } from './standing.ts';

/** What commands may use to answer. Small interfaces; the composition root provides them. */
export interface Services {
  readonly voices: VoiceDesk;
  readonly defaults: MemberDefaults;
  readonly genres: GenreBook;
  readonly purse: Purse;
  readonly rules: Rulebook;
  readonly jobs: JobDesk;
  readonly eraser: JobEraser;
  readonly keys: KeyDesk;
  readonly charts: Charts;
}

/** Fills the words for a key in the reader's language. */
export type Say = (key: WordKey, facts?: Readonly<Record<string, string | number | boolean>>) => string;

/** Everything around one request for a command. */
export interface Call {
  readonly origin: Origin;
  /** Who asks, found out anew each time; see {@link FindStanding}. Owners are admins everywhere. */
  readonly standing: FindStanding;
  /**
   * What is decided for the tenant, read once for a request, when something of it first asks. What changes rules, or
   * spends under them, reads them itself.
   *
   * @throws {BotError} `ledger-unavailable`.
   */
  readonly tenantRules: () => Promise<TenantRules>;
  readonly services: Services;
  readonly say: Say;
  readonly commands: readonly Command[];
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

interface Named {
  readonly name: string;
  /** Other names that mean the same, such as `speak` where a platform has its own `tts`. */
  readonly aliases: readonly string[];
}

/** One thing people can ask for: either directly, or through subcommands. */
export type Command =
  | (Named & { readonly action: AnyAction })
  | (Named & { readonly subcommands: Readonly<Record<string, AnyAction>> });
