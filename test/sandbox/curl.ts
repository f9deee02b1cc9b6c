import { openAsBlob } from 'node:fs';
import path from 'node:path';

/** A request as a curl command line makes it. */
export interface CurlRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/** What stands for the placeholders of an example: the sandbox, its key, ids, and a file on this machine. */
export interface Stage {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Words of the example and what to put in their place. */
  readonly placeholders: Readonly<Record<string, string>>;
  /** Sent for every `@file`, under the name the example gives. */
  readonly filePath: string;
}

const API_HOST = 'https://api.audiopod.ai';

/**
 * Reads a curl command with the options `-X`, `-H`, `-d` and `-F`, as a shell and curl would.
 *
 * @throws {Error} for a command it does not know all of.
 */
export async function readCurl(command: string, stage: Stage): Promise<CurlRequest> {
  const [program, ...words] = splitWords(command).map((word) => fillIn(word, stage));
  if (program !== 'curl') throw new Error(`not a curl command: ${command}`);
  const headers = new Headers();
  const fields = new FormData();
  const data: string[] = [];
  let method: string | undefined;
  let url = '';
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === '-X') method = words.shift() ?? '';
    else if (word === '-H') headers.set(...pairOf(words.shift(), ': '));
    else if (word === '-d') data.push(words.shift() ?? '');
    else if (word === '-F') await addPart(fields, words.shift(), stage.filePath);
    else if (word.startsWith('-') || url !== '') throw new Error(`${word} is unknown here: ${command}`);
    else url = word;
  }
  // curl joins several -d with an ampersand and calls them a form unless a header says otherwise.
  if (data.length > 0 && !headers.has('content-type')) {
    headers.set('content-type', 'application/x-www-form-urlencoded');
  }
  const body = data.length > 0 ? data.join('&') : [...fields].length > 0 ? fields : undefined;
  const verb = method ?? (body === undefined ? 'GET' : 'POST');
  return { url, init: { method: verb, headers, ...(body !== undefined && { body }) } };
}

/** Words of a command line; a backslash at a line's end joins lines, quotes of both kinds hold words together. */
function splitWords(command: string): readonly string[] {
  const words = command.replaceAll('\\\n', ' ').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g);
  return Array.from(words, ([, double, single, bare]) => double ?? single ?? bare ?? '');
}

function fillIn(word: string, { baseUrl, apiKey, placeholders }: Stage): string {
  const filled = word.replace(API_HOST, baseUrl).replace('$AUDIOPOD_API_KEY', apiKey);
  return Object.entries(placeholders).reduce((text, [name, value]) => text.replaceAll(name, value), filled);
}

function pairOf(word: string | undefined, between: string): [string, string] {
  const [name, ...rest] = (word ?? '').split(between);
  if (name === undefined || rest.length === 0) throw new Error(`no pair: ${word}`);
  return [name, rest.join(between)];
}

async function addPart(fields: FormData, word: string | undefined, filePath: string): Promise<void> {
  const [name, value] = pairOf(word, '=');
  if (!value.startsWith('@')) fields.append(name, value);
  else fields.append(name, await openAsBlob(filePath), path.basename(value.slice(1)));
}
