import type { AttachmentSource } from '../core/ports/attachments.ts';
import type { DeliveryAdapter } from '../core/ports/delivery.ts';
import type { Notices } from '../core/ports/notices.ts';

export type { CommandDescription, CommandDispatcher } from '../commands/dispatch/command-dispatcher.ts';
export type { Answer } from '../commands/framework/reply.ts';

/**
 * One platform. It acknowledges what people send, hands it to the command desk, and is the adapter and the
 * attachment source of the jobs that come from it. It holds no business rules.
 */
export interface Bot {
  /** Matches `origin.platform` of the jobs it brings in. */
  readonly name: string;
  readonly adapter: DeliveryAdapter;
  readonly attachments: AttachmentSource;
  readonly notices: Notices;
  /** Connects. Resolves when members can use it. */
  start(signal: AbortSignal): Promise<void>;
  /** Answers new requests with `restarting` from now on; deliveries still work. */
  drain(): void;
  /** Disconnects and releases everything. */
  stop(): Promise<void>;
  /** `ready` is false while the platform cannot be reached; `reason` says why, for the operator. */
  health(): { readonly ready: boolean; readonly reason?: string };
}
