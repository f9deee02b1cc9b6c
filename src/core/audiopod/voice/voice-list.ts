import type { Voice } from '../../model/job/provider-job.ts';
import { eitherPath, type PathMemory } from '../transport/either-path.ts';
import type { Transport } from '../transport/transport.ts';
import { list, readable } from '../transport/wire.ts';
import { voice } from './voice-response.ts';

/**
 * The largest page every document allows (AudioPod API notes 1.4). If the service limited pages to fewer
 * entries than requested, it would look as if there were no further ones.
 */
const PAGE = 50;
const MOST_PAGES = 50;

/** Reads all voices, page by page; each id once. */
export async function listVoices(
  transport: Transport,
  memory: PathMemory,
  signal: AbortSignal,
): Promise<readonly Voice[]> {
  const found = new Map<string, Voice>();
  let skip = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { skip, limit: PAGE, include_public: 'true' };
    const read = (route: string) =>
      transport.ask({ method: 'GET', route, query, charged: false }, list, signal);
    const answer = await eitherPath(memory, [
      () => read('/voice/voice-profiles'),
      () => read('/voice/voices'),
    ]);
    const before = found.size;
    for (const one of readable(answer.entries, voice)) if (!found.has(one.id)) found.set(one.id, one);
    skip += answer.entries.length;
    // No new entries also means a service that ignores `skip` and would repeat the same page forever.
    const isLast =
      answer.entries.length === 0 ||
      found.size === before ||
      answer.hasMore === false ||
      (answer.total !== undefined
        ? skip >= answer.total
        : answer.hasMore !== true && answer.entries.length < PAGE);
    if (isLast) break;
  }
  return [...found.values()];
}
