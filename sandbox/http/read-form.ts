import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { refuse, refuseWithCode } from './api-error.ts';
import { Form, type Upload } from './form.ts';

/** Text fields and JSON never come near this; an upload is streamed and has its own limit. */
const TEXT_LIMIT_BYTES = 1024 * 1024;

/**
 * Reads a request body to its end.
 *
 * Uploads are streamed into `uploadDir`, which is created only when one arrives.
 *
 * @throws {ApiError} 413 when the body is too large, 400 when it cannot be read.
 */
export async function readForm(
  request: IncomingMessage,
  uploadDir: string,
  uploadLimitBytes: number,
): Promise<Form> {
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.toLowerCase().startsWith('multipart/form-data')) {
    return readMultipart(request, contentType, uploadDir, uploadLimitBytes);
  }
  const text = await readText(request);
  if (text.trim() === '') return new Form();
  return contentType.toLowerCase().includes('json')
    ? new Form(jsonFields(text), { isJson: true })
    : new Form(new URLSearchParams(text));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a request body arrives as bytes');
    sizeBytes += chunk.length;
    // Reads to the end, so that the client is still connected to receive the refusal.
    if (sizeBytes <= TEXT_LIMIT_BYTES) chunks.push(chunk);
  }
  if (sizeBytes > TEXT_LIMIT_BYTES) throw tooLarge(TEXT_LIMIT_BYTES);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads the body a second way: one official client labels an urlencoded body as JSON (AudioPod API notes
 * 1.3).
 */
function jsonFields(text: string): Iterable<readonly [string, unknown]> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  } catch {
    if (/^[\w.-]+=/.test(text)) return new URLSearchParams(text);
  }
  throw refuse(400, 'There was an error parsing the body');
}

async function readMultipart(
  request: IncomingMessage,
  contentType: string,
  uploadDir: string,
  uploadLimitBytes: number,
): Promise<Form> {
  const fields: [string, string][] = [];
  const writes: Promise<Upload | undefined>[] = [];
  const broken = new AbortController();
  let truncated = false;
  const parser = openParser(request, contentType, uploadLimitBytes);
  parser.on('field', (name, value) => fields.push([name, value]));
  parser.on('file', (field, stream, fileName, _encoding, mimeType) => {
    stream.once('limit', () => {
      truncated = true;
    });
    const upload = { field, path: path.join(uploadDir, randomUUID()), name: fileName, contentType: mimeType };
    const write = async (): Promise<Upload | undefined> => {
      try {
        await mkdir(uploadDir, { recursive: true });
        await pipeline(stream, createWriteStream(upload.path), { signal: broken.signal });
        return { ...upload, sizeBytes: stream.bytesRead };
      } catch (cause) {
        // Otherwise the parser would wait for a reader that no longer exists.
        parser.destroy(cause instanceof Error ? cause : undefined);
        return undefined;
      }
    };
    writes.push(write());
  });
  const whole = await pipeline(request, parser).then(
    () => true,
    () => false,
  );
  if (!whole) broken.abort();
  const uploads = (await Promise.all(writes)).filter((upload) => upload !== undefined);
  if (!whole || uploads.length < writes.length) throw refuse(400, 'There was an error parsing the body');
  if (truncated) throw tooLarge(uploadLimitBytes);
  return new Form(fields, { uploads });
}

function openParser(request: IncomingMessage, contentType: string, uploadLimitBytes: number) {
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: { fileSize: uploadLimitBytes, fieldSize: TEXT_LIMIT_BYTES, parts: 100 },
    });
  } catch {
    request.resume();
    throw refuse(400, 'There was an error parsing the body');
  }
}

function tooLarge(limitBytes: number) {
  return refuseWithCode(413, 'file_too_large', 'The file is too large.', {
    max_size_mb: Math.floor(limitBytes / (1024 * 1024)),
  });
}
