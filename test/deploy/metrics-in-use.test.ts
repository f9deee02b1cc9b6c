import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Histogram } from 'prom-client';
import { parse } from 'yaml';
import { z } from 'zod';
import { STAGES } from '../../src/core/model/job/stages.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { CORRECTIONS, REQUEST_OUTCOMES, WEBHOOK_OUTCOMES } from '../../src/core/ports/observer.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { registerStoreMetrics } from '../../src/server/store-metrics.ts';
import { documentAt, section } from '../architecture/documents.ts';
import { ROOT } from '../architecture/sources.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { readExpression } from './promql.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const alert = z.strictObject({
  alert: z.string().regex(/^AudiopodBot[A-Z]\w+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+m$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.strictObject({ summary: z.string().regex(/^[A-Z].*\.$/) }),
});
const rules = z
  .strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(alert) })) })
  .parse(parse(read('deploy/prometheus/alerts.yml')))
  .groups.flatMap((group) => group.rules);

const panel = z.looseObject({
  id: z.number(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.looseObject({ expr: z.string(), legendFormat: z.string() })).default([]),
});
const { panels } = z
  .looseObject({ panels: z.array(panel) })
  .parse(JSON.parse(read('deploy/grafana/audiopod-bot.json')));

/** What Grafana puts in the place of its variables. */
const shown = panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => [title, expr.replaceAll(/\$__\w+/g, '5m')] as const),
);
const expressions = [...rules.map((rule) => [rule.alert, rule.expr] as const), ...shown];

/** Labels that Prometheus adds, and those of the buckets of a histogram. */
const ADDED = ['job', 'instance'];
/** Every value that a label can have, if it's of a fixed set. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  stage: [...STAGES, 'received', 'quoted', 'confirming', 'submitting', 'watching', 'completed', 'encoded'],
  outcome: [
    ...['ok', 'failed', 'retry', 'cancelled', 'done', 'partial', 'undeliverable'],
    ...REQUEST_OUTCOMES,
    ...WEBHOOK_OUTCOMES,
  ],
  kind: ['held', 'spent', 'limit', 'single', 'list'],
  how: CORRECTIONS,
};

describe('the dashboard and the alerts', () => {
  const { registry } = createMetrics();
  const figures = { deadJobs: async () => 0, jobsByStage: async () => ({}), operatorTotals: async () => [] };
  registerStoreMetrics(registry, figures, createVirtualClock(), silentLog);
  const labels = new Map<string, readonly string[]>([['up', ADDED]]);
  for (const metric of registry.getMetricsAsArray()) {
    const own = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [];
    const all = [...own.map(String), ...ADDED];
    if (!(metric instanceof Histogram)) labels.set(metric.name, all);
    else {
      labels.set(`${metric.name}_bucket`, [...all, 'le']);
      labels.set(`${metric.name}_count`, all);
      labels.set(`${metric.name}_sum`, all);
    }
  }

  it('read only metrics that the bot has, by labels and values that those have', () => {
    const strange = expressions.flatMap(([where, text]) => {
      const { selections, groupings } = readExpression(text);
      const known = selections.flatMap(({ metric }) => labels.get(metric) ?? []);
      return [
        ...selections.flatMap(({ metric, conditions }) => [
          ...(labels.has(metric) ? [] : [`${where}: ${metric}`]),
          ...conditions.flatMap(({ label, values }) => [
            ...(labels.get(metric)?.includes(label) === false ? [`${where}: ${metric}{${label}}`] : []),
            ...values
              .filter((value) => VALUES[label]?.includes(value) === false)
              .map((value) => `${where}: ${label}="${value}"`),
          ]),
        ]),
        ...groupings.filter((label) => !known.includes(label)).map((label) => `${where}: by ${label}`),
      ];
    });
    assert.ok(expressions.length > 25);
    assert.deepEqual(strange, []);
  });

  it('find an expression that no longer fits', () => {
    assert.throws(() => readExpression('sum(rate(audiopod_bot_jobs_total[5m])'), /No PromQL/);
    assert.deepEqual(readExpression('sum by (le) (a{b=~"c|d"} > on(e) f)'), {
      selections: [
        { metric: 'a', conditions: [{ label: 'b', values: ['c', 'd'] }] },
        { metric: 'f', conditions: [] },
      ],
      groupings: ['le', 'e'],
    });
  });

  it('show every metric of the bot’s own', () => {
    const used = expressions.flatMap(([, text]) =>
      readExpression(text).selections.map(({ metric }) => metric.replace(/_(?:bucket|count|sum)$/, '')),
    );
    const own = registry.getMetricsAsArray().map(({ name }) => name);
    assert.deepEqual(
      own.filter((name) => name.startsWith('audiopod_bot_') && !used.includes(name)),
      [],
    );
  });

  it('say in a paragraph of docs/alerts.md what each alert means, and of no other', () => {
    const means = section(documentAt('docs/alerts.md'), '## What each alert means');
    const paragraphs = [...means.matchAll(/^### (\w+)\n\n(.+)$/gm)];
    assert.deepEqual(
      paragraphs.map(([, name]) => name),
      rules.map((rule) => rule.alert),
    );
  });

  it('have panels with a title each, of which none covers another', () => {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)}:${y + Math.floor(index / w)}`),
    );
    assert.equal(new Set(cells).size, cells.length);
    assert.ok(cells.every((cell) => Number(cell.split(':')[0]) < 24));
  });

  const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
  it('pass Prometheus’s own check, and ring when they should', { skip: !hasPromtool }, () => {
    const { status, stdout, stderr } = spawnSync(
      'promtool',
      ['test', 'rules', join(ROOT, 'deploy/prometheus/alerts.test.yml')],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, `${stdout}${stderr}`);
  });
});
