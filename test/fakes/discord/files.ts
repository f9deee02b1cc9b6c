import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FakeAttachment, Json, State, UploadSettings } from './state.ts';

const DAY_MS = 24 * 3_600_000;
const SIGNING_KEY = 'the fake file host';

/** What is known of a file besides its settings. */
type Given = Pick<FakeAttachment, 'channelId' | 'bytes' | 'name' | 'contentType'>;

/** Keeps a file, and answers it with a link that is signed again whenever it is read. */
export function storeFile(state: State, given: Given, settings: UploadSettings = {}): FakeAttachment {
  const id = state.nextId();
  const name = encodeURIComponent(shownFileName(given.name));
  const file: FakeAttachment = {
    ...{ id, ...given, ...settings },
    get url() {
      const nowMs = state.clock.now();
      const until = hexSeconds(nowMs + DAY_MS);
      const query = `ex=${until}&is=${hexSeconds(nowMs)}&hm=${signature(id, until)}&`;
      return `${state.origin}/attachments/${given.channelId}/${id}/${name}?${query}`;
    },
  };
  state.files.set(id, file);
  return file;
}

/** A file as it stands in messages and options. */
export function attachmentJson(file: FakeAttachment): Json {
  const { id, name, url, bytes, contentType, description, durationSeconds, waveform } = file;
  const shownName = shownFileName(name);
  return {
    ...{ id, filename: shownName, size: bytes.byteLength, url, proxy_url: url, content_type: contentType },
    ...(shownName !== name && { title: name.replace(/\.[^.]*$/, '') }),
    ...(description !== undefined && { description }),
    ...(durationSeconds !== undefined && { duration_secs: durationSeconds }),
    ...(waveform !== undefined && { waveform }),
  };
}

/** Discord shows blanks as underscores and drops most of what is not a plain letter; the title has the rest. */
function shownFileName(name: string): string {
  const shown = name.replaceAll(' ', '_').replaceAll(/[^\w.-]/g, '');
  return shown === '' || shown.startsWith('.') ? `unknown${shown}` : shown;
}

/** Finds the file a link names, if the link is still good. */
export function openFile(state: State, url: URL): FakeAttachment | undefined {
  const [, , , id = ''] = url.pathname.split('/');
  const file = state.files.get(id);
  const until = url.searchParams.get('ex') ?? '';
  const given = Buffer.from(url.searchParams.get('hm') ?? '');
  const expected = Buffer.from(signature(id, until));
  const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
  return isSigned && Number.parseInt(until, 16) * 1_000 > state.clock.now() ? file : undefined;
}

function hexSeconds(ms: number): string {
  return Math.floor(ms / 1_000).toString(16);
}

function signature(id: string, until: string): string {
  return createHmac('sha256', SIGNING_KEY).update(`${id}:${until}`).digest('hex');
}
