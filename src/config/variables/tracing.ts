import { headerPairs, matching } from './kinds.ts';
import { apiBase } from './url-kinds.ts';
import { optional, withDefault } from './variable.ts';

/** Variables for traces, with the names that OpenTelemetry gives them. */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(apiBase, {
    fallback: 'none',
    meaning: 'Address of an OpenTelemetry collector. Turns traces on; see docs/traces.md.',
    example: 'http://localhost:4318',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: optional(headerPairs, {
    fallback: 'none',
    meaning: 'Headers for the collector: `name=value`, comma-separated.',
    example: 'authorization=Bearer%20your-key',
  }),
  OTEL_SERVICE_NAME: withDefault(matching(/^[\x21-\x7e]{1,100}$/, 'a name without spaces'), {
    fallback: 'audiopod-bot',
    meaning: 'Name of the bot in traces.',
    example: 'audiopod-bot-staging',
  }),
};
