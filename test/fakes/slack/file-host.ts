import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { type Faults, strike } from './faults.ts';
import type { Realm } from './realm.ts';
import { isWithinReach } from './stored-files.ts';

/** The page for a browser without a session, and for a wrong token. */
const SIGN_IN_PAGE = '<!DOCTYPE html><html><head><title>Sign in to your workspace</title></head></html>';

/** Receives uploads and serves file downloads. */
export function createFileHost(realm: Realm, faults: Faults) {
  const { journal, workspace, authority, scopes } = realm;
  /** Records a request, and later its outcome. */
  function begin(
    method: 'upload' | 'files-pri',
    id: string,
    { headers }: IncomingMessage,
    response: ServerResponse,
  ) {
    const { authorization, 'content-length': length, 'content-type': type } = headers;
    const bearer = authorization?.replace(/^Bearer /, '') ?? '';
    const isBot = authority.allows(bearer, realm);
    const isCrossing = !isBot && !isDead(bearer);
    if (isCrossing) journal.violation(`${method}: the token is another workspace's.`);
    const token = authorization === undefined ? 'none' : isBot ? 'bot' : 'unknown';
    const args = method === 'upload' ? { file: id, length, type } : { file: id };
    const open = journal.request({ method, args, token });
    const fault = faults.take(method);
    const struck = strike(fault, response);
    if (struck !== undefined && struck > 0) open.answered(struck);
    const answer = (status: number, body: string, error?: string): void => {
      response.writeHead(status).end(body);
      open.answered(status, error);
    };
    return { isOver: struck !== undefined, fault, isBot, open, answer };
  }

  /** Whether a token is nobody's, or was taken from this workspace. */
  function isDead(token: string): boolean {
    const holder = authority.holderOf(token);
    if (holder === undefined) return true;
    return 'realm' in holder ? holder.realm === realm : holder.organization.realms.includes(realm);
  }

  return {
    async upload(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { isOver, fault, answer } = begin('upload', id, request, response);
      const file = workspace.files.find((one) => one.id === id);
      if (isOver || file?.owner !== 'app' || file.stage === 'complete') {
        request.resume();
        if (!isOver) answer(404, 'not found');
        return;
      }
      const multipart = (request.headers['content-type'] ?? '').startsWith('multipart/form-data');
      await pipeline(multipart ? onlyPart(request) : request, createWriteStream(file.path));
      const { size } = await stat(file.path);
      if (size !== file.sizeBytes) {
        journal.violation(`upload: ${file.name} was declared with ${file.sizeBytes} bytes and has ${size}.`);
        answer(400, 'size mismatch');
        return;
      }
      file.stage = 'arrived';
      if (strike(fault, response, true) === undefined) answer(200, `OK - ${size}`);
    },
    async download(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { isOver, isBot, open, answer } = begin('files-pri', id, request, response);
      if (isOver) return;
      const file = workspace.files.find((one) => one.id === id);
      if (file === undefined || !isBot || !isWithinReach(file) || !scopes.has('files:read')) {
        // Slack returns 200 with a page, so a status alone proves nothing.
        response.setHeader('content-type', 'text/html; charset=utf-8');
        answer(200, SIGN_IN_PAGE, 'page');
        return;
      }
      response.writeHead(200, {
        'content-type': file.mimeType === '' ? 'application/octet-stream' : file.mimeType,
        'content-length': String(file.sizeBytes),
      });
      open.answered(200);
      await pipeline(createReadStream(file.path), response);
    },
  };
}

/** Returns the file in a form. The names of its field and of the file are ignored. */
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
