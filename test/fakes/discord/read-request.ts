import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import type { UploadedFile } from './fake-discord.ts';

/** A request, taken in whole. */
export interface ReadRequest {
  readonly method: string;
  readonly url: URL;
  /** Decoded: `@original`, not `%40original`. */
  readonly path: string;
  /** Without parameters; empty where there is no body. */
  readonly contentType: string;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  readonly sizeBytes: number;
  /** What a careful server would not have understood. */
  readonly errors: readonly string[];
}

/** Takes in a request. Rejects when the client goes away in the middle. */
export async function readRequest(request: IncomingMessage, origin: string): Promise<ReadRequest> {
  const url = new URL(request.url ?? '/', origin);
  const base = {
    method: request.method ?? 'GET',
    url,
    path: decodeURIComponent(url.pathname),
    contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
  };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  const sizeBytes = whole.byteLength;
  if (sizeBytes === 0) return { ...base, body: undefined, files: [], sizeBytes, errors: [] };
  if (base.contentType === 'multipart/form-data')
    return { ...base, sizeBytes, ...(await readParts(request.headers['content-type'] ?? '', whole)) };
  const json = readJson(whole.toString('utf8'));
  const isJson = base.contentType === 'application/json';
  return {
    ...base,
    body: json.value,
    files: [],
    sizeBytes,
    errors: [...json.errors, ...(isJson ? [] : [`a body of type ${base.contentType || 'nothing'}`])],
  };
}

async function readParts(
  contentType: string,
  whole: Buffer,
): Promise<Pick<ReadRequest, 'body' | 'files' | 'errors'>> {
  const files: UploadedFile[] = [];
  const errors: string[] = [];
  let body: unknown;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const parser = new Busboy({ headers: { 'content-type': contentType }, limits: { fieldSize: 1024 ** 2 } });
  parser.on('field', (name, value) => {
    if (name !== 'payload_json') return void errors.push(`unknown part ${name}`);
    const json = readJson(value);
    body = json.value;
    errors.push(...json.errors);
  });
  parser.on('file', (field, stream, name, _encoding, type) => {
    const index = /^files\[(\d+)\]$/.exec(field)?.[1];
    if (index === undefined) errors.push(`unknown file part ${field}`);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      files.push({ index: Number(index ?? -1), name, contentType: type, bytes: Buffer.concat(chunks) });
    });
  });
  parser.on('finish', resolve);
  parser.on('error', reject);
  parser.end(whole);
  await promise;
  if (body === undefined && files.length > 0) errors.push('files without payload_json');
  return { body, files, errors };
}

function readJson(text: string): { readonly value: unknown; readonly errors: readonly string[] } {
  try {
    return { value: JSON.parse(text), errors: [] };
  } catch {
    return { value: undefined, errors: ['a body that is not JSON'] };
  }
}
