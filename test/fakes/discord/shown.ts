import type { FakeUser } from './places.ts';

/** How an upload differs from the usual one. */
export interface UploadSettings {
  /** How long its link works, on the fake's clock. A day by default. */
  readonly lifetimeMs?: number;
  /** Set on voice messages. */
  readonly durationSeconds?: number;
  readonly waveform?: string;
  readonly description?: string;
  /** What Discord says it is, where that is a lie. The real length by default. */
  readonly claimedBytes?: number;
}

/** A file that Discord serves. */
export interface FakeAttachment {
  readonly id: string;
  /** As it was sent. Discord shows members another one where it has characters it does not like. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Alternative text. */
  readonly description: string | undefined;
  /** Of voice messages. */
  readonly durationSeconds: number | undefined;
  readonly waveform: string | undefined;
  /** Signed (`ex`, `is`, `hm`); 404 after its time or with a wrong signature. */
  readonly url: string;
}

/** A button or select as it stands on a message. */
export interface FakeControl {
  readonly customId: string | undefined;
  readonly label: string | undefined;
  readonly disabled: boolean;
  /** Of a link button. */
  readonly url: string | undefined;
}

/** A message as it is now. The same object all along. */
export interface FakeMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly content: string;
  readonly attachments: readonly FakeAttachment[];
  readonly embeds: readonly Readonly<Record<string, unknown>>[];
  /** As sent. */
  readonly components: readonly Readonly<Record<string, unknown>>[];
  /** Every button and select in them. */
  readonly controls: readonly FakeControl[];
  readonly flags: number;
  readonly ephemeral: boolean;
  /** Who alone can see it, where it is ephemeral. */
  readonly visibleTo: string | undefined;
  /** A deferred response that shows "is thinking" and nothing else yet. */
  readonly loading: boolean;
  readonly nonce: string | undefined;
  /** The message it answers. */
  readonly replyTo: string | undefined;
  /** The interaction it responds to. */
  readonly interactionId: string | undefined;
  readonly createdMs: number;
  /** How often it was edited. */
  readonly edits: number;
  /** Every content it had, oldest first, the present one last. */
  readonly contents: readonly string[];
  readonly removed: boolean;
  /** A member or Discord removes it. */
  remove(): void;
}

/** What a member writes. */
export interface MemberMessage {
  readonly author: FakeUser;
  readonly content?: string;
  readonly attachments?: readonly FakeAttachment[];
  /** What it replies to. Pings the author of that message unless `ping` is false. */
  readonly replyTo?: FakeMessage;
  readonly ping?: boolean;
  /** A voice message: flag 8192, one attachment. */
  readonly voice?: boolean;
  /** Forwards this message: a snapshot, with nothing in the message itself. */
  readonly forwards?: FakeMessage;
}
