import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { STAGES } from '../core/model/job/stages.ts';
import { CORRECTIONS, type Observer, WEBHOOK_OUTCOMES } from '../core/ports/observer.ts';

/** The program's metrics, and the observer that updates them. */
export interface Metrics {
  readonly observer: Observer;
  readonly registry: Registry;
}

const PREFIX = 'audiopod_bot_';

/** The histogram of acknowledgements, by platform and kind. */
export const ACKNOWLEDGEMENTS = `${PREFIX}acknowledgement_seconds`;

/** From a fast quote (0.1 s) to a long song in many stems (half an hour). */
const STAGE_SECONDS = [0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1800];
/** Discord and Slack wait three seconds. */
const ACKNOWLEDGEMENT_SECONDS = [0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];
const REQUEST_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * Creates the metrics of one program, in their own registry. Label values come from small fixed sets, so the
 * number of series is bounded.
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
  const posts = new Histogram({
    name: `${PREFIX}platform_request_seconds`,
    help: 'Requests to Discord and Slack by outcome.',
    labelNames: ['platform', 'outcome'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const acknowledgements = new Histogram({
    name: ACKNOWLEDGEMENTS,
    help: 'How long members waited for the first response to a command, press or form.',
    labelNames: ['platform', 'kind'],
    buckets: ACKNOWLEDGEMENT_SECONDS,
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
    help: 'Outcomes delivered, or not delivered.',
    labelNames: ['platform', 'outcome'],
    registers,
  });
  const mended = new Counter({
    name: `${PREFIX}reservations_mended_total`,
    help: 'Reservations that did not match their job. Anything but zero is a bug.',
    labelNames: ['how'],
    registers,
  });
  const webhooks = new Counter({
    name: `${PREFIX}webhook_events_total`,
    help: 'Webhook events from AudioPod, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const outages = new Gauge({
    name: `${PREFIX}outages`,
    help: 'Outages that jobs wait for: audiopod, own-keys (their number), or a platform.',
    labelNames: ['of'],
    registers,
  });
  const drift = new Gauge({
    name: `${PREFIX}ledger_drift_dollars`,
    help: 'AudioPod’s charges on the last compared day, minus the ledger’s.',
    registers,
  });
  // A series that starts at zero makes the first failure visible as a rise.
  for (const stage of STAGES) stageSeconds.zero({ stage, outcome: 'ok' });
  for (const kind of ['single', 'list']) reads.inc({ kind }, 0);
  for (const how of CORRECTIONS) mended.inc({ how }, 0);
  for (const name of ['audiopod', 'own-keys']) outages.set({ of: name }, 0);
  for (const outcome of WEBHOOK_OUTCOMES) webhooks.inc({ outcome }, 0);

  const observer: Observer = {
    stageFinished: (stage, durationMs, outcome) =>
      stageSeconds.observe({ stage, outcome }, durationMs / 1000),
    jobOver: (service, outcome) => jobs.inc({ service, outcome }),
    providerRequest: (route, status, durationMs) =>
      requests.observe({ route, status: String(status) }, durationMs / 1000),
    platformRequest: (platform, _route, outcome, durationMs) =>
      posts.observe({ platform, outcome }, durationMs / 1000),
    acknowledged: (platform, kind, afterMs) => acknowledgements.observe({ platform, kind }, afterMs / 1000),
    statusRead: (kind) => reads.inc({ kind }),
    delivery: (platform, outcome) => deliveries.inc({ platform, outcome }),
    reservationMended: (how) => mended.inc({ how }),
    outages: (of, count) => outages.set({ of }, count),
    webhookEvent: (outcome) => webhooks.inc({ outcome }),
    ledgerDrift: (dollars) => drift.set(dollars),
  };
  return { observer, registry };
}

/**
 * Removes gauges named like counters, which `promtool check metrics` refuses. The gauges of the same name
 * without `_total` show the same, by type.
 */
function leaveOutMisnamed(registry: Registry): void {
  for (const metric of registry.getMetricsAsArray()) {
    if (metric instanceof Gauge && 'name' in metric && /_total$/.test(String(metric.name))) {
      registry.removeSingleMetric(String(metric.name));
    }
  }
}
