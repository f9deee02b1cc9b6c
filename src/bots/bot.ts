import type { AttachmentSource } from '../core/ports/attachments.ts';
import type { DeliveryAdapter } from '../core/ports/delivery.ts';
import type { Notices } from '../core/ports/notices.ts';

export type { CommandDescription, CommandDispatcher } from '../commands/dispatch/command-dispatcher.ts';
export type { Answer } from '../commands/framework/reply.ts';

/**
 * One platform. It acknowledges requests, passes them to the command dispatcher, and is the delivery adapter
 * and attachment source of the jobs that come from it. It holds no business rules.
 */
export interface Bot {
  /** Matches `origin.platform` of its jobs. */
  readonly name: string;
  readonly adapter: DeliveryAdapter;
  readonly attachments: AttachmentSource;
  readonly notices: Notices;
  /** Connects. Resolves when members can use it. */
  start(signal: AbortSignal): Promise<void>;
  /** Refuses new requests with `restarting` from now on; deliveries still work. */
  drain(): void;
  /** Disconnects and releases everything. */
  stop(): Promise<void>;
  /** `ready` is false while the platform is unreachable; `reason` explains why, for the bot owner. */
  health(): { readonly ready: boolean; readonly reason?: string };
}
