import type { Keyv } from 'keyv';
import type { Clock } from '../../../core/async/clock.ts';
import type { Departures } from '../../../core/model/departures.ts';
import type { Secret } from '../../../core/model/secret.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Observer } from '../../../core/ports/observer.ts';
import type { OpenRequests } from '../../../core/ports/open-requests.ts';
import type { CommandDispatcher } from '../../bot.ts';
import type { Transport } from '../connect/transport.ts';
import type { InstallSettings } from '../install/install-routes.ts';

/** Which workspaces the bot serves: the one of its token, or those that install it. */
export type Serving = { readonly botToken: Secret } | { readonly install: InstallSettings };

/** The parts and settings of the Slack bot. */
export interface SlackBotSettings {
  readonly config: {
    /** With a trailing slash. */
    readonly apiUrl: string;
    readonly transport: Transport & Serving;
  };
  readonly dispatcher: CommandDispatcher;
  /** Keeps what was acknowledged until it is answered. */
  readonly requests: OpenRequests;
  /** Whether no other process uses the store, so that whatever is left in it was left by an earlier one. */
  readonly isAlone: boolean;
  /**
   * Remembers status messages and running uploads, so that another process can continue. A missing entry
   * costs a second status message, nothing else.
   */
  readonly cache: Keyv<unknown>;
  /** Hears which workspaces the bot was removed from, and which it is in. */
  readonly departures: Pick<Departures, 'leave' | 'comeBack'>;
  readonly keys: BoxKeys;
  readonly maxAttachmentBytes: number;
  /** Hosts besides Slack's own that files may be read from, `host` or `host:port`. */
  readonly mediaHosts: readonly string[];
  /** False if another process receives and this one only delivers. Default: true. */
  readonly receives?: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Counts requests and acknowledgements; nobody by default. */
  readonly observer?: Pick<Observer, 'platformRequest' | 'acknowledged'>;
}
