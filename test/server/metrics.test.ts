import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScopeTotals } from '../../src/core/model/money/counter.ts';
import { fromDollars, ZERO } from '../../src/core/model/money/money.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { registerStoreMetrics } from '../../src/server/store-metrics.ts';
import { patientClock } from '../fakes/patient-clock.ts';

const month: ScopeTotals = {
  scope: 'operator-month',
  subject: 'operator',
  period: '2026-11',
  limit: fromDollars(50),
  held: fromDollars(1.5),
  spent: fromDollars(12),
  overshoot: ZERO,
  debt: ZERO,
  resetsAtMs: 0,
  zone: 'UTC',
  raisedBy: 'owner',
};

describe('the metrics', () => {
  it('count stages, outcomes, requests, reads and deliveries', async () => {
    const { observer, registry } = createMetrics();
    observer.stageFinished('collect', 2_000, 'ok');
    observer.jobOver('stems', 'done');
    observer.jobOver('stems', 'done');
    observer.providerRequest('/stems/{id}', 429, 40);
    observer.providerRequest('/stems/{id}', 'timeout', 30_000);
    observer.platformRequest('slack', 'chat.postMessage', 'refused', 40);
    observer.statusRead('list');
    observer.delivery('web', 'undeliverable');
    const text = await registry.metrics();
    for (const line of [
      'audiopod_bot_stage_seconds_bucket{le="1",stage="collect",outcome="ok"} 0',
      'audiopod_bot_stage_seconds_bucket{le="3",stage="collect",outcome="ok"} 1',
      'audiopod_bot_stage_seconds_sum{stage="collect",outcome="ok"} 2',
      'audiopod_bot_jobs_total{service="stems",outcome="done"} 2',
      'audiopod_bot_audiopod_request_seconds_count{route="/stems/{id}",status="429"} 1',
      'audiopod_bot_audiopod_request_seconds_count{route="/stems/{id}",status="timeout"} 1',
      'audiopod_bot_platform_request_seconds_count{platform="slack",outcome="refused"} 1',
      'audiopod_bot_status_reads_total{kind="list"} 1',
      'audiopod_bot_status_reads_total{kind="single"} 0',
      'audiopod_bot_deliveries_total{platform="web",outcome="undeliverable"} 1',
    ]) {
      assert.ok(text.split('\n').includes(line), line);
    }
  });

  it('end in _total where they only rise, and nowhere else, as Prometheus expects', async () => {
    const { registry } = createMetrics();
    registerStoreMetrics(
      registry,
      {
        deadJobs: async () => 3,
        jobsByStage: async () => ({ watching: 3 }),
        operatorTotals: async () => [month],
      },
      patientClock,
      silentLog,
    );
    const types = [...(await registry.metrics()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const misnamed = types.filter(([, name = '', type]) => name.endsWith('_total') !== (type === 'counter'));
    assert.ok(types.length > 20);
    assert.deepEqual(
      misnamed.map(([line]) => line),
      [],
    );
    assert.ok(types.some(([, name]) => name === 'nodejs_active_handles'));
  });

  it('read jobs and money from the store at each scrape', async () => {
    const { registry } = createMetrics();
    let stages: Record<string, number> = { watching: 3 };
    registerStoreMetrics(
      registry,
      { deadJobs: async () => 3, jobsByStage: async () => stages, operatorTotals: async () => [month] },
      patientClock,
      silentLog,
    );
    const first = await registry.metrics();
    assert.match(first, /audiopod_bot_jobs\{stage="watching"\} 3/);
    assert.match(first, /audiopod_bot_dead_jobs 3/);
    assert.match(first, /audiopod_bot_ledger_dollars\{scope="operator-month",kind="held"\} 1\.5/);
    assert.match(first, /audiopod_bot_ledger_dollars\{scope="operator-month",kind="spent"\} 12/);
    assert.match(first, /audiopod_bot_ledger_dollars\{scope="operator-month",kind="limit"\} 50/);
    stages = { encoded: 1 };
    const second = await registry.metrics();
    assert.match(second, /stage="encoded"\} 1/);
    assert.doesNotMatch(second, /stage="watching"/);
  });

  it('leave out what the store does not tell, and still bring the rest', async () => {
    const { registry } = createMetrics();
    const events: string[] = [];
    registerStoreMetrics(
      registry,
      {
        deadJobs: async () => 3,
        jobsByStage: () => Promise.reject(new Error('down')),
        operatorTotals: async () => [month],
      },
      patientClock,
      { ...silentLog, warn: (_fields, event) => void events.push(event) },
    );
    const text = await registry.metrics();
    assert.doesNotMatch(text, /audiopod_bot_jobs\{/);
    assert.match(text, /kind="spent"\} 12/);
    assert.match(text, /process_cpu_seconds_total/);
    assert.deepEqual(events, ['metrics-not-read']);
  });
});
