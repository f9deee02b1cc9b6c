import { extname } from 'node:path';
import type { webApi } from '@slack/bolt';
import type { Realm } from './realm.ts';
import type { FakeFile } from './stored-files.ts';

/** A file as `files.info` shows it. */
type FileObject = NonNullable<webApi.FilesInfoResponse['file']>;

/**
 * A file as messages and events carry it. One from another workspace is only a stub there (Slack, "Slack Connect:
 * files"); `whole` is what `files.info` shows of it.
 */
export function fileObject(realm: Realm, file: FakeFile, whole = false): FileObject {
  const created = Math.floor(realm.clock.now() / 1000);
  if (file.kind === 'connect' && !whole)
    return { id: file.id, created, timestamp: created, mode: 'file_access', file_access: 'check_file_info' };
  if (file.kind === 'tombstone') return { id: file.id, created, timestamp: created, mode: 'tombstone' };
  if (file.kind === 'hidden-by-limit')
    return { id: file.id, created, timestamp: created, mode: 'hidden_by_limit' };
  const address = `${realm.origin()}/files-pri/${realm.workspace.team.id}-${file.id}`;
  const common = {
    id: file.id,
    created,
    timestamp: created,
    name: file.name,
    title: file.title,
    mimetype: file.mimeType,
    filetype: extname(file.name).slice(1),
    pretty_type: extname(file.name).slice(1).toUpperCase(),
    user: file.owner === 'app' ? realm.workspace.bot.id : file.owner.id,
    user_team: file.owner === 'app' ? realm.workspace.team.id : file.owner.teamId,
    editable: false,
    size: file.claimedSizeBytes,
    is_public: file.shares.some(({ channel }) => channel.kind === 'public'),
    file_access: 'visible',
    permalink: `${realm.origin()}/files/${file.id}`,
  };
  if (file.kind === 'external')
    return {
      ...common,
      mode: 'external',
      is_external: true,
      external_type: 'gdrive',
      url_private: 'https://docs.google.com/document/d/1/edit',
    };
  const name = encodeURIComponent(file.name.toLowerCase());
  return {
    ...common,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    url_private: `${address}/${name}`,
    url_private_download: `${address}/download/${name}`,
    ...(file.kind === 'voice-clip' && {
      subtype: 'slack_audio',
      media_display_type: 'audio',
      transcription: { status: 'processing' },
    }),
    ...(file.durationMs !== undefined && { duration_ms: file.durationMs }),
  };
}

/** Where a file was posted, as `files.info` lists it: by kind of channel, then by channel. */
export function sharesOf(file: FakeFile): NonNullable<FileObject['shares']> {
  const list = (kind: 'public' | 'private') =>
    Object.fromEntries(
      file.shares
        .filter(({ channel }) => (channel.kind === 'public') === (kind === 'public'))
        .map(({ channel, ts, threadTs }) => [
          channel.id,
          [{ ts, channel_name: channel.name, ...(threadTs !== undefined && { thread_ts: threadTs }) }],
        ]),
    );
  const shares = { public: list('public'), private: list('private') };
  return Object.fromEntries(
    Object.entries(shares).filter(([, channels]) => Object.keys(channels).length > 0),
  );
}
