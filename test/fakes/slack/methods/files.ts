import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileObject, sharesOf } from '../file-object.ts';
import { checkThread, type Handlers, needScope, type Realm, Refusal, writableChannel } from '../realm.ts';
import { type FakeFile, isWithinReach } from '../stored-files.ts';
import { newId } from '../workspace.ts';

/** The three steps of an upload, and `files.info`. */
export function fileMethods(
  realm: Realm,
): Handlers<'files.getUploadURLExternal' | 'files.completeUploadExternal' | 'files.info'> {
  const { workspace, journal } = realm;

  function ownUpload(id: string): FakeFile {
    const file = workspace.files.find((one) => one.id === id);
    if (file?.owner !== 'app') throw new Refusal('file_not_found');
    if (file.stage === 'declared') {
      journal.violation(`files.completeUploadExternal: ${file.name} was completed before its bytes arrived.`);
      throw new Refusal('file_not_found');
    }
    if (file.stage === 'complete')
      journal.violation(
        `files.completeUploadExternal: ${file.name} was completed twice, so it is posted twice.`,
      );
    return file;
  }

  return {
    'files.getUploadURLExternal'(args) {
      needScope(realm, 'files:write');
      const id = newId('F');
      if (args.filename.includes('/') || !/\.\w+$/.test(args.filename))
        journal.violation('files.getUploadURLExternal: filename is no plain name with an extension.');
      workspace.files.push({
        id,
        kind: 'hosted',
        owner: 'app',
        name: args.filename,
        title: args.filename,
        mimeType: args.filename.endsWith('.m4a') ? 'audio/mp4' : 'application/octet-stream',
        path: join(realm.folder, id),
        sizeBytes: args.length,
        claimedSizeBytes: args.length,
        stage: 'declared',
        shares: [],
        handedIn: false,
        infoCalls: 0,
      });
      return {
        file_id: id,
        upload_url: `${realm.origin()}/upload/v1/${id}-${randomBytes(12).toString('hex')}`,
      };
    },
    'files.completeUploadExternal'(args) {
      needScope(realm, 'files:write');
      if (args.channel_id !== undefined && !/^[CGD][A-Z0-9]+$/.test(args.channel_id)) {
        journal.violation('files.completeUploadExternal: channel_id is no id of a channel.');
        throw new Refusal('invalid_arguments');
      }
      const files = args.files.map(({ id }) => ownUpload(id));
      if (new Set(files).size < files.length) throw new Refusal('invalid_arguments');
      if (args.channel_id === undefined) {
        journal.violation('files.completeUploadExternal: without channel_id nobody sees the files.');
      } else {
        const channel = writableChannel(realm, args.channel_id, 'file');
        checkThread(realm, channel, args.thread_ts);
        const message = workspace.post({
          channel,
          from: 'app',
          via: 'upload',
          text: args.initial_comment ?? '',
          blocks: args.initial_comment === undefined ? (args.blocks ?? []) : [],
          files,
          forwardedFiles: [],
          ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
        });
        const { ts } = message;
        for (const file of files)
          file.shares.push({
            channel,
            ts,
            ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
          });
      }
      for (const [index, file] of files.entries()) {
        file.title = args.files[index]?.title ?? file.title;
        file.stage = 'complete';
      }
      // Processing goes on after the answer, so it has neither shares nor a type.
      return { files: files.map(({ id, title }) => ({ id, title })) };
    },
    'files.info'(args) {
      needScope(realm, 'files:read');
      const file = workspace.files.find((one) => one.id === args.file);
      if (file === undefined || !isWithinReach(file) || file.kind === 'tombstone')
        throw new Refusal('file_not_found');
      if (file.stage === 'complete') file.infoCalls += 1;
      const visible = file.owner !== 'app' || file.infoCalls > realm.sharesAppearAfterCalls;
      return { file: { ...fileObject(realm, file, true), shares: visible ? sharesOf(file) : {} } };
    },
  };
}
