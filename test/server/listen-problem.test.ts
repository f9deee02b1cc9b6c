import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { StartError } from '../../src/core/model/start-error.ts';
import { listenProblem } from '../../src/server/listen-problem.ts';

const failed = (code: string) => Object.assign(new Error('listen failed'), { code });

function messageOf(code: string, port = 3000, host = '127.0.0.1'): string {
  const problem = listenProblem(failed(code), { host, port });
  return problem instanceof StartError ? problem.message : assert.fail(`${code} is not explained`);
}

describe('a server that cannot listen', () => {
  it('names the port that is in use and a free one to set', () => {
    assert.match(messageOf('EADDRINUSE'), /^Port 3000 is in use .*PORT=3001$/);
    assert.match(messageOf('EADDRINUSE', 65_535), /PORT=65534$/);
  });

  it('names PORT where only root may listen', () => {
    assert.match(messageOf('EACCES', 80), /^PORT is 80, which this user may not use\./);
  });

  it('names HOST when it is no address of this machine, as the system says it', async () => {
    for (const host of ['192.0.2.1', 'no-such-host.invalid']) {
      const server = createServer();
      const error = await new Promise((resolve) => server.once('error', resolve).listen(0, host));
      const problem = listenProblem(error, { host, port: 3000 });
      assert.ok(problem instanceof StartError, String(error));
      assert.match(
        problem.message,
        new RegExp(`^HOST is ${host.replaceAll('.', '\\.')}, which is no address`),
      );
    }
  });

  it('is left as it is for any other cause', () => {
    const error = failed('EMFILE');
    assert.equal(listenProblem(error, { host: '::', port: 1 }), error);
  });
});
