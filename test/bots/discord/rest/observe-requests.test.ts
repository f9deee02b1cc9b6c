import assert from 'node:assert/strict';
import { it } from 'node:test';
import { routeOf } from '../../../../src/bots/discord/rest/observe-requests.ts';

it('a request to Discord is named by its path, without ids and tokens', () => {
  const token = 'aW50ZXJhY3Rpb246MTI6dG9rZW4';
  assert.deepEqual(
    [
      'https://discord.com/api/v10/channels/81384788765712384/messages?limit=1',
      `https://discord.com/api/v10/interactions/1234/${token}/callback`,
      `http://127.0.0.1:3001/api/v10/webhooks/1234/${token}/messages/@original`,
      'https://discord.com/api/v10/channels/1/messages/2/reactions/%F0%9F%94%A5/@me',
      'no address',
    ].map(routeOf),
    [
      '/channels/{}/messages',
      '/interactions/{}/{}/callback',
      '/webhooks/{}/{}/messages/@original',
      '/channels/{}/messages/{}/reactions/{}/@me',
      '',
    ],
  );
});
