import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { STAGES } from '../core/model/job/stages.ts';
import { CORRECTIONS, type Observer } from '../core/ports/observer.ts';

/** Everything the program counts, and the observer that feeds it. */
export interface Metrics {
  readonly observer: Observer;
  readonly registry: Registry;
}

const PREFIX = 'audiopod_bot_';

/** From a fast quote (0.1 s) to a long song in many stems (half an hour). */
const STAGE_SECONDS = [0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1800];
const REQUEST_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * Makes the metrics of one program, in a registry of their own. Label values come from small fixed sets, so
 * the number of series is bounded whatever happens.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  leaveOutMisnamed(registry);

  const stageSeconds = new Histogram({
    name: `${PREFIX}stage_seconds`,
    help: 'How long one stage of one job took.',
    labelNames: ['stage', 'outcome'],
    buckets: STAGE_SECONDS,
    registers,
  });
  const jobs = new Counter({
    name: `${PREFIX}jobs_total`,
    help: 'Jobs whose work has an outcome.',
    labelNames: ['service', 'outcome'],
    registers,
  });
  const requests = new Histogram({
    name: `${PREFIX}audiopod_request_seconds`,
    help: 'Requests to AudioPod by path template and HTTP status.',
    labelNames: ['route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const reads = new Counter({
    name: `${PREFIX}status_reads_total`,
    help: 'Times the watcher asked AudioPod about running jobs.',
    labelNames: ['kind'],
    registers,
  });
  const deliveries = new Counter({
    name: `${PREFIX}deliveries_total`,
    help: 'Outcomes brought, or not brought, to whoever asked.',
    labelNames: ['platform', 'outcome'],
    registers,
  });
  const mended = new Counter({
    name: `${PREFIX}reservations_mended_total`,
    help: 'Reservations that did not fit their job. Anything but zero is a fault.',
    labelNames: ['how'],
    registers,
  });
  const drift = new Gauge({
    name: `${PREFIX}ledger_drift_dollars`,
    help: 'What AudioPod charged on the day compared last, less what the ledger says.',
    registers,
  });
  // A series that starts at zero makes the first failure visible as a rise.
  for (const stage of STAGES) stageSeconds.zero({ stage, outcome: 'ok' });
  for (const kind of ['single', 'list']) reads.inc({ kind }, 0);
  for (const how of CORRECTIONS) mended.inc({ how }, 0);

  const observer: Observer = {
    stageFinished: (stage, durationMs, outcome) =>
      stageSeconds.observe({ stage, outcome }, durationMs / 1000),
    jobOver: (service, outcome) => jobs.inc({ service, outcome }),
    providerRequest: (route, status, durationMs) =>
      requests.observe({ route, status: String(status) }, durationMs / 1000),
    statusRead: (kind) => reads.inc({ kind }),
    delivery: (platform, outcome) => deliveries.inc({ platform, outcome }),
    reservationMended: (how) => mended.inc({ how }),
    ledgerDrift: (dollars) => drift.set(dollars),
  };
  return { observer, registry };
}

/**
 * Removes gauges whose names end like a counter's, which `promtool check metrics` refuses. What they tell, the gauges
 * of the same name without `_total` tell by type.
 */
function leaveOutMisnamed(registry: Registry): void {
  for (const metric of registry.getMetricsAsArray()) {
    if (metric instanceof Gauge && 'name' in metric && /_total$/.test(String(metric.name))) {
      registry.removeSingleMetric(String(metric.name));
    }
  }
}
