import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { provideTracing } from '../../src/app/provide-tracing.ts';
import { systemClock } from '../../src/core/async/clock.ts';
import type { JobDependencies } from '../../src/core/jobs/context/job-context.ts';
import type { TracedJob } from '../../src/core/jobs/context/tracer.ts';
import { BotError } from '../../src/core/model/errors.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { type Log, silentLog } from '../../src/core/ports/log.ts';
import { silentObserver } from '../../src/core/ports/observer.ts';
import { createSendReport } from '../../src/trace/reporting-exporter.ts';
import { traceIdsOf } from '../../src/trace/trace-ids.ts';
import type { Tracing } from '../../src/trace/tracing.ts';
import { fastClock } from '../fakes/fast-clock.ts';
import { startTraceCollector } from '../fakes/trace-collector.ts';
import { ORIGIN, startWorld, stemsOf } from '../fakes/world.ts';
import { makeSongFile } from '../sandbox/sound.ts';

const KEY = 'a key=for the collector';
const headers = new Secret(`x-collector-key=${encodeURIComponent(KEY)}`);
const JOB: TracedJob = {
  id: 'abcdefghijkm',
  createdAtMs: 1,
  attempt: 2,
  request: { service: 'stems' },
  origin: { platform: 'fake' },
};

describe('the trace of a job', () => {
  it('is one, whichever processes work on it, and has nothing of a person in it', async () => {
    await using collector = await startTraceCollector(KEY);
    const clock = fastClock(20);
    const tracingOf = (serviceName: string) =>
      provideTracing({ endpoint: collector.endpoint, headers, serviceName }, { clock, log: silentLog });
    const [first, second] = [await tracingOf('first'), await tracingOf('second')];
    const traced =
      (tracing: Tracing) =>
      (parts: JobDependencies): JobDependencies => ({
        ...parts,
        tracer: tracing,
        download: tracing.download(parts.download),
        audio: tracing.audio(parts.audio),
      });
    const observer = first.observer(second.observer(silentObserver));
    await using world = await startWorld({ speedUp: 20, observer }, traced(first));
    const path = `${world.folder}/Marked name.wav`;
    await makeSongFile(path, 4);
    const source = await world.platform.attach(path, 'Marked name.wav');
    const { id } = await world.jobs.start(stemsOf(source), 'Marked title', ORIGIN);
    await world.settled(id, ({ work }) => work.stage === 'watching');
    await world.restart(traced(second));
    await world.settled(id);
    // A step ends after its last save.
    await world.restart();
    await Promise.all([first.close(), second.close()]);

    const { traceId, rootId } = traceIdsOf(id);
    const { spans } = collector;
    assert.deepEqual([...new Set(spans.map((span) => span.traceId))], [traceId]);
    const [root, ...others] = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    assert.deepEqual(others, []);
    assert.equal(root?.spanId, rootId);
    assert.equal(root?.name, 'job');
    assert.deepEqual(root?.attributes, {
      'audiopod_bot.job': id,
      'audiopod_bot.service': 'stems',
      'audiopod_bot.platform': 'fake',
      'audiopod_bot.outcome': 'done',
    });
    const steps = spans.filter(({ parentSpanId }) => parentSpanId === rootId);
    const nameOf = new Map(spans.map(({ spanId, name }) => [spanId, name]));
    assert.deepEqual([...new Set(steps.map(({ name }) => name))].toSorted(), [
      ...['admit', 'collect', 'deliver', 'input', 'quote', 'submit', 'watch'],
    ]);
    assert.deepEqual([...new Set(spans.map(({ service }) => service))].toSorted(), ['first', 'second']);
    for (const { name, startTimeUnixNano, endTimeUnixNano } of spans) {
      assert.ok(startTimeUnixNano <= endTimeUnixNano, name);
      assert.ok(startTimeUnixNano >= (root?.startTimeUnixNano ?? ''), name);
    }
    const parts = new Set(
      spans.map(({ name, parentSpanId }) => `${nameOf.get(parentSpanId ?? '') ?? '-'} > ${name}`),
    );
    for (const part of [
      ...['collect > download', 'collect > encode', 'input > prepare-upload'],
      'submit > AudioPod /stem-extraction/api/extract',
    ]) {
      assert.ok(parts.has(part), `${part} is not among ${[...parts].join('; ')}`);
    }
    const sent = collector.bodies.join('\n');
    for (const secret of [
      'Marked',
      world.folder,
      world.sandbox.apiKey,
      '.wav',
      '.m4a',
      'http:',
      ORIGIN.member,
    ]) {
      assert.ok(!sent.includes(secret), secret);
    }
  });

  it('says how a step ended and by which error, and never what the error says', async () => {
    await using collector = await startTraceCollector(KEY);
    const config = { endpoint: collector.endpoint, headers, serviceName: 'bot' };
    const tracing = await provideTracing(config, { clock: systemClock, log: silentLog });
    const download = tracing.download(async () => {
      throw new BotError('result-short', 'Marked message');
    });
    const signal = new AbortController().signal;
    const order = ['https://media.example/Marked', '/tmp/Marked', { maxBytes: 1, signal }] as const;
    await tracing.step(JOB, 'collect', async (end) => {
      await assert.rejects(download(...order));
      const observer = tracing.observer(silentObserver);
      observer.providerRequest('/stems/{id}', 503, 10);
      observer.platformRequest('discord', 'POST /channels/{}/messages', 'refused', 10);
      end('retry', 'result-short');
    });
    await assert.rejects(tracing.step(JOB, 'collect', () => Promise.reject(new Error('Marked'))));
    // Of no step: what a watcher asks for all jobs.
    tracing.observer(silentObserver).providerRequest('/stems', 200, 10);
    await tracing.close();
    assert.deepEqual(
      collector.spans.map(({ name, attributes, status }) => [
        name,
        attributes['error.type'] ??
          attributes['audiopod_bot.outcome'] ??
          attributes['http.response.status_code'],
        status.code,
      ]),
      [
        ['download', 'result-short', 2],
        ['AudioPod /stems/{id}', 503, 2],
        ['discord POST /channels/{}/messages', 'refused', 2],
        ['collect', 'result-short', 2],
        ['collect', 'superseded', 0],
      ],
    );
    assert.deepEqual(collector.spans.at(-2)?.attributes['audiopod_bot.outcome'], 'retry');
    assert.ok(!collector.bodies.join('').includes('Marked'));
  });

  it('has the ids that docs/traces.md tells how to work out', () => {
    assert.deepEqual(traceIdsOf('abcdefghijkm'), {
      traceId: 'fdc18a0118d8500395b46dc6b09c4e1d',
      rootId: '80974a401240f12d',
    });
  });
});

