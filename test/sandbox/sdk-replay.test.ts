import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ANY_LIST, ANY_NUMBER, ANY_TEXT } from './guide-examples.ts';
import { at, makeTempDir, startTestSandbox, type TestSandbox } from './sandbox-fixture.ts';
import { SDK_2_1, SDK_2_2, type SdkCall, type SdkCalls } from './sdk-calls.ts';
import { makeSongFile } from './sound.ts';

/** What each client sends with everything. */
const HEADERS: Readonly<Record<string, (key: string) => Readonly<Record<string, string>>>> = {
  '2.1': (key) => ({
    Authorization: `Bearer ${key}`,
    'X-API-Key': key,
    'Content-Type': 'application/json',
    Accept: 'application/json',
  }),
  '2.2': (key) => ({ Authorization: `Bearer ${key}` }),
};
const CLIENTS: Readonly<Record<string, SdkCalls>> = { '2.1': SDK_2_1, '2.2': SDK_2_2 };

for (const [version, services] of Object.entries(CLIENTS)) {
  for (const [service, calls] of Object.entries(services)) {
    test(`what the Python SDK ${version} sends to ${service} is answered with what it reads`, async (t) => {
      const sandbox = await startTestSandbox(t);
      const file = path.join(await makeTempDir(t), 'sound.wav');
      await makeSongFile(file, 5);
      let id = '';
      for (const call of calls) {
        if (call.afterwards) await sandbox.finishJobs();
        const headers = new Headers(HEADERS[version]?.(sandbox.apiKey));
        const { status, body } = await send(
          sandbox,
          { ...call, path: call.path.replace('{id}', id) },
          headers,
          file,
        );
        assert.ok(status < 300, `${call.name}: ${status} ${JSON.stringify(body)}`);
        for (const [field, shown] of Object.entries(call.shows)) check(call, field, shown, body);
        if (call.keeps !== undefined) id = String(at(body, call.keeps));
      }
    });
  }
}

async function send(
  { url }: TestSandbox,
  { method, path: to, json, fields, upload }: SdkCall,
  headers: Headers,
  file: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  let body: string | FormData | null = null;
  if (upload !== undefined) {
    headers.delete('Content-Type');
    body = new FormData();
    for (const [name, value] of Object.entries(fields ?? {})) body.set(name, value);
    body.set(upload, await openAsBlob(file), 'sound.wav');
  } else if (json !== undefined) {
    headers.set('Content-Type', 'application/json');
    body = JSON.stringify(json);
  } else if (fields !== undefined) {
    // Version 2.1 labels a form as JSON.
    if (!headers.has('Content-Type')) headers.set('Content-Type', 'application/x-www-form-urlencoded');
    body = new URLSearchParams(fields).toString();
  }
  const response = await fetch(`${url}${to}`, { method, headers, body });
  // The clients read everything but an empty answer as JSON.
  return { status: response.status, body: response.status === 204 ? {} : await response.json() };
}

function check({ name }: SdkCall, field: string, shown: unknown, body: unknown): void {
  const value = field === '' ? body : at(body, field);
  const where = `${name}: ${field} is ${JSON.stringify(value)}`;
  if (shown === ANY_TEXT) assert.ok(typeof value === 'string' && value !== '', where);
  else if (shown === ANY_NUMBER) assert.equal(typeof value, 'number', where);
  else if (shown === ANY_LIST) assert.ok(Array.isArray(value), where);
  else if (typeof shown === 'object') assert.ok(typeof value === 'object' && value !== null, where);
  else assert.equal(value, shown, where);
}
