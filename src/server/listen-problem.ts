import { StartError } from '../core/model/start-error.ts';

/**
 * Explains why the HTTP server can't listen, naming the variable to change.
 *
 * @returns the error itself if the cause is unknown.
 */
export function listenProblem(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
) {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const sentence = typeof code === 'string' ? sentenceFor(code, host, port) : undefined;
  return sentence === undefined ? error : new StartError(sentence, { cause: error });
}

function sentenceFor(code: string, host: string, port: number): string | undefined {
  if (code === 'EADDRINUSE') {
    const free = port < 65_535 ? port + 1 : port - 1;
    return `Port ${port} is in use by another program. Stop it, or set PORT to a free one: PORT=${free}`;
  }
  if (code === 'EACCES') {
    return `PORT is ${port}, which this user may not use. Set it to 1024 or more: PORT=3000`;
  }
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EINVAL'].includes(code)) {
    return `HOST is ${host}, which is no address of this machine. Set it to 127.0.0.1, or to 0.0.0.0 for all addresses.`;
  }
  return undefined;
}
