import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import type { AttachmentSource } from '../../../core/ports/attachments.ts';

const HOUR_MS = 3_600_000;
/** How long a file without a job is kept, and one that was read to its end (for a retry). */
const IDLE_MS = HOUR_MS;
/** How long a file with a waiting job is kept: longer than any queue. */
const CLAIMED_MS = 24 * HOUR_MS;
const MIB = 1024 * 1024;

const ID = /^[0-9a-f]{32}$/;
const ticket = z.object({
  name: z.string(),
  sizeBytes: z.number(),
  member: z.string(),
  keepUntilMs: z.number(),
});
type Ticket = z.infer<typeof ticket>;

/** Stores files on their way from the page to a job. */
export interface Uploads extends AttachmentSource {
  /**
   * Streams a body to disk without holding it whole.
   *
   * @throws {BotError} `file-too-large` as soon as the limit is passed, `file-empty`, `attachment-short` when the
   *   body breaks off. No file is left then.
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
  /** Removes expired files. */
  sweep(): Promise<void>;
}

/** Opens the folder of uploads, which is created when first needed. */
export function createUploads(parts: {
  readonly folder: string;
  readonly maxBytes: number;
  readonly clock: Clock;
}): Uploads {
  const { folder, maxBytes, clock } = parts;
  const receiving = new Set<string>();
  const bytesPath = (id: string) => join(folder, `${id}.bin`);
  const ticketPath = (id: string) => join(folder, `${id}.json`);

  async function write(id: string, value: Ticket): Promise<void> {
    const draft = join(folder, `${id}.${randomBytes(4).toString('hex')}.draft`);
    await writeFile(draft, JSON.stringify(value));
    await rename(draft, ticketPath(id));
  }

  async function read(id: string): Promise<Ticket> {
    try {
      if (!ID.test(id)) throw new TypeError('Not an upload id');
      return ticket.parse(JSON.parse(await readFile(ticketPath(id), 'utf8')));
    } catch (error) {
      throw new BotError('attachment-gone', 'The upload is not on disk', { cause: error });
    }
  }

  async function remove(id: string): Promise<void> {
    const names = await readdir(folder);
    const own = names.filter((name) => name.startsWith(`${id}.`));
    await Promise.all(own.map((name) => rm(join(folder, name), { force: true })));
  }

  return {
    async receive(body, { name, member, declaredBytes }, signal) {
      if (declaredBytes !== undefined && declaredBytes > maxBytes) throw tooLarge(declaredBytes, maxBytes);
      await mkdir(folder, { recursive: true });
      const id = randomBytes(16).toString('hex');
      const counter = countUpTo(maxBytes);
      receiving.add(id);
      try {
        await pipeline(body, counter.stream, createWriteStream(bytesPath(id), { flags: 'wx' }), { signal });
        const sizeBytes = counter.bytes();
        if (sizeBytes === 0) throw new BotError('file-empty', 'An empty body was uploaded');
        await write(id, { name, sizeBytes, member, keepUntilMs: clock.now() + IDLE_MS });
        return { kind: 'attachment', ref: id, name, sizeBytes };
      } catch (error) {
        await remove(id);
        if (error instanceof BotError) throw error;
        throw isBrokenOff(error)
          ? new BotError('attachment-short', 'The upload broke off', { cause: error })
          : error;
      } finally {
        receiving.delete(id);
      }
    },
    async claim(id, member) {
      const found = await read(id);
      if (found.member !== member) throw new BotError('attachment-gone', 'The upload is another member’s');
      await write(id, { ...found, keepUntilMs: clock.now() + CLAIMED_MS });
      return { kind: 'attachment', ref: id, name: found.name, sizeBytes: found.sizeBytes };
    },
    async open(ref, signal) {
      const found = await read(ref.ref);
      const file = await open(bytesPath(ref.ref)).catch((error: unknown) => {
        throw new BotError('attachment-gone', 'The upload is not on disk', { cause: error });
      });
      const stream = file.createReadStream({ signal });
      // Kept a while after it was read: a crash before the job is submitted, or a retry, reads it again.
      stream.once('end', () => {
        write(ref.ref, { ...found, keepUntilMs: clock.now() + IDLE_MS }).catch(() => {});
      });
      return { stream, sizeBytes: found.sizeBytes };
    },
    async sweep() {
      const names = await readdir(folder).catch(() => []);
      const ids = new Set(names.map((name) => name.slice(0, 32)).filter((id) => ID.test(id)));
      for (const id of ids) {
        if (receiving.has(id)) continue;
        // Without a ticket it is the rest of an upload that a crash cut off.
        const keepUntilMs = await read(id).then(
          (found) => found.keepUntilMs,
          () => 0,
        );
        if (keepUntilMs <= clock.now()) await remove(id);
      }
    },
  };
}

function countUpTo(maxBytes: number): { readonly stream: Transform; bytes(): number } {
  let total = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      if (total > maxBytes) done(tooLarge(total, maxBytes));
      else done(null, chunk);
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
