import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInstalledAuthorization } from '../../../src/bots/slack/tenancy/authorize-event.ts';
import type { Workspaces } from '../../../src/bots/slack/workspaces/workspaces.ts';

const nowhere: Workspaces = {
  admit: async () => assert.fail('no workspace is named'),
  of: () => assert.fail('no workspace is named'),
  all: () => [],
};

test('an event of an organization as a whole is let in, and one of nobody is not', async () => {
  const { authorize } = createInstalledAuthorization(nowhere);
  // Slack sends null, whatever the types say, and names the organization alone.
  const whole = { teamId: null as never, enterpriseId: 'E1', isEnterpriseInstall: true };
  assert.deepEqual(await authorize(whole), { enterpriseId: 'E1' });
  await assert.rejects(
    authorize({ teamId: undefined as never, enterpriseId: undefined as never, isEnterpriseInstall: true }),
    /names no workspace/,
  );
});
