import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '../core/ports/log.ts';

/** Logs that traces can't be sent, once, and once more when they can be again. */
export interface SendReport {
  failed(error: unknown): void;
  succeeded(): void;
}

/** Spans that could not be sent are lost; jobs don't notice. */
export function createSendReport(log: Log): SendReport {
  let isFailing = false;
  return {
    failed(error) {
      if (!isFailing) log.warn({ error }, 'traces-not-sent');
      isFailing = true;
    },
    succeeded() {
      if (isFailing) log.info({}, 'traces-sent-again');
      isFailing = false;
    },
  };
}

/** `ExportResult.code` of a batch that arrived. */
const SUCCESS = 0;

/** Wraps an exporter so that what it fails to send is reported here, and nowhere else. */
export function reportingExporter(inner: SpanExporter, report: SendReport): SpanExporter {
  return {
    export(spans, done) {
      inner.export(spans, (result) => {
        if (result.code === SUCCESS) report.succeeded();
        else report.failed(result.error);
        done({ code: SUCCESS });
      });
    },
    shutdown: () => inner.shutdown(),
  };
}
