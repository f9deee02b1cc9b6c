import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LoggedRequest } from '../../../sandbox/http/request-log.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Service } from '../../../src/core/model/service.ts';
import { ORIGIN, startWorld, type World } from '../../fakes/world.ts';
import { attachSong } from '../jobs/world-checks.ts';
import { ROWS, SPEECH, WITH_FILE } from './guide-rows.ts';

const { signal } = new AbortController();

/** What AudioPod was asked in one phase. */
type Heard = readonly LoggedRequest[];

describe('every endpoint of the usage guide', () => {
  let world: World;
  const heard: { a: Heard; b: Heard } = { a: [], b: [] };
  /** What went wrong with a line: held against the endpoints it is for, and against no others. */
  const troubles = { a: new Map<string, unknown>(), b: new Map<string, unknown>() };
  let spoken: 'a' | 'b' = 'a';
  before(async () => {
    world = await startWorld({ speedUp: 100, isOwner: () => true });
    heard.a = [...(await carryOut('a')), ...(await carryOutWithoutPreferred())];
    heard.b = await carryOut('b');
  });
  after(() => world[Symbol.asyncDispose]());

  /** A new process, whose client knows nothing of which paths there are. */
  async function begin(dialect: 'a' | 'b'): Promise<void> {
    spoken = dialect;
    world.sandbox.control.settings.change({ dialect });
    for (const cache of ['voices', 'genres', 'prices']) await world.store.cache(cache).clear();
    await world.restart();
    world.sandbox.control.requests.clear();
  }

  /** Types a line, and answers the job that came of it. */
  async function say(line: string): Promise<Job | undefined> {
    const attachments = WITH_FILE.has(line) ? [await attachSong(world, 2)] : [];
    const answer = await world.desk.run({ line, attachments, origin: ORIGIN }, signal);
    if (answer.kind === 'job') return answer.job;
    assert.equal(answer.reply.tone, 'info', `${line}: ${answer.reply.text}`);
    return undefined;
  }

  async function finished(job: Job): Promise<Job> {
    const over = await world.settled(job.id);
    assert.equal(over.work.stage, 'encoded', JSON.stringify(over.work));
    return over;
  }

  async function attempt<T>(line: string, carry: () => Promise<T>): Promise<T | undefined> {
    try {
      return await carry();
    } catch (error) {
      troubles[spoken].set(line, error);
      return undefined;
    }
  }

  /** Everything that members type, and the client's own methods where they type nothing. */
  async function carryOut(dialect: 'a' | 'b'): Promise<Heard> {
    await begin(dialect);
    const { control } = world.sandbox;
    for (const path of [
      'stem-extraction/api/extract',
      'transcribe/transcribe-upload',
      'transcription/transcribe-upload',
    ]) {
      control.faults.add({ on: `/api/v1/${path}`, fault: { kind: 'drop', when: 'after' } });
    }
    const lines = new Set(ROWS.flatMap(({ line }) => line ?? []));
    const jobs = new Map<string, Job>();
    for (const line of lines) {
      const job = line.includes('{') ? undefined : await attempt(line, () => say(line));
      if (job !== undefined) jobs.set(line, job);
    }
    const ended = await Promise.all([...jobs].map(([line, job]) => attempt(line, () => finished(job))));
    const over = ended.filter((job) => job !== undefined);
    for (const line of lines) {
      const service = /\{(\w+)\}/.exec(line)?.[1];
      if (service === undefined) continue;
      await attempt(line, async () => say(line.replace(`{${service}}`, idOf(over, service))));
    }
    const { stems, wallet } = world.dependencies.accounts.audiopod;
    await stems.modes(signal);
    await wallet.usage(1, 50, signal);
    control.faults.clear();
    return [...control.requests.list()];
  }

  /** The guide has two ways to speak and to list voices. The second ones are taken where the first are gone. */
  async function carryOutWithoutPreferred(): Promise<Heard> {
    await begin('a');
    const { control } = world.sandbox;
    const gone = (path: string, status: number) =>
      control.faults.add({
        on: `/api/v1/voice/${path}`,
        times: 'lasting',
        fault: { kind: 'status', status },
      });
    gone('voice-profiles', 404);
    await attempt('/voice list', () => say('/voice list'));
    gone('voices', 405);
    gone('tts-jobs', 404);
    await attempt(SPEECH, async () => finished((await say(SPEECH)) ?? assert.fail('no job')));
    control.faults.clear();
    return [...control.requests.list()];
  }

  for (const row of ROWS) {
    const { endpoint, client, line, why } = row;
    for (const dialect of ['a', 'b'] as const) {
      const wanted = row[dialect];
      if (wanted === 'guide only') continue;
      it(`${endpoint} is reached by ${line ?? client}${why === undefined ? '' : ` (${why})`}, in dialect ${dialect}`, () => {
        const [service = '', method = ''] = client.split('.');
        const part: unknown = Reflect.get(world.dependencies.accounts.audiopod, service);
        assert.ok(typeof part === 'object' && part !== null && method in part, client);
        const fit = heard[dialect].filter((one) => isGood(one) && fits(one, wanted.request));
        assert.ifError(line === undefined ? undefined : troubles[dialect].get(line));
        assert.ok(fit.length > 0, `nothing asked ${wanted.request}`);
        for (const { contentType, fieldNames, queryNames, headerNames } of fit) {
          // Which of the two an endpoint wants differs between documents.
          for (const name of ['x-api-key', 'authorization']) assert.ok(headerNames.includes(name), name);
          assert.match(contentType, wanted.type ?? /^$/);
          const names: readonly string[] = wanted.type === undefined ? queryNames : fieldNames;
          assert.deepEqual([...names].sort(), wanted.fields ?? []);
        }
      });
    }
  }
});

/** Carried out, even where the answer was lost on its way. */
function isGood({ status, jobId }: LoggedRequest): boolean {
  return (status >= 200 && status < 300) || (status === 0 && jobId !== undefined);
}

function fits({ method, path }: LoggedRequest, request: string): boolean {
  const pattern = request.replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(`${method} ${path}`);
}

function idOf(jobs: readonly Job[], service: Service | string): string {
  const job = jobs.find(({ request }) => request.service === service);
  return job?.id ?? assert.fail(`no job of ${service}`);
}
