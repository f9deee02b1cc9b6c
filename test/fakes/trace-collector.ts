import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ intValue: z.number() }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ boolValue: z.boolean() }),
]);
const attributes = z
  .array(z.strictObject({ key: z.string(), value }))
  .transform((pairs) => Object.fromEntries(pairs.map((pair) => [pair.key, Object.values(pair.value)[0]])));
const nanos = z.string().regex(/^\d{19}$/);
const span = z.looseObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string().min(1),
  kind: z.number(),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  status: z.looseObject({ code: z.number() }),
});
const request = z.strictObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(span) })),
    }),
  ),
});

/** A span as it arrived, with the name of the service that sent it. */
export type ArrivedSpan = z.output<typeof span> & { readonly service: unknown };

/** An OpenTelemetry collector that keeps what it is sent over HTTP as JSON, and refuses anything else. */
export interface TraceCollector extends AsyncDisposable {
  readonly endpoint: string;
  readonly spans: readonly ArrivedSpan[];
  /** Everything that was sent, as text. */
  readonly bodies: readonly string[];
}

/** Starts a collector that wants this header. */
export async function startTraceCollector(key: string): Promise<TraceCollector> {
  const spans: ArrivedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const isKnown =
      incoming.method === 'POST' &&
      incoming.url === '/v1/traces' &&
      incoming.headers['content-type'] === 'application/json' &&
      incoming.headers['x-collector-key'] === key;
    const text = Buffer.concat(chunks).toString();
    const parsed = isKnown ? request.safeParse(JSON.parse(text)) : undefined;
    if (parsed?.success !== true) {
      response.writeHead(400).end(JSON.stringify(parsed?.error ?? 'unknown'));
      return;
    }
    bodies.push(text);
    for (const { resource, scopeSpans } of parsed.data.resourceSpans) {
      const service = resource.attributes['service.name'];
      spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((one) => ({ ...one, service }))));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
