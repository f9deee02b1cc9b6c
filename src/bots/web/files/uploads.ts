import { randomBytes } from 'node:crypto';
import { access, mkdir } from 'node:fs/promises';
import { addAbortSignal, type Readable, Transform } from 'node:stream';
import type { Clock } from '../../../core/async/clock.ts';
import { type FreeBytes, freeOnDisk } from '../../../core/jobs/context/free-space.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import { writeToFile } from '../../../core/net/write-to-file.ts';
import type { AttachmentSource } from '../../../core/ports/attachments.ts';
import { sealStream } from '../../../core/seal/seal-stream.ts';
import { NO_SEALING, type Sealing } from '../../../core/seal/sealing.ts';
import { readUpload, type UploadedFile, uploadIdentity } from './upload-content.ts';
import { createUploadQuota, type Incoming } from './upload-quota.ts';
import { openUploadTickets, type Ticket } from './upload-tickets.ts';

const HOUR_MS = 3_600_000;
/** How long a file without a job is kept, and one that was read to its end (for a retry). */
const IDLE_MS = HOUR_MS;
/** How long a file with a waiting job is kept: longer than any queue. */
const CLAIMED_MS = 24 * HOUR_MS;
const MIB = 1024 * 1024;

/** Stores files on their way from the page to a job. */
export interface Uploads extends AttachmentSource {
  /**
   * Streams a body to disk without holding it whole.
   *
   * @throws {BotError} `uploads-full` and `disk-full` before any of it is read or while it is, `file-too-large` as
   *   soon as the limit is passed, `file-empty`, `attachment-short` when the body breaks off. No file is left then.
   */
  receive(
    body: Readable,
    about: { readonly name: string; readonly member: string; readonly declaredBytes: number | undefined },
    signal: AbortSignal,
  ): Promise<AttachmentRef & { readonly sizeBytes: number }>;
  /**
   * Returns the attachment for an id from the page, and keeps its file while the job waits.
   *
   * @throws {BotError} `attachment-gone` also for another member's file.
   */
  claim(id: string, member: string): Promise<AttachmentRef>;
  /** Gives back a member's own claim, because no job waits for the file. */
  unclaim(id: string, member: string): Promise<void>;
  /** Removes a member's own file, unless a job waits for it. */
  discard(id: string, member: string): Promise<void>;
  /** Returns the file of an upload; `undefined` for one that is gone. */
  find(ref: AttachmentRef): Promise<UploadedFile | undefined>;
  /** Removes expired files. */
  sweep(): Promise<void>;
}

/** Opens the folder of uploads, which is created when first needed. */
export function createUploads(parts: {
  readonly folder: string;
  readonly maxBytes: number;
  /** Default: what the system reports. */
  readonly freeBytes?: FreeBytes;
  /** Encrypts the files and what is known of them. */
  readonly sealing?: Sealing;
  readonly clock: Clock;
}): Uploads {
  const { folder, maxBytes, sealing = NO_SEALING, clock } = parts;
  const { fileKey } = sealing;
  const receiving = new Set<string>();
  const tickets = openUploadTickets(folder, sealing);
  const quota = createUploadQuota({ folder, tickets, maxBytes, freeBytes: parts.freeBytes ?? freeOnDisk });

  const require = async (id: string): Promise<Ticket> => {
    const found = await tickets.find(id);
    if (found === undefined) throw new BotError('attachment-gone', 'The upload is not on disk');
    return found;
  };

  return {
    async receive(body, { name, member, declaredBytes = 0 }, signal) {
      if (declaredBytes > maxBytes) throw tooLarge(declaredBytes, maxBytes);
      await mkdir(folder, { recursive: true });
      using incoming = await quota.begin(member, declaredBytes);
      const id = randomBytes(16).toString('hex');
      const counter = countUpTo(maxBytes, incoming);
      receiving.add(id);
      try {
        const through = [counter.stream, ...(fileKey ? [sealStream(fileKey, uploadIdentity(id))] : [])];
        await writeToFile(body, tickets.bytesPath(id), { flags: 'wx', mode: 0o600, signal }, ...through);
        const sizeBytes = counter.bytes();
        if (sizeBytes === 0) throw new BotError('file-empty', 'An empty body was uploaded');
        const keepUntilMs = clock.now() + IDLE_MS;
        await tickets.write(id, {
          name,
          sizeBytes,
          member,
          keepUntilMs,
          isClaimed: false,
          isSealed: fileKey !== undefined,
        });
        return { kind: 'attachment', ref: id, name, sizeBytes };
      } catch (error) {
        await tickets.remove(id);
        if (error instanceof BotError) throw error;
        throw isBrokenOff(error)
          ? new BotError('attachment-short', 'The upload broke off', { cause: error })
          : error;
      } finally {
        receiving.delete(id);
      }
    },
    async claim(id, member) {
      const found = await require(id);
      if (found.member !== member) throw new BotError('attachment-gone', 'The upload is another member’s');
      await tickets.write(id, { ...found, keepUntilMs: clock.now() + CLAIMED_MS, isClaimed: true });
      return { kind: 'attachment', ref: id, name: found.name, sizeBytes: found.sizeBytes };
    },
    async unclaim(id, member) {
      const found = await tickets.find(id);
      if (found?.member !== member || !found.isClaimed) return;
      await tickets.write(id, { ...found, keepUntilMs: clock.now() + IDLE_MS, isClaimed: false });
    },
    async discard(id, member) {
      const found = await tickets.find(id);
      if (found?.member === member && !found.isClaimed) await tickets.remove(id);
    },
    async open(ref, signal) {
      const found = await require(ref.ref);
      const path = tickets.bytesPath(ref.ref);
      await access(path).catch((error: unknown) => {
        throw new BotError('attachment-gone', 'The upload is not on disk', { cause: error });
      });
      const stream = addAbortSignal(
        signal,
        readUpload({ path, id: ref.ref, isSealed: found.isSealed }, fileKey),
      );
      // Kept a while after it was read: a crash before the job is submitted, or a retry, reads it again.
      stream.once('end', () => {
        tickets.write(ref.ref, { ...found, keepUntilMs: clock.now() + IDLE_MS }).catch(() => {});
      });
      return { stream, sizeBytes: found.sizeBytes };
    },
    async find({ ref: id }) {
      const found = await tickets.find(id);
      return found && { path: tickets.bytesPath(id), id, isSealed: found.isSealed };
    },
    async sweep() {
      tickets.forget();
      for (const id of await tickets.ids()) {
        if (receiving.has(id)) continue;
        // Without a ticket it is the rest of an upload that a crash cut off.
        const keepUntilMs = (await tickets.find(id))?.keepUntilMs ?? 0;
        if (keepUntilMs <= clock.now()) await tickets.remove(id);
      }
    },
  };
}

function countUpTo(maxBytes: number, incoming: Incoming): { readonly stream: Transform; bytes(): number } {
  let total = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      if (total > maxBytes) {
        done(tooLarge(total, maxBytes));
        return;
      }
      incoming.grow(chunk.length).then(() => done(null, chunk), done);
    },
  });
  return { stream, bytes: () => total };
}

function tooLarge(sizeBytes: number, maxBytes: number): BotError {
  return new BotError('file-too-large', 'The upload is larger than allowed', {
    facts: { size: Math.ceil(sizeBytes / MIB), max: Math.floor(maxBytes / MIB) },
  });
}

function isBrokenOff(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || error.name === 'AbortError';
}
