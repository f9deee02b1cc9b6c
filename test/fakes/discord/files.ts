import { createHmac, timingSafeEqual } from 'node:crypto';
import type { UploadSettings } from './shown.ts';
import type { FileRecord, Json, State } from './state.ts';

const DAY_MS = 24 * 3_600_000;
const SIGNING_KEY = 'the fake file host';

/** Keeps a file, and answers it with a link that is signed anew whenever it is read, as in a fetched message. */
export function storeFile(
  state: State,
  channelId: string,
  bytes: Buffer,
  name: string,
  contentType: string,
  settings: UploadSettings = {},
): FileRecord {
  const file: FileRecord = {
    id: state.nextId(),
    channelId,
    name,
    contentType,
    bytes,
    description: settings.description,
    claimedBytes: settings.claimedBytes ?? bytes.byteLength,
    durationSeconds: settings.durationSeconds,
    waveform: settings.waveform,
    lifetimeMs: settings.lifetimeMs ?? DAY_MS,
    get url() {
      return sign(state, this);
    },
  };
  state.files.set(file.id, file);
  return file;
}

/** A file as it stands in messages and options. */
export function attachmentJson(state: State, file: FileRecord): Json {
  const url = sign(state, file);
  const shownName = shownFileName(file.name);
  return {
    id: file.id,
    filename: shownName,
    ...(shownName !== file.name && { title: file.name.replace(/\.[^.]*$/, '') }),
    size: file.claimedBytes,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.description !== undefined && { description: file.description }),
    ...(file.durationSeconds !== undefined && { duration_secs: file.durationSeconds }),
    ...(file.waveform !== undefined && { waveform: file.waveform }),
  };
}

/** Discord shows blanks as underscores and drops most of what is not a plain letter; the title has the rest. */
function shownFileName(name: string): string {
  const shown = name.replaceAll(' ', '_').replaceAll(/[^\w.-]/g, '');
  return shown === '' || shown.startsWith('.') ? `unknown${shown}` : shown;
}

/** Finds the file a link names, if the link is still good, or at least once was. */
export function openFile(
  state: State,
  url: URL,
  { evenExpired = false }: { readonly evenExpired?: boolean } = {},
): FileRecord | undefined {
  const [, , , id = ''] = url.pathname.split('/');
  const file = state.files.get(id);
  const until = url.searchParams.get('ex') ?? '';
  if (file === undefined || !isSame(url.searchParams.get('hm') ?? '', signature(file.id, until)))
    return undefined;
  return evenExpired || Number.parseInt(until, 16) * 1_000 > state.clock.now() ? file : undefined;
}

function sign(state: State, file: FileRecord): string {
  const nowMs = state.clock.now();
  const until = hexSeconds(nowMs + file.lifetimeMs);
  const query = `ex=${until}&is=${hexSeconds(nowMs)}&hm=${signature(file.id, until)}&`;
  const name = encodeURIComponent(shownFileName(file.name));
  return `${state.origin}/attachments/${file.channelId}/${file.id}/${name}?${query}`;
}

function hexSeconds(ms: number): string {
  return Math.floor(ms / 1_000).toString(16);
}

function signature(id: string, until: string): string {
  return createHmac('sha256', SIGNING_KEY).update(`${id}:${until}`).digest('hex');
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
