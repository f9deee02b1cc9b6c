import type { FakeChannel, FakeUser } from './workspace.ts';

/** What a file is to the app. Decides what its object shows and whether its bytes can be had. */
export type FileKind =
  /** An ordinary upload. */
  | 'hosted'
  /** Recorded in Slack: `subtype: slack_audio`, an empty MIME type, `audio_message.m4a`. */
  | 'voice-clip'
  /** Of another workspace: a stub with `file_access: check_file_info` until `files.info` is asked. */
  | 'connect'
  /** On Drive or Box: the bot token cannot fetch it. */
  | 'external'
  /** Deleted. */
  | 'tombstone'
  /** Beyond what the plan of the workspace shows. */
  | 'hidden-by-limit';

/** A file somebody shares. */
export interface NewFile {
  readonly owner: FakeUser;
  /** The bytes, or a file on disk that is copied. */
  readonly content: Uint8Array | { readonly path: string };
  readonly kind?: FileKind;
  readonly name?: string;
  readonly title?: string;
  readonly mimeType?: string;
  /** For clips. */
  readonly durationMs?: number;
  /** What the object claims; the true size by default. */
  readonly claimedSizeBytes?: number;
}

/** A file as the fake keeps it. Its bytes are on disk, so that big ones do not count as memory of the app. */
export interface FakeFile {
  readonly id: string;
  readonly kind: FileKind;
  readonly owner: FakeUser | 'app';
  name: string;
  title: string;
  readonly mimeType: string;
  readonly path: string;
  /** Bytes that are there; of an unfinished upload those declared. */
  readonly sizeBytes: number;
  readonly claimedSizeBytes: number;
  readonly durationMs?: number;
  /** Of the app's uploads: declared, then bytes arrived, then shared. Files of people are complete. */
  stage: 'declared' | 'arrived' | 'complete';
  /** Where it was posted. */
  readonly shares: { readonly channel: FakeChannel; readonly ts: string; readonly threadTs?: string }[];
  /** Handed in with a modal: the app may read it wherever it is. */
  handedIn: boolean;
  /** How often `files.info` was asked since completion. */
  infoCalls: number;
}

/** Whether the bot is anywhere the file is. Others do not exist for it. */
export function isWithinReach(file: FakeFile): boolean {
  return file.owner === 'app' || file.handedIn || file.shares.some(({ channel }) => channel.botIsMember);
}
