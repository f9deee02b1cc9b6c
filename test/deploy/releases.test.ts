import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { OWN_FORMAT } from '../../src/core/store/jobs/job-record.ts';
import { documentAt, section } from '../architecture/documents.ts';
import { ROOT } from '../architecture/sources.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));

const workflow = z.looseObject({
  name: z.string(),
  on: z.looseObject({ push: z.looseObject({}) }),
  permissions: z.strictObject({ contents: z.literal('read') }),
  jobs: z.record(
    z.string(),
    z.looseObject({
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()).default({}),
      steps: z.array(
        z
          .looseObject({
            uses: z.string().optional(),
            run: z.string().optional(),
            with: z.looseObject({}).default({}),
          })
          .refine(({ uses, run }) => (uses === undefined) !== (run === undefined)),
      ),
    }),
  ),
});
const WORKFLOWS = '.github/workflows';
const workflows = readdirSync(join(ROOT, WORKFLOWS)).map((name) => {
  const document = parseDocument(read(`${WORKFLOWS}/${name}`));
  assert.deepEqual([...document.errors, ...document.warnings], []);
  return [name, workflow.parse(document.toJS())] as const;
});
const steps = workflows.flatMap(([, { jobs }]) => Object.values(jobs).flatMap((job) => job.steps));

describe('the workflows', () => {
  it('test and build, and may write nothing but the image of a version', () => {
    assert.deepEqual(workflows.map(([name]) => name).toSorted(), ['image.yml', 'test.yml']);
    const writing = workflows.flatMap(([name, { jobs }]) =>
      Object.entries(jobs).flatMap(([job, { permissions }]) =>
        Object.entries(permissions)
          .filter(([, right]) => right !== 'read')
          .map(([what]) => `${name} ${job} ${what}`),
      ),
    );
    assert.deepEqual(writing, ['image.yml publish packages']);
    const { publish } = workflows.find(([name]) => name === 'image.yml')?.[1].jobs ?? {};
    assert.equal(publish?.['if'], "startsWith(github.ref, 'refs/tags/v')");
    assert.equal(publish?.['needs'], 'check');
  });

  it('use actions in exact versions, and leave no credentials behind', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    assert.deepEqual(
      used.filter((name) => !/^[\w-]+\/[\w-]+@(?:v\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(name)),
      [],
    );
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    assert.ok(checkouts.length >= 3);
    assert.ok(checkouts.every((step) => step.with['persist-credentials'] === false));
  });

  it('run scripts that exist, without what an event’s author could write into them', () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    assert.ok(scripts.includes('.ci/run') && existsSync(join(ROOT, '.ci/run')));
    assert.deepEqual(
      scripts.filter((script) => script.includes('${{')),
      [],
    );
  });
});

describe('the version', () => {
  it('has the newest part of the changelog', () => {
    const [newest] = [...read('CHANGELOG.md').matchAll(/^## (\d+\.\d+\.\d+)$/gm)];
    assert.equal(newest?.[1], version);
  });

  it('has a row in docs/releasing.md with the formats of records that it reads and writes', () => {
    const rows = section(documentAt('docs/releasing.md'), '## Which records it reads');
    assert.match(rows, new RegExp(`^\\| ${version} \\| 1–${OWN_FORMAT} \\| ${OWN_FORMAT} \\|$`, 'm'));
  });

  it('is what docs/deploying.md installs', () => {
    assert.match(read('docs/deploying.md'), new RegExp(`--branch v${version} `));
  });
});
