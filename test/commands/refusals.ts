import assert from 'node:assert/strict';
import type { AttachmentRef } from '../../src/core/model/job/request.ts';
import { ORIGIN } from '../fakes/world.ts';
import type { DeskSetting } from './desk-setting.ts';

/** A line that is refused: what people read in English, what they read in Chinese, and the files beside the line. */
export type Refused = readonly [line: string, en: RegExp, zh: RegExp, ...files: AttachmentRef[]];

/** Expects a refusal in both languages, and that nothing was begun or charged, and that no word is lost on money. */
export async function assertRefused(desk: DeskSetting, [line, en, zh, ...files]: Refused): Promise<void> {
  const before = (await desk.jobs.list(ORIGIN, 100)).length;
  const english = await desk.refusal(line, ORIGIN, files);
  assert.match(english, en);
  const chinese = await desk.refusal(line, { ...ORIGIN, locale: 'zh-CN' }, files);
  assert.match(chinese, zh);
  for (const words of [english, chinese]) assert.doesNotMatch(words, /\{\{|undefined|NaN|charge|\$|费/);
  assert.equal((await desk.jobs.list(ORIGIN, 100)).length, before);
  assert.deepEqual(await desk.store.ledger.open(), []);
}
