import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recognizeOwners } from '../../../src/core/accounts/bot-owners.ts';

describe('a bot owner', () => {
  const isOwner = recognizeOwners(['discord:1', 'slack:T1:U1']);

  it('is named in the configuration, by platform and id', () => {
    assert.equal(isOwner({ platform: 'discord', member: 'discord:1' }), true);
    assert.equal(isOwner({ platform: 'slack', member: 'slack:T1:U1' }), true);
    assert.equal(isOwner({ platform: 'discord', member: 'discord:2' }), false);
    assert.equal(isOwner({ platform: 'slack', member: 'slack:T2:U1' }), false);
  });

  it('is everybody in the playground', () => {
    assert.equal(isOwner({ platform: 'web', member: 'web:visitor' }), true);
  });
});
