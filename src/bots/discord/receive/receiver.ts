import type { CommandDispatcher } from '../../../commands/dispatch/command-dispatcher.ts';
import type { Clock } from '../../../core/async/clock.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Observer } from '../../../core/ports/observer.ts';
import type { RequestJournal } from '../../request-journal.ts';
import type { ReplyOrder } from '../deliver/reply-order.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import type { LocaleMemory } from '../text/locale-memory.ts';
import type { FormMemory } from './form-memory.ts';

/** What all request handlers share. */
export interface Receiver {
  readonly api: DiscordApi;
  readonly dispatcher: CommandDispatcher;
  readonly journal: RequestJournal;
  readonly gate: ReplyOrder;
  readonly forms: FormMemory;
  readonly locales: LocaleMemory;
  readonly keys: BoxKeys;
  /** What every channel accepts; used where an interaction names no limit. */
  readonly uploadFloorBytes: number;
  /** Returns how large a file may be in the bot's own messages in a server that is boosted enough to raise that. */
  readonly channelFileBytes: (guildId: string) => number | undefined;
  readonly clock: Clock;
  /** Hears how long members waited for acknowledgements. */
  readonly observer: Pick<Observer, 'acknowledged'>;
  readonly log: Log;
  readonly isDraining: () => boolean;
  /** Aborts when the bot stops, or when the dispatcher takes too long. */
  readonly deadline: () => AbortSignal;
}
