import type { BudgetView, ChoiceView, EstimateView, SessionView } from '../../protocol/session-view.ts';
import type {
  ActionView,
  AnswerView,
  JobView,
  ProblemView,
  SearchView,
  TimelineView,
  TranscriptLinesView,
  UploadView,
} from '../../protocol/view.ts';

/** A refused request. `problem` holds texts for the visitor; `status` 0 means the server was not reached. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly problem: ProblemView['error'] | undefined;

  constructor(status: number, problem: ProblemView['error'] | undefined) {
    super(problem?.what ?? `status ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** @throws {Refusal} when the server was not reached or refused it. */
async function request(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refusal(0, undefined);
  }
  if (!response.ok) throw new Refusal(response.status, await problemIn(response));
  return response;
}

/**
 * Sends a request and reads its JSON.
 *
 * @throws {Refusal} when the server was not reached or refused it.
 */
export async function readJson<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await request(path, init);
  // Server and page are one release, so both were checked against this shape.
  const body: T = await response.json();
  return body;
}

async function problemIn(response: Response): Promise<ProblemView['error'] | undefined> {
  try {
    const body: ProblemView = await response.json();
    return body.error;
  } catch {
    return undefined;
  }
}

/**
 * Posts JSON and reads the JSON of the response.
 *
 * @throws {Refusal} when the server was not reached or refused it.
 */
export function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return readJson(path, {
    ...(signal === undefined ? {} : { signal }),
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Opens the session. */
export const openSession = () => readJson<SessionView>('/playground/session');

/** Reads the latest `limit` jobs, or as many before the place that a page named. */
export const readTimeline = (limit: number, before?: string) => {
  const range = { limit: String(limit), ...(before === undefined ? {} : { before }) };
  return readJson<TimelineView>(`/playground/jobs?${new URLSearchParams(range)}`);
};

/** Reads one job. */
export const readJob = (id: string) => readJson<JobView>(`/playground/jobs/${encodeURIComponent(id)}`);

/** Searches all jobs on the server. */
export const searchJobs = (
  wanted: { readonly query: string; readonly filter: string },
  signal: AbortSignal,
) => readJson<SearchView>(`/playground/search?${new URLSearchParams(wanted)}`, { signal });

/** Attaches the file of an earlier request again. */
export const attachAgain = (jobId: string) =>
  post<UploadView>(`/playground/jobs/${encodeURIComponent(jobId)}/file`, {});

/** Reads the song that newcomers can try stems with. */
export const readExampleSong = async (): Promise<Blob> =>
  (await request('/playground/page/example-song.m4a')).blob();

/** Sends one line. */
export const sendCall = (call: {
  readonly line: string;
  readonly attachments: readonly string[];
  readonly isPrivate: boolean;
}) => post<AnswerView>('/playground/calls', call);

/** Sends a form with secret values. */
export const sendSecrets = (form: {
  readonly command: string;
  readonly subcommand?: string;
  readonly secrets: Readonly<Record<string, string>>;
}) => post<AnswerView>('/playground/forms', form);

/** Sends a pressed button. */
export const pressAction = ({ verb, subject }: ActionView) =>
  post<AnswerView>('/playground/actions', { verb, subject });

/** Reads the lines of a transcript. */
export const readTranscript = (path: string, signal: AbortSignal) =>
  readJson<TranscriptLinesView>(path, { signal });

/**
 * Names the speakers of a transcript, by label.
 *
 * @throws {Refusal}
 */
export async function renameSpeakers(path: string, names: Readonly<Record<string, string>>): Promise<void> {
  await request(path, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ names }),
  });
}

/** Reads what has been spent. */
export const readBudget = () => readJson<BudgetView>('/playground/budget');

/** Estimates what a line would cost. `fileSeconds` is the duration of the attached audio, when known. */
export const readEstimate = (
  draft: { readonly line: string; readonly fileSeconds: number | undefined },
  signal: AbortSignal,
) => post<EstimateView>('/playground/estimate', draft, signal);

/** Searches the values of an option on the server. */
export function readChoices(
  wanted: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly ChoiceView[]> {
  return readJson(`/playground/choices?${new URLSearchParams(wanted)}`, { signal });
}

/** Removes a file that is not sent after all. Without it, the server removes the file after an hour. */
export function discardUpload(id: string): void {
  fetch(`/playground/uploads/${id}`, { method: 'DELETE', credentials: 'same-origin' }).catch(() => {});
}

/** Uploads a file. Uses XMLHttpRequest, because fetch reports no upload progress. */
export function uploadFile(
  file: File,
  onProgress: (percent: number) => void,
  signal: AbortSignal,
): Promise<UploadView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/playground/uploads');
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(Math.floor((event.loaded / event.total) * 100));
    });
    request.addEventListener('load', () => {
      if (request.status === 201) resolve(request.response);
      else reject(new Refusal(request.status, request.response?.error));
    });
    request.addEventListener('error', () => reject(new Refusal(0, undefined)));
    request.addEventListener('abort', () => reject(new DOMException('Removed', 'AbortError')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

/**
 * Reads a mix, which the server makes meanwhile.
 *
 * @throws {Refusal}
 */
export async function readMix(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly blob: Blob; readonly fileName: string }> {
  const response = await request(path, { signal });
  const fileName = decodeURIComponent(response.headers.get('X-File-Name') ?? 'mix.m4a');
  return { blob: await response.blob(), fileName };
}
