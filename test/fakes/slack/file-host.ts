import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { type Faults, strike, strikeAfter } from './faults.ts';
import type { Realm } from './realm.ts';
import { type FakeFile, isWithinReach } from './stored-files.ts';

/** What a browser without a session is shown, and what a wrong token gets. */
const SIGN_IN_PAGE = '<!DOCTYPE html><html><head><title>Sign in to your workspace</title></head></html>';

/** Takes the bytes of uploads and gives those of files. */
export function createFileHost(realm: Realm, faults: Faults) {
  const { journal, workspace } = realm;

  async function upload(id: string, request: IncomingMessage, response: ServerResponse, signal: AbortSignal) {
    const file = workspace.files.find((one) => one.id === id);
    const open = journal.request({
      method: 'upload',
      args: { file: id, length: request.headers['content-length'], type: request.headers['content-type'] },
      token: request.headers.authorization === undefined ? 'none' : 'bot',
      atMs: realm.clock.now(),
    });
    const fault = faults.take('upload');
    if (await strike(fault, response, signal)) {
      request.resume();
      if (fault?.kind === 'status') open.answered(fault.status);
      return;
    }
    if (file?.owner !== 'app' || file.stage === 'complete') {
      request.resume();
      response.writeHead(404).end('not found');
      open.answered(404);
      return;
    }
    const multipart = (request.headers['content-type'] ?? '').startsWith('multipart/form-data');
    await pipeline(multipart ? onlyPart(request) : request, createWriteStream(file.path));
    const { size } = await stat(file.path);
    if (size !== file.sizeBytes) {
      journal.violation(`upload: ${file.name} was declared with ${file.sizeBytes} bytes and has ${size}.`);
      response.writeHead(400).end('size mismatch');
      open.answered(400);
      return;
    }
    file.stage = 'arrived';
    if (strikeAfter(fault, response)) return;
    response.writeHead(200).end(`OK - ${size}`);
    open.answered(200);
  }

  function mayRead(request: IncomingMessage, file: FakeFile): boolean {
    const token = request.headers.authorization === `Bearer ${realm.credentials.botToken}`;
    return token && isWithinReach(file) && realm.scopes.has('files:read');
  }

  async function download(
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ) {
    const file = workspace.files.find((one) => one.id === id);
    const { authorization } = request.headers;
    const open = journal.request({
      method: 'files-pri',
      args: { file: id },
      token:
        authorization === undefined
          ? 'none'
          : authorization === `Bearer ${realm.credentials.botToken}`
            ? 'bot'
            : 'unknown',
      atMs: realm.clock.now(),
    });
    const fault = faults.take('files-pri');
    if (await strike(fault, response, signal)) {
      if (fault?.kind === 'status') open.answered(fault.status);
      return;
    }
    if (file === undefined || !mayRead(request, file)) {
      // Slack answers 200 with a page, so that a status alone proves nothing.
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(SIGN_IN_PAGE);
      open.answered(200, 'page');
      return;
    }
    response.writeHead(200, {
      'content-type': file.mimeType === '' ? 'application/octet-stream' : file.mimeType,
      'content-length': String(file.sizeBytes),
    });
    open.answered(200);
    await pipeline(createReadStream(file.path), response);
  }

  return { upload, download };
}

/** The file in a form. The name of its field and of the file mean nothing. */
function onlyPart(request: IncomingMessage): Readable {
  const bytes = new PassThrough();
  const { 'content-type': type = '', ...headers } = request.headers;
  const form = new Busboy({ headers: { ...headers, 'content-type': type } });
  form.on('file', (_field, part) => {
    part.pipe(bytes);
  });
  form.on('error', (cause) => bytes.destroy(cause instanceof Error ? cause : new Error(String(cause))));
  request.pipe(form);
  return bytes;
}
