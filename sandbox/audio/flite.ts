import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { WASI } from 'node:wasi';
import { fromWav } from './pcm.ts';

/** The one call needed. TypeScript declares it only in its browser types. */
declare const WebAssembly: {
  instantiate(module: object, imports: object): Promise<object>;
};

/** A voice compiled into the synthesizer. */
export interface FliteVoice {
  readonly base: 'slt' | 'rms' | 'awb' | 'kal16';
  /** Pitch factor; `rms` ignores it. */
  readonly pitch: number;
}

/** Speaks one ASCII text. */
export type Flite = (text: string, voice: FliteVoice, speed: number) => Promise<Int16Array>;

/**
 * Prepares Flite, a command-line program compiled to WebAssembly that runs once per text.
 *
 * It blocks its thread while it speaks. `module` comes from `compileFlite`; `scratchDir` is the only folder
 * it can access.
 */
export function startFlite(module: object, scratchDir: string): Flite {
  const outPath = path.join(scratchDir, 'flite.wav');
  return async (text, voice, speed) => {
    const features = ['--setf', `duration_stretch=${1 / speed}`, '--setf', `f0_shift=${voice.pitch}`];
    const wasi = new WASI({
      version: 'preview1',
      args: ['flite', '-voice', voice.base, ...features, '-t', text, '-o', '/scratch/flite.wav'],
      preopens: { '/scratch': scratchDir },
      returnOnExit: true,
    });
    const code = wasi.start(await WebAssembly.instantiate(module, { ...wasi.getImportObject() }));
    if (code !== 0) throw new Error(`flite ended with ${code}`);
    const samples = fromWav(await readFile(outPath));
    await rm(outPath);
    return samples;
  };
}
