import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Clock } from '../core/async/clock.ts';
import { unlessAborted } from '../core/async/unless-aborted.ts';
import type { TracedJob } from '../core/jobs/context/tracer.ts';
import { toFailure } from '../core/model/errors.ts';
import type { Log } from '../core/ports/log.ts';
import { createIdSource } from './id-source.ts';
import { createSendReport, reportingExporter } from './reporting-exporter.ts';
import { traceIdsOf } from './trace-ids.ts';
import type { Tracing } from './tracing.ts';

/** Where traces go, and as what. */
export interface OtlpSettings {
  /** Base address of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  /** May contain a key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
}

const SEND_TIMEOUT_MS = 5_000;
/** A part of the time that the program has to drain. */
const CLOSE_MS = 2_000;
const PREFIX = 'audiopod_bot.';

/** The step that runs: what it starts is shown below it, until it has ended. */
interface RunningStep {
  readonly context: Context;
  isOver: boolean;
}

/**
 * Creates traces that are sent to an OpenTelemetry collector over HTTP, in JSON. Nothing is registered globally: a
 * library that looks for a tracer finds none, and so can't add what a person wrote.
 */
export function createOtlpTracing(settings: OtlpSettings, parts: { clock: Clock; log: Log }): Tracing {
  const { clock, log } = parts;
  const ids = createIdSource();
  const report = createSendReport(log);
  const exporter = new OTLPTraceExporter({
    url: `${settings.endpoint}/v1/traces`,
    headers: settings.headers,
    timeoutMillis: SEND_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': settings.serviceName }),
    sampler: new AlwaysOnSampler(),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor({ exporter: reportingExporter(exporter, report) })],
  });
  const tracer = provider.getTracer('audiopod-bot');
  const running = new AsyncLocalStorage<RunningStep>();
  // As dates: a number would count from the start of the process if it is lower than that.
  const now = (): Date => new Date(clock.now());

  /** Shows something that has ended, if a step is running that it belongs to. */
  const showEnded = (name: string, durationMs: number, attributes: Attributes, hasFailed: boolean): void => {
    const step = running.getStore();
    if (step === undefined || step.isOver) return;
    const startTime = new Date(clock.now() - durationMs);
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes }, step.context);
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(now());
  };

  /** Shows a part of the running step. */
  const part = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const step = running.getStore();
    if (step === undefined || step.isOver) return work();
    const span = tracer.startSpan(name, { startTime: now() }, step.context);
    try {
      return await work();
    } catch (error) {
      markFailed(span, toFailure(error).code);
      throw error;
    } finally {
      span.end(now());
    }
  };

  return {
    async step(job, name, work) {
      const { traceId, rootId } = traceIdsOf(job.id);
      const root = { traceId, spanId: rootId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
      const attributes = { ...attributesOf(job), [`${PREFIX}attempt`]: job.attempt };
      const below = trace.setSpanContext(ROOT_CONTEXT, root);
      const span = tracer.startSpan(name, { startTime: now(), attributes }, below);
      const step: RunningStep = { context: trace.setSpan(below, span), isOver: false };
      let outcome = 'superseded';
      try {
        return await running.run(step, () =>
          work((ended, code) => {
            outcome = ended;
            if (code !== undefined) markFailed(span, code);
          }),
        );
      } finally {
        step.isOver = true;
        span.setAttribute(`${PREFIX}outcome`, outcome);
        span.end(now());
      }
    },
    delivered(job, outcome) {
      const attributes = { ...attributesOf(job), [`${PREFIX}outcome`]: outcome };
      const startTime = new Date(job.createdAtMs);
      const span = ids.as(traceIdsOf(job.id), () =>
        tracer.startSpan('job', { startTime, attributes, root: true }, ROOT_CONTEXT),
      );
      span.end(now());
    },
    observer: (inner) => ({
      ...inner,
      providerRequest(route, status, durationMs) {
        inner.providerRequest(route, status, durationMs);
        const hasFailed = typeof status === 'string' || status >= 400;
        const facts = { 'url.template': route, 'http.response.status_code': status };
        showEnded(`AudioPod ${route}`, durationMs, facts, hasFailed);
      },
      platformRequest(platform, route, outcome, durationMs) {
        inner.platformRequest(platform, route, outcome, durationMs);
        const facts = {
          [`${PREFIX}platform`]: platform,
          'url.template': route,
          [`${PREFIX}outcome`]: outcome,
        };
        showEnded(`${platform} ${route}`, durationMs, facts, outcome !== 'ok');
      },
    }),
    download: (inner) => (url, toPath, options) => part('download', () => inner(url, toPath, options)),
    audio: (inner) => ({
      ...inner,
      prepareUpload: (...order) => part('prepare-upload', () => inner.prepareUpload(...order)),
      prepareResult: (...order) => part('prepare-result', () => inner.prepareResult(...order)),
      join: (...order) => part('join', () => inner.join(...order)),
      encode: (...order) => part('encode', () => inner.encode(...order)),
      encodeVoice: (...order) => part('encode-voice', () => inner.encodeVoice(...order)),
      waveform: (...order) => part('waveform', () => inner.waveform(...order)),
    }),
    async close() {
      await unlessAborted(provider.shutdown(), clock.timeout(CLOSE_MS)).catch(report.failed);
    },
  };
}

function attributesOf({ id, request, origin }: TracedJob): Attributes {
  return {
    [`${PREFIX}job`]: id,
    [`${PREFIX}service`]: request.service,
    [`${PREFIX}platform`]: origin.platform,
  };
}

/** The message of an error may quote a person, so only its code is shown. */
function markFailed(span: Span, code: string): void {
  span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR });
}
