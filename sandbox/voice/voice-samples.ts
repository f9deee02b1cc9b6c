import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { speak } from '../audio/speak.ts';
import type { SandboxClock } from '../clock.ts';
import type { FileStore } from '../files/file-store.ts';
import type { Answer, Call } from '../http/route.ts';
import type { SettingsHolder } from '../settings.ts';
import type { Catalogue } from './catalogue.ts';

/** The dependencies of samples. */
export interface SampleDeps {
  readonly catalogue: Catalogue;
  readonly clock: SandboxClock;
  readonly fileStore: FileStore;
  readonly settings: SettingsHolder;
  readonly workDir: string;
}

const SPEAK_DEADLINE_MS = 20_000;

/** Lets a voice say its name, and links to it (AudioPod API notes 4.4). Free of charge. */
export async function sampleOf(
  { catalogue, clock, fileStore, settings, workDir }: SampleDeps,
  call: Call,
): Promise<Answer> {
  const voice = catalogue.findReady(call.param('voice'), call.account);
  const dir = path.join(workDir, 'samples');
  await mkdir(dir, { recursive: true });
  const wavPath = path.join(dir, `${voice.uuid}.wav`);
  const text = `Hello, my name is ${voice.displayName}. This is how I sound.`;
  const signal = AbortSignal.timeout(SPEAK_DEADLINE_MS);
  const durationMs = await speak({ text, voice: voice.flite, speed: 1, wavPath }, signal);
  const key = `samples/${voice.uuid}/sample.wav`;
  fileStore.put(key, { path: wavPath, contentType: 'audio/wav' });
  const link = fileStore.link(call.origin, key, clock.now() + settings.current.linkLifetimeMs);
  return { body: { audio_url: link, duration: durationMs / 1000 } };
}
