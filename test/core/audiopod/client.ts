import assert from 'node:assert/strict';
import { type AudioPodOptions, createAudioPod } from '../../../src/core/audiopod/create-audiopod.ts';
import { AudioPodError } from '../../../src/core/audiopod/transport/audiopod-error.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { AudioPod } from '../../../src/core/ports/provider.ts';
import { hurriedClock } from '../net/hurried-clock.ts';

/** The key of every test; it must never show up in an error or a log. */
export const KEY = 'ap_test_5ecre7';

/** Never aborts. */
export const signal = new AbortController().signal;

/** A real client of a local server, whose waits pass at once. */
export function clientOf(baseUrl: URL, options: Partial<AudioPodOptions> = {}): AudioPod {
  return createAudioPod({
    baseUrl,
    apiKey: new Secret(KEY),
    clock: hurriedClock(),
    random: () => 0.5,
    ...options,
  });
}

/** Awaits a failure and hands it over. It is an AudioPodError that shows neither key nor member's text. */
export async function failureOf(run: Promise<unknown>): Promise<AudioPodError> {
  const error = await run.then(
    () => assert.fail('Expected a failure'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof AudioPodError, String(error));
  assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /5ecre7|MEMBER/);
  return error;
}

/** What to say in tests. */
export const speech = { voice: { id: 'aura' }, text: 'MEMBER says hello', speed: 1 };

/** What to take apart in tests. */
export const song = { source: { kind: 'url', url: 'https://example.com/MEMBER.mp3' }, mode: 'four' } as const;
