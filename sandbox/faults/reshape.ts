import type { FaultKind } from './fault.ts';
import type { FaultList, Target } from './fault-list.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Rewrites a good response into another known form of the service; `undefined` when it does not apply. */
type Reshape = (body: unknown) => unknown;

/** The rewrites by fault (AudioPod API notes 1.4 to 1.6, 2.6, 5, 6.3, 8.1 and 13a). */
const RESHAPES: ReadonlyMap<FaultKind, Reshape> = new Map<FaultKind, Reshape>([
  ['id-as-string', (body) => changeFields(body, ['id', 'job_id'], (value) => textOf(value))],
  ['no-progress', (body) => changeFields(body, ['progress'], () => undefined)],
  ['no-length', (body) => changeFields(body, ['total_duration', 'audio_duration'], () => undefined)],
  ['bare-money', (body) => changeFields(body, /_usd$|^rate_per_minute$/, withoutDollar)],
  ['zoneless-times', (body) => changeFields(body, /_at$/, withoutZone)],
  ['list-as-object', listAsObject],
  ['list-as-array', (body) => (isFields(body) && Array.isArray(body['items']) ? body['items'] : undefined)],
  ['voices-as-object', voicesAsObject],
  ['presets-as-list', presetsAsList],
  ['job-id-only', jobIdOnly],
  ['wrapped-job', (body) => (isJob(body) ? { job: body, message: 'queued' } : undefined)],
  ['unknown-status', (body) => changeFields(body, ['status'], () => 'ARCHIVING')],
  ['other-case', (body) => changeFields(body, ['status'], otherCase)],
  ['no-segments', withoutSegments],
  ['speaker-segments', speakerSegments],
  ['no-url', withoutUrl],
  ['missing-stem', (body) => changeStems(body, (stems) => stems.slice(1))],
  ['empty-stem', (body) => changeStems(body, emptyFirst)],
]);

/** Faults that change only the response to a submit; a job read later keeps its form. */
const SUBMIT_ONLY: ReadonlySet<FaultKind> = new Set(['job-id-only', 'wrapped-job']);

/** Applies every form fault that matches this response and can change something in it. */
export function reshapeAnswer(body: unknown, target: Target, faults: FaultList): unknown {
  if (faults.rules.length === 0) return body;
  let shaped = body;
  for (const [kind, reshape] of RESHAPES) {
    if (SUBMIT_ONLY.has(kind) && !target.operation.endsWith('.submit')) continue;
    const next = reshape(shaped);
    if (next !== undefined && faults.take(kind, target) !== undefined) shaped = next;
  }
  return shaped;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Changes the named fields at any depth. `undefined` from `change` removes the field. */
function changeFields(
  body: unknown,
  names: readonly string[] | RegExp,
  change: (value: unknown) => unknown,
): unknown {
  let changed = false;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isFields(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) => {
        const named = Array.isArray(names)
          ? names.includes(name)
          : names instanceof RegExp && names.test(name);
        if (!named) return [[name, walk(inner)]];
        const next = change(inner);
        changed ||= next !== inner;
        return next === undefined ? [] : [[name, next]];
      }),
    );
  };
  const result = walk(body);
  return changed ? result : undefined;
}

function textOf(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

function withoutDollar(value: unknown): unknown {
  return typeof value === 'string' ? value.replace('$', '') : value;
}

function withoutZone(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/Z$/, '934') : value;
}

function otherCase(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
}

function listAsObject(body: unknown): unknown {
  return Array.isArray(body) ? { items: body, hasMore: false, total: body.length } : undefined;
}

/** Returns the other published form of a voice list (AudioPod API notes 1.4). */
function voicesAsObject(body: unknown): unknown {
  return Array.isArray(body) ? { voices: body, total: body.length, hasMore: false } : undefined;
}

function presetsAsList(body: unknown): unknown {
  if (!isFields(body) || !isFields(body['genre_presets'])) return undefined;
  const presets = Object.entries(body['genre_presets']);
  return {
    genre_presets: presets.map(([name, preset]) => ({ name, ...(isFields(preset) ? preset : undefined) })),
  };
}

function withoutSegments(body: unknown): unknown {
  if (!isFields(body) || !Array.isArray(body['segments'])) return undefined;
  const { segments: _, ...rest } = body;
  return rest;
}

/**
 * Returns the form one official client expects: `speaker_segments` beside the totals, and no `result`
 * (AudioPod API notes 5).
 */
function speakerSegments(body: unknown): unknown {
  if (!isFields(body) || !Array.isArray(body['segments']) || !isFields(body['result'])) return undefined;
  const { segments, result, ...rest } = body;
  const { num_speakers, rttm_path } = result;
  return { ...rest, num_speakers, speaker_segments: segments, output_paths: [], rttm_path };
}

function isJob(body: unknown): body is Fields {
  return isFields(body) && ('id' in body || 'job_id' in body) && 'status' in body;
}

function jobIdOnly(body: unknown): unknown {
  const job = isFields(body) && isJob(body['job']) ? body['job'] : body;
  return isJob(job) ? { job_id: job['id'] ?? job['job_id'], status: job['status'] } : undefined;
}

function withoutUrl(body: unknown): unknown {
  if (!isFields(body) || String(body['status']).toUpperCase() !== 'COMPLETED') return undefined;
  const links = ['output_url', 'output_urls', 'download_urls'].filter((name) => name in body);
  if (links.length === 0) return undefined;
  return { ...body, ...Object.fromEntries(links.map((name) => [name, null])) };
}

function changeStems(body: unknown, change: (stems: [string, unknown][]) => [string, unknown][]): unknown {
  if (!isFields(body) || !isFields(body['download_urls'])) return undefined;
  return { ...body, download_urls: Object.fromEntries(change(Object.entries(body['download_urls']))) };
}

/** Empties the first entry and adds one that is not text (AudioPod API notes 3.2). */
function emptyFirst(stems: [string, unknown][]): [string, unknown][] {
  return [
    ...stems.map(([name, url], index): [string, unknown] => [name, index === 0 ? '' : url]),
    ['fx', null],
  ];
}
