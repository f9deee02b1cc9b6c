import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { TraceIds } from './trace-ids.ts';

/** Generates random ids, except for a span whose ids are given. */
export interface IdSource extends IdGenerator {
  /** Runs `start`, which must start one span without a parent, and gives that span these ids. */
  as<T>(ids: TraceIds, start: () => T): T;
}

/** Creates the source. Starting a span is synchronous, so the given ids can't reach another one. */
export function createIdSource(): IdSource {
  const random = new RandomIdGenerator();
  let given: TraceIds | undefined;
  return {
    generateTraceId: () => given?.traceId ?? random.generateTraceId(),
    generateSpanId: () => given?.rootId ?? random.generateSpanId(),
    as(ids, start) {
      given = ids;
      try {
        return start();
      } finally {
        given = undefined;
      }
    },
  };
}
