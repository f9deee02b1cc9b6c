import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { AudioPod, UploadFile } from '../../../src/core/ports/provider.ts';
import { startServer } from '../net/local-server.ts';
import { answer } from './answers.ts';
import { clientOf } from './client.ts';

/** One call of the usage guide, and the exact request it becomes. */
export interface GuideRow {
  readonly name: string;
  readonly run: (client: AudioPod) => Promise<unknown>;
  readonly answer: unknown;
  readonly request: string;
  readonly contentType?: RegExp;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export const FORM = /^application\/x-www-form-urlencoded$/;
export const JSON_TYPE = /^application\/json$/;
export const MULTIPART = /^multipart\/form-data; boundary=/;
/** As the sandbox notes it, without the boundary. */
export const MULTIPART_TYPE = /^multipart\/form-data$/;

/** What the file of every row looks like at the other end. */
export const SENT_FILE = { name: 'job-1.mp3', type: 'audio/mpeg', content: 'ID3 sound' };

/** Runs each row against a server that answers at the first try, and compares what arrived there. */
export function itSends(rows: (file: UploadFile) => readonly GuideRow[]): void {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guide-'));
    await writeFile(join(folder, 'song.mp3'), SENT_FILE.content);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const fileIn = (place: string): UploadFile => ({
    kind: 'file',
    path: join(place, 'song.mp3'),
    uploadName: SENT_FILE.name,
    mimeType: SENT_FILE.type,
  });

  for (const [index, { name }] of rows(fileIn('')).entries()) {
    it(name, async () => {
      const row = rows(fileIn(folder))[index];
      assert.ok(row);
      await using server = await startServer(answer(200, row.answer));
      await row.run(clientOf(server.url));
      const [seen] = server.seen;
      assert.ok(seen);
      assert.equal(server.seen.length, 1);
      assert.equal(`${seen.method} ${seen.url}`, row.request);
      const contentType = seen.headers['content-type'] ?? '';
      assert.match(contentType, row.contentType ?? /^$/);
      if (row.fields !== undefined) assert.deepEqual(await fieldsOf(seen.body, contentType), row.fields);
      // Multipart has a length too: some gateways refuse chunked uploads.
      if (seen.method === 'POST') assert.equal(Number(seen.headers['content-length']), seen.body.length);
    });
  }
}

/** The fields of a request as it arrived, whichever of the three ways it was written in. */
export async function fieldsOf(body: string, contentType: string): Promise<Record<string, unknown>> {
  const bytes = Buffer.from(body, 'latin1');
  if (JSON_TYPE.test(contentType)) return JSON.parse(bytes.toString());
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  const fields = await Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === 'string'
        ? [name, value]
        : [name, { name: value.name, type: value.type, content: await value.text() }],
    ),
  );
  return Object.fromEntries(fields);
}
