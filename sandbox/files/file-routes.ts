import type { SandboxClock } from '../clock.ts';
import type { Route } from '../http/route.ts';
import type { FileStore } from './file-shelf.ts';

/** Downloads. The link itself is the permission; no key is asked for. */
export function fileRoutes(shelf: FileStore, clock: SandboxClock): readonly Route[] {
  return [
    {
      operation: 'files.download',
      method: 'get',
      path: '/files/:service/:job/:name',
      open: true,
      handle: (call) => {
        const key = `${call.param('service')}/${call.param('job')}/${call.param('name')}`;
        return { file: shelf.open(key, call.query, clock.now()) };
      },
    },
  ];
}
