import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { markup, resultBlocksRule, textOf } from './blocks.ts';
import { type Method, method, nested, text, threadOf, ts } from './method.ts';
import { checkThread, type Realm, Refusal, writableChannel } from './realm.ts';
import { type FakeFile, fileObject, isWithinReach, sharesOf } from './stored-files.ts';
import { newId } from './workspace.ts';

const number = z.string().regex(/^\d+$/, 'is no number').transform(Number);
const MAX_COMMENT = 40_000;

/** Creates the methods by which the app uploads files, shares them, looks for them and deletes them. */
export function createUploadMethods(realm: Realm): Readonly<Record<string, Method>> {
  const { workspace, journal } = realm;

  function ownUpload(id: string): FakeFile {
    const file = workspace.files.find((one) => one.id === id);
    if (file?.owner !== 'app' || file.stage === 'deleted') throw new Refusal('file_not_found');
    const { name, stage } = file;
    if (stage === 'declared') {
      journal.violation(`files.completeUploadExternal: ${name} was completed before its bytes arrived.`);
      throw new Refusal('file_not_found');
    }
    if (stage === 'complete')
      journal.violation(`files.completeUploadExternal: ${name} was completed twice, so it is posted twice.`);
    return file;
  }

  return {
    'files.getUploadURLExternal': method(
      'files:write',
      {
        filename: text.max(255),
        length: number.refine((length) => length > 0, 'is nothing'),
        alt_txt: text.max(1_000).optional(),
      },
      ({ filename: name, length, alt_txt: altText }): webApi.FilesGetUploadURLExternalResponse => {
        const id = newId('F');
        if (name.includes('/') || !/\.\w+$/.test(name))
          journal.violation('files.getUploadURLExternal: filename is no plain name with an extension.');
        if (altText !== undefined && !isPicture(name))
          journal.violation(`files.getUploadURLExternal: alt_txt for ${name}, which is no picture.`);
        const mimeType = name.endsWith('.m4a') ? 'audio/mp4' : 'application/octet-stream';
        workspace.files.push({
          ...{ id, kind: 'hosted', owner: 'app', name, title: name, mimeType, sizeBytes: length },
          ...{ path: join(realm.folder, id), stage: 'declared', shares: [], handedIn: false, infoCalls: 0 },
          ...(altText !== undefined && { altText }),
        });
        const secret = randomBytes(12).toString('hex');
        return { ok: true, file_id: id, upload_url: `${realm.origin()}/upload/v1/${id}-${secret}` };
      },
    ),
    'files.completeUploadExternal': method(
      'files:write',
      {
        files: nested(z.array(z.strictObject({ id: text, title: z.string().optional() })).min(1)),
        channel_id: z.string().regex(/^[CGD][A-Z0-9]+$/, 'is no id of a channel, so nobody sees the files'),
        thread_ts: ts.optional(),
        initial_comment: markup(MAX_COMMENT, 'pings').optional(),
        blocks: nested(resultBlocksRule).optional(),
      },
      (args): webApi.FilesCompleteUploadExternalResponse => {
        const { initial_comment: comment, blocks = [] } = args;
        if (comment !== undefined && blocks.length > 0)
          journal.violation('files.completeUploadExternal: blocks are ignored beside initial_comment.');
        const files = args.files.map(({ id }) => ownUpload(id));
        if (new Set(files).size < files.length) throw new Refusal('invalid_arguments');
        const channel = writableChannel(realm, args.channel_id, false);
        checkThread(realm, channel, args.thread_ts);
        for (const [index, file] of files.entries()) {
          file.title = args.files[index]?.title ?? file.title;
          file.stage = 'complete';
        }
        const share = (): void => {
          if (files.some(({ stage }) => stage === 'deleted')) return;
          const contents = { text: comment ?? textOf(blocks), blocks, files, forwardedFiles: [] };
          const where = { channel, from: 'app', via: 'upload', ...threadOf(args) } as const;
          const { ts: posted } = workspace.post({ ...contents, ...where });
          for (const file of files) file.shares.push({ channel, ts: posted });
        };
        // Slack confirms these all the same, and shares nothing (python-slack-sdk 1818).
        const isBroken = files.some(({ altText, name }) => altText !== undefined && !isPicture(name));
        if (realm.unsharedCompletions > 0) {
          realm.unsharedCompletions -= 1;
          realm.lateShares.push(share);
        } else if (!isBroken) share();
        // Processing continues after the response, so it has neither shares nor a type.
        return { ok: true, files: files.map(({ id, title }) => ({ id, title })) };
      },
    ),
    'files.info': method('files:read', { file: text }, (args): webApi.FilesInfoResponse => {
      const file = workspace.files.find((one) => one.id === args.file);
      const isGone = file?.kind === 'tombstone' || file?.stage === 'deleted';
      if (file === undefined || isGone || !isWithinReach(file)) throw new Refusal('file_not_found');
      if (file.stage === 'complete') file.infoCalls += 1;
      const visible = file.owner !== 'app' || file.infoCalls > realm.sharesAppearAfterCalls;
      return {
        ok: true,
        file: { ...fileObject(realm, file, true), shares: visible ? sharesOf(file) : {} },
      };
    }),
    'files.delete': method('files:write', { file: text }, (args): webApi.FilesDeleteResponse => {
      const file = workspace.files.find((one) => one.id === args.file);
      if (file === undefined || file.stage === 'deleted' || !isWithinReach(file))
        throw new Refusal('file_not_found');
      if (file.owner !== 'app') throw new Refusal('cant_delete_file');
      const isShown = file.shares.some(({ channel, ts: posted }) =>
        workspace.messages.some((one) => one.channel === channel && one.ts === posted && !one.deleted),
      );
      if (isShown) journal.violation(`files.delete: ${file.name} was posted.`);
      file.stage = 'deleted';
      return { ok: true };
    }),
  };
}

function isPicture(name: string): boolean {
  return /\.(?:png|jpe?g|gif|webp)$/.test(name);
}