describe('a collector that cannot be reached', () => {
  it('changes nothing for a job, and is logged without the key', async () => {
    const lines: string[] = [];
    // Not even the end of the program waits for it.
    const clock = { ...systemClock, timeout: () => AbortSignal.timeout(20) };
    const config = { endpoint: 'http://127.0.0.1:1', headers, serviceName: 'bot' };
    const tracing = await provideTracing(config, { clock, log: logTo(lines) });
    assert.equal(await tracing.step(JOB, 'quote', async () => 'result'), 'result');
    await tracing.close();
    assert.deepEqual(lines, ['traces-not-sent']);
  });

  it('is logged once, and once more when it can be reached again', () => {
    const lines: string[] = [];
    const report = createSendReport(logTo(lines));
    report.succeeded();
    report.failed(new Error('refused'));
    report.failed(new Error('refused'));
    report.succeeded();
    report.failed(new Error('refused'));
    assert.deepEqual(lines, ['traces-not-sent', 'traces-sent-again', 'traces-not-sent']);
  });
});

it('without a collector, jobs run as if there were no traces', async () => {
  const tracing = await provideTracing(undefined, { clock: systemClock, log: silentLog });
  assert.equal(tracing.observer(silentObserver), silentObserver);
  assert.equal(await tracing.step(JOB, 'quote', async () => 'result'), 'result');
  tracing.delivered(JOB, 'done');
  await tracing.close();
});

function logTo(lines: string[]): Log {
  const write = (_fields: unknown, event: string) => void lines.push(event);
  return { debug: write, info: write, warn: write, error: write, child: () => logTo(lines) };
}
