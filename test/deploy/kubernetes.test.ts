import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Deployment, type IDeployment } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Secret, Service } from 'kubernetes-models/v1';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { ENVIRONMENT, readConfig } from '../../src/config/config.ts';
import { ROOT } from '../architecture/sources.ts';

const FOLDER = join(ROOT, 'deploy/kubernetes');
const KINDS = { ConfigMap, Deployment, PodDisruptionBudget, Secret, Service };
const MODULE_OF = {
  ConfigMap: 'v1',
  Secret: 'v1',
  Service: 'v1',
  Deployment: 'apps/v1',
  PodDisruptionBudget: 'policy/v1',
};
const header = z.looseObject({
  apiVersion: z.string(),
  kind: z.enum(['ConfigMap', 'Deployment', 'PodDisruptionBudget', 'Secret', 'Service']),
});
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

const manifests = readdirSync(FOLDER)
  .filter((name) => name !== 'kustomization.yaml')
  .flatMap((name) =>
    parseAllDocuments(read(name), { merge: true }).map((document) => {
      assert.deepEqual(document.errors, [], name);
      return header.parse(document.toJS());
    }),
  );
const ofKind = (kind: keyof typeof KINDS) => manifests.filter((manifest) => manifest.kind === kind);
const deployments = ofKind('Deployment').map((manifest) => manifest as unknown as IDeployment);
const stringMap = z.record(z.string(), z.string());

/** What the program reads in a container of this deployment. */
function environmentOf(deployment: IDeployment): Readonly<Record<string, string>> {
  const own = deployment.spec?.template.spec?.containers[0]?.env ?? [];
  return {
    // As the image sets it.
    DATA_DIR: '/data',
    FFMPEG_PATH: '/usr/bin/ffmpeg',
    ...stringMap.parse(ofKind('ConfigMap')[0]?.['data']),
    ...stringMap.parse(ofKind('Secret')[0]?.['stringData']),
    ...Object.fromEntries(own.map(({ name, value = '' }) => [name, value])),
  };
}

describe('the manifests for Kubernetes', () => {
  it('fit its schemas', () => {
    assert.deepEqual(manifests.map(({ kind }) => kind).toSorted(), [
      ...['ConfigMap', 'Deployment', 'Deployment', 'PodDisruptionBudget', 'Secret', 'Service'],
    ]);
    for (const manifest of manifests) {
      const Kind = KINDS[manifest.kind];
      assert.equal(manifest.apiVersion, Kind.apiVersion);
      new Kind(manifest as never).validate();
    }
  });

  it('have no field that Kubernetes doesn’t know, which it would ignore', () => {
    const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
    try {
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      const lines = manifests.map(
        ({ kind, ...rest }, index) =>
          `import type { I${kind} as T${index} } from 'kubernetes-models/${MODULE_OF[kind]}';\n` +
          `export const m${index}: T${index} = ${JSON.stringify({ kind, ...rest })};`,
      );
      writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'));
      const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', 'node'];
      const { status, stdout } = spawnSync(
        join(ROOT, 'node_modules/.bin/tsc'),
        [...options, join(folder, 'manifests.ts')],
        { cwd: folder, encoding: 'utf8' },
      );
      assert.equal(status, 0, stdout);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('set variables that the program reads, and together what it starts with', () => {
    const known = ENVIRONMENT.map(({ name }) => name);
    const roles = deployments.map((deployment) => {
      const environment = environmentOf(deployment);
      assert.deepEqual(
        Object.keys(environment).filter((name) => !known.includes(name)),
        [],
      );
      const config = readConfig(environment);
      assert.deepEqual(config.warnings, []);
      assert.equal(config.playground, undefined);
      return config.role;
    });
    assert.deepEqual(roles.toSorted(), ['gateway', 'worker']);
  });

  it('apply everything but the template of the Secret, which holds no key', () => {
    const { resources, images } = z
      .looseObject({
        resources: z.array(z.string()),
        images: z.array(z.object({ name: z.string(), newName: z.string(), newTag: z.string() })),
      })
      .parse(parse(read('kustomization.yaml')));
    const all = readdirSync(FOLDER).filter((name) => !/^(?:kustomization|secret\.example)\.yaml$/.test(name));
    assert.deepEqual(resources.toSorted(), all.toSorted());
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    assert.deepEqual(
      images.map(({ name, newTag }) => [name, newTag]),
      [['audiopod-bot', version]],
    );
  });

  for (const deployment of deployments) {
    const name = deployment.metadata?.name ?? '?';
    const pod = deployment.spec?.template.spec;
    const container = pod?.containers[0];

    it(`give ${name} the time to drain, after what is sent to it has ceased`, () => {
      const main = readFileSync(join(ROOT, 'src/main.ts'), 'utf8');
      const drainS = Number(/DRAIN_DEADLINE_MS = ([\d_]+);/.exec(main)?.[1]?.replaceAll('_', '')) / 1000;
      const pauseS = container?.lifecycle?.preStop?.sleep?.seconds ?? 0;
      assert.ok(drainS > 0 && (pod?.terminationGracePeriodSeconds ?? 0) >= pauseS + drainS + 5);
    });

    it(`ask ${name} whether it lives and whether it can work, on the port it listens on`, () => {
      assert.equal(container?.startupProbe?.httpGet?.path, '/healthz');
      assert.equal(container?.livenessProbe?.httpGet?.path, '/healthz');
      assert.equal(container?.readinessProbe?.httpGet?.path, '/readyz');
      const port = container?.ports?.find(({ name }) => name === 'http')?.containerPort;
      assert.equal(String(port), environmentOf(deployment)['PORT']);
    });

    it(`let ${name} gain no rights, write to its folders alone, and not use up the node`, () => {
      assert.equal(pod?.securityContext?.runAsNonRoot, true);
      assert.equal(pod?.automountServiceAccountToken, false);
      assert.equal(container?.securityContext?.readOnlyRootFilesystem, true);
      assert.equal(container?.securityContext?.allowPrivilegeEscalation, false);
      assert.deepEqual(container?.securityContext?.capabilities, { drop: ['ALL'] });
      assert.ok(container?.resources?.limits?.['memory'] !== undefined);
      assert.ok(container?.volumeMounts?.some(({ mountPath }) => mountPath === '/data'));
      assert.ok(pod?.volumes?.every(({ emptyDir }) => emptyDir?.sizeLimit !== undefined));
    });
  }
});
