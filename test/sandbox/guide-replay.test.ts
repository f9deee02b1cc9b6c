import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readCurl } from './curl.ts';
import { ANY_LIST, ANY_NUMBER, ANY_TEXT, GUIDE } from './guide-examples.ts';
import { at, makeTempDir, startTestSandbox } from './sandbox-fixture.ts';
import { makeSongFile } from './sound.ts';

/** Placeholders of the guide that stand for something a person would fill in. */
const FILLED_IN = {
  URL1: 'https://example.com/one.mp3',
  URL2: 'https://example.com/two.mp3',
  '=URL': '=https://example.com/song.mp3',
  '"voice_id":123': '"voice_id":368',
};

for (const [service, examples] of Object.entries(GUIDE)) {
  test(`every request of the guide's ${service} examples is answered as the guide shows`, async (t) => {
    // The guide's own dialect alone must do.
    const sandbox = await startTestSandbox(t, { settings: { dialect: 'a' } });
    const filePath = path.join(await makeTempDir(t), 'sound.mp3');
    await makeSongFile(filePath, 5);
    let placeholders: Record<string, string> = FILLED_IN;
    for (const { curl, shows = {}, names, afterwards } of examples) {
      if (afterwards) await sandbox.finishJobs();
      const stage = { baseUrl: sandbox.url, apiKey: sandbox.apiKey, placeholders, filePath };
      const { url, init } = await readCurl(curl, stage);
      const response = await fetch(url, init);
      const body = bodyOf(await response.text());
      assert.ok(response.ok, `${init.method} ${url}: ${response.status} ${JSON.stringify(body)}`);
      for (const [field, shown] of Object.entries(shows)) {
        const value = field === '' ? body : at(body, field);
        if (shown === ANY_TEXT) assert.ok(typeof value === 'string' && value !== '', `${url}: ${field}`);
        else if (shown === ANY_NUMBER) assert.equal(typeof value, 'number', `${url}: ${field}`);
        else if (shown === ANY_LIST) assert.ok(Array.isArray(value), `${url}: ${field}`);
        else assert.equal(value, shown, `${url}: ${field}`);
      }
      if (names !== undefined) {
        placeholders = { [names.placeholder]: String(at(body, names.field)), ...placeholders };
      }
      if (init.method === 'DELETE')
        assert.equal((await fetch(url, init)).status, 404, 'what is deleted is gone');
    }
  });
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
