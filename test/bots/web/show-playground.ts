import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '../../../src/core/jobs/job.ts';
import { openPlayground, type Playground } from './fixtures/playground.ts';
import { makeSound } from './fixtures/sounds.ts';

/** Shows the playground with a desk that pretends, for working on the page: `node show-playground.ts [port]`. */
const STEPS = [
  'Reading the input',
  'AudioPod is working: 35 %',
  'AudioPod is working: 80 %',
  'Converting to m4a',
];

let playground: Playground;
const stop = new AbortController();

async function work(job: Job): Promise<void> {
  const cancel = { kind: 'cancel', jobId: job.id } as const;
  for (const [index, text] of STEPS.entries()) {
    await delay(900, undefined, { signal: stop.signal });
    const running: Job = { ...job, version: index + 1, work: { stage: 'watching' } };
    playground.jobs.set(job.id, running);
    const percent = index === 0 ? {} : { percent: index * 30 };
    playground.bot.courier.progress(job.origin, { jobId: job.id, text, ...percent, actions: [cancel] });
  }
  const names = job.request.service === 'stems' ? ['vocals', 'drums', 'bass', 'other'] : ['speech'];
  const seconds = job.request.service === 'stems' ? 24 : 6;
  const files = await Promise.all(
    names.map((name) => makeSound(playground.dataDir, name, job.title, seconds)),
  );
  await playground.deliver(job, files);
}

playground = await openPlayground({
  port: Number(process.argv[2] ?? 3000),
  isSandbox: true,
  budget: async () => '$9.42 left this month',
  onJob: (job) => void work(job).catch(() => {}),
});
process.stdout.write(`${playground.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
    void playground[Symbol.asyncDispose]();
  });
}
