import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Sealing } from '../../../core/seal/sealing.ts';

const ID = /^[0-9a-f]{32}$/;
const ticket = z.object({
  name: z.string(),
  sizeBytes: z.number(),
  member: z.string(),
  keepUntilMs: z.number(),
  /** Whether a job waits for it. */
  isClaimed: z.boolean().default(false),
  /** Whether its bytes are encrypted; those from before encryption aren't. */
  isSealed: z.boolean().default(false),
});

/** What is known of a stored upload. */
export type Ticket = z.infer<typeof ticket>;

/** The folder of uploads: for each the bytes, and a ticket without which they count for nothing. */
export interface UploadTickets {
  /** Where the bytes of an upload are. */
  bytesPath(id: string): string;
  /** Reads the ticket of an upload; `undefined` without one, and for what is no id. */
  find(id: string): Promise<Ticket | undefined>;
  /** Writes a ticket, whole or not at all. */
  write(id: string, value: Ticket): Promise<void>;
  /** Removes an upload and everything written for it. */
  remove(id: string): Promise<void>;
  /** Returns the tickets of all uploads, as this process knows them. */
  all(): Promise<readonly Ticket[]>;
  /** Forgets what this process knows, because another may have removed some. */
  forget(): void;
  /** Returns the ids of everything in the folder, with or without a ticket. */
  ids(): Promise<readonly string[]>;
}

/**
 * Opens the folder. Another process may work with it, so a ticket is read from disk. To count them, which every
 * upload does, they are kept in memory.
 */
export function openUploadTickets(folder: string, sealing: Sealing): UploadTickets {
  let loading: Promise<Map<string, Ticket>> | undefined;
  const ticketPath = (id: string): string => join(folder, `${id}.json`);

  const namesIn = async (): Promise<readonly string[]> => await readdir(folder).catch(() => []);
  const read = async (id: string): Promise<Ticket | undefined> => {
    try {
      const stored = await readFile(ticketPath(id), 'utf8');
      return ticket.parse(JSON.parse(sealing.open(stored, ticketIdentity(id))));
    } catch {
      return undefined;
    }
  };
  const ids = async (): Promise<readonly string[]> => [
    ...new Set((await namesIn()).map((name) => name.slice(0, 32)).filter((id) => ID.test(id))),
  ];
  const load = async (): Promise<Map<string, Ticket>> => {
    const found = await Promise.all((await ids()).map(async (id) => [id, await read(id)] as const));
    return new Map(found.flatMap(([id, one]) => (one === undefined ? [] : [[id, one] as const])));
  };
  const known = (): Promise<Map<string, Ticket>> => {
    loading ??= load();
    return loading;
  };

  return {
    bytesPath: (id) => join(folder, `${id}.bin`),
    find: async (id) => (ID.test(id) ? read(id) : undefined),
    async write(id, value) {
      const draft = join(folder, `${id}.${randomBytes(4).toString('hex')}.draft`);
      await writeFile(draft, sealing.seal(JSON.stringify(value), ticketIdentity(id)));
      await rename(draft, ticketPath(id));
      (await known()).set(id, value);
    },
    async remove(id) {
      (await known()).delete(id);
      const own = (await namesIn()).filter((name) => name.startsWith(`${id}.`));
      await Promise.all(own.map((name) => rm(join(folder, name), { force: true })));
    },
    all: async () => [...(await known()).values()],
    forget() {
      loading = undefined;
    },
    ids,
  };
}

function ticketIdentity(id: string): string {
  return `upload-ticket:${id}`;
}
