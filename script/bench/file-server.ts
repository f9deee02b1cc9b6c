/**
 * Serves the files of one folder on a free port of the loopback address, in its own process:
 *
 *   node script/bench/file-server.ts <folder>
 *
 * It prints its address in one line.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const [folder = '.'] = process.argv.slice(2);

const server = createServer((request, response) => {
  const path = join(folder, basename(request.url ?? ''));
  const serve = async () => {
    const { size } = await stat(path);
    response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': size });
    await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), response);
  };
  serve().catch(() => response.destroy());
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
