import type { SandboxClock } from '../clock.ts';
import type { Route } from '../http/route.ts';
import type { FileStore } from './file-store.ts';

/** Downloads. The signed link is the permission; no key is required. */
export function fileRoutes(fileStore: FileStore, clock: SandboxClock): readonly Route[] {
  return [
    {
      operation: 'files.download',
      method: 'get',
      path: '/files/:service/:job/:name',
      open: true,
      handle: (call) => {
        const key = `${call.param('service')}/${call.param('job')}/${call.param('name')}`;
        return { file: fileStore.open(key, call.query, clock.now()) };
      },
    },
  ];
}
