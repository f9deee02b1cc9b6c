import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';

const view = z.object({
  id: z.string(),
  state: z.string(),
  status: z.string(),
  posts: z.array(z.object({ text: z.string(), files: z.array(z.object({ url: z.string() })) })),
});
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('job'), job: view }),
  z.object({ kind: z.literal('reply'), reply: z.object({ text: z.string() }) }),
]);
const timeline = z.object({ jobs: z.array(view) });
const upload = z.object({ id: z.string() });

/** A job as the playground shows it. */
export type ShownJob = z.infer<typeof view>;

/** A playground visitor that sends the same requests as its page. */
export interface Visit {
  /** Sends a file and returns what to attach it by. */
  upload(path: string): Promise<string>;
  /** Types a line that starts a job, and returns the job's id. */
  call(line: string, attachments?: readonly string[]): Promise<string>;
  job(id: string): Promise<ShownJob | undefined>;
  /** Fetches a posted file. */
  file(url: string): Promise<Buffer>;
}

/** Opens the playground. Every request of the visit ends with the signal. */
export async function visitPlayground(url: string, signal: AbortSignal): Promise<Visit> {
  const session = await fetch(`${url}/playground/session`, { signal });
  const cookie = session.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  await session.arrayBuffer();
  const headers = { cookie, origin: url };

  const post = async (path: string, type: string, body: string | Blob, name = ''): Promise<unknown> => {
    const own = { ...headers, 'content-type': type, 'x-file-name': encodeURIComponent(name) };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers: own, body, signal });
    if (!response.ok) throw new Error(`${path} returned ${response.status}: ${await response.text()}`);
    return response.json();
  };

  return {
    async upload(path) {
      const file = await openAsBlob(path);
      return upload.parse(await post('/playground/uploads', 'audio/wav', file, basename(path))).id;
    },
    async call(line, attachments = []) {
      const body = JSON.stringify({ line, attachments });
      const said = answer.parse(await post('/playground/calls', 'application/json', body));
      if (said.kind === 'reply') throw new Error(`No job was started: ${said.reply.text}`);
      return said.job.id;
    },
    async job(id) {
      const jobs = await fetch(`${url}/playground/jobs`, { headers, signal });
      return timeline.parse(await jobs.json()).jobs.find((job) => job.id === id);
    },
    async file(path) {
      const response = await fetch(new URL(path, url), { headers, signal });
      return Buffer.from(await response.arrayBuffer());
    },
  };
}
