import { extname } from 'node:path';
import type { webApi } from '@slack/bolt';
import type { Realm } from './realm.ts';
import type { FakeChannel, FakeUser } from './workspace.ts';

/** The kind of a file for the app. Decides what its object shows and whether its bytes are available. */
type FileKind =
  /** An ordinary upload. */
  | 'hosted'
  /** Recorded in Slack: `subtype: slack_audio`, an empty MIME type, `audio_message.m4a`. */
  | 'voice-clip'
  /** From another workspace: a stub with `file_access: check_file_info` until `files.info` is called. */
  | 'connect'
  /** On Drive or Box: the bot token cannot fetch it. */
  | 'external'
  /** Deleted. */
  | 'tombstone'
  /** Hidden by a limit of the workspace's plan. */
  | 'hidden-by-limit';

/** A file a user shares. */
export interface NewFile {
  readonly owner: FakeUser;
  /** The bytes, or a file on disk that is copied. */
  readonly content: Uint8Array | { readonly path: string };
  readonly kind?: FileKind;
  readonly name?: string;
  readonly mimeType?: string;
}

/** A file stored by the fake. Its bytes are on disk, so that big ones do not count as memory of the app. */
export interface FakeFile {
  readonly id: string;
  readonly kind: FileKind;
  readonly owner: FakeUser | 'app';
  readonly name: string;
  title: string;
  readonly mimeType: string;
  /** Read out to people who can't see the picture. */
  readonly altText?: string;
  readonly path: string;
  /** Stored bytes; for an unfinished upload the declared ones. */
  readonly sizeBytes: number;
  /** For the app's uploads: declared, then bytes arrived, then shared. Files of people are complete. */
  stage: 'declared' | 'arrived' | 'complete' | 'deleted';
  /** The messages it was posted in. */
  readonly shares: { readonly channel: FakeChannel; readonly ts: string }[];
  /** Submitted with a modal: the app may read it in any channel. */
  handedIn: boolean;
  /** How often `files.info` was called since completion. */
  infoCalls: number;
}

/** Whether the bot is in any channel of the file. For the bot, other files do not exist. */
export function isWithinReach(file: FakeFile): boolean {
  return file.owner === 'app' || file.handedIn || file.shares.some(({ channel }) => channel.botIsMember);
}

/** A file as `files.info` shows it. */
type FileObject = NonNullable<webApi.FilesInfoResponse['file']>;

/**
 * Returns a file as in messages and events.
 *
 * One from another workspace is only a stub there (Slack, "Slack Connect: files"); `whole` returns it as in
 * `files.info`.
 */
export function fileObject({ clock, workspace, origin }: Realm, file: FakeFile, whole = false): FileObject {
  const created = Math.floor(clock.now() / 1000);
  const stub = { id: file.id, created, timestamp: created };
  if (file.kind === 'connect' && !whole)
    return { ...stub, mode: 'file_access', file_access: 'check_file_info' };
  if (file.kind === 'tombstone') return { ...stub, mode: 'tombstone' };
  if (file.kind === 'hidden-by-limit') return { ...stub, mode: 'hidden_by_limit' };
  const owner = file.owner === 'app' ? workspace.bot : file.owner;
  const extension = extname(file.name).slice(1);
  const common = {
    ...stub,
    name: file.name,
    title: file.title,
    mimetype: file.mimeType,
    filetype: extension,
    pretty_type: extension.toUpperCase(),
    user: owner.id,
    user_team: owner.team_id,
    size: file.sizeBytes,
    is_public: file.shares.some(({ channel }) => channel.kind === 'public'),
    file_access: 'visible',
    permalink: `${origin()}/files/${file.id}`,
  };
  if (file.kind === 'external') {
    const url_private = 'https://docs.google.com/document/d/1/edit';
    return { ...common, mode: 'external', is_external: true, external_type: 'gdrive', url_private };
  }
  const address = `${origin()}/files-pri/${workspace.team.id}-${file.id}`;
  const name = encodeURIComponent(file.name.toLowerCase());
  const clip = {
    subtype: 'slack_audio',
    media_display_type: 'audio',
    transcription: { status: 'processing' },
  };
  return {
    ...common,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    url_private: `${address}/${name}`,
    url_private_download: `${address}/download/${name}`,
    ...(file.kind === 'voice-clip' && clip),
  };
}

/** Returns where a file was posted, as `files.info` lists it: by kind of channel, then by channel. */
export function sharesOf(file: FakeFile): NonNullable<FileObject['shares']> {
  const list = (isPublic: boolean) =>
    Object.fromEntries(
      file.shares
        .filter(({ channel }) => (channel.kind === 'public') === isPublic)
        .map(({ channel, ts }) => [channel.id, [{ ts, channel_name: channel.name }]]),
    );
  const shares = Object.entries({ public: list(true), private: list(false) });
  return Object.fromEntries(shares.filter(([, channels]) => Object.keys(channels).length > 0));
}
