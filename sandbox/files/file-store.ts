import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { refuse } from '../http/api-error.ts';

/** An output that can be downloaded. */
export interface StoredFile {
  /** Path on disk. */
  readonly path: string;
  readonly contentType: string;
}

/**
 * Stores the outputs of finished jobs and makes their signed, short-lived links (AudioPod API notes 1.10).
 */
export class FileStore {
  readonly #secret = randomBytes(32);
  readonly #files = new Map<string, StoredFile>();

  /** Adds a file. `key` is `<service>/<job id>/<file name>`. */
  put(key: string, file: StoredFile): void {
    this.#files.set(key, file);
  }

  /** Removes every file of a job. */
  removeJob(service: string, jobId: number): void {
    for (const key of this.#files.keys()) if (key.startsWith(`${service}/${jobId}/`)) this.#files.delete(key);
  }

  /** Returns a link that works until `expiresMs`. */
  link(origin: string, key: string, expiresMs: number): string {
    const expires = String(Math.floor(expiresMs / 1000));
    return `${origin}/files/${key}?sig=${this.#sign(key, expires).toString('hex')}&exp=${expires}`;
  }

  /**
   * Returns the file behind a link.
   *
   * @throws {ApiError} 403 when the signature is wrong or the link has expired, 404 when the file is gone.
   */
  open(key: string, query: URLSearchParams, nowMs: number): StoredFile {
    const expires = query.get('exp') ?? '';
    const given = Buffer.from(query.get('sig') ?? '', 'hex');
    const due = this.#sign(key, expires);
    if (given.length !== due.length || !timingSafeEqual(given, due)) throw refuse(403, 'Signature mismatch');
    if (nowMs >= Number(expires) * 1000) throw refuse(403, 'Request has expired');
    const file = this.#files.get(key);
    if (file === undefined) throw refuse(404, 'Not Found');
    return file;
  }

  #sign(key: string, expires: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${key}\n${expires}`).digest();
  }
}
