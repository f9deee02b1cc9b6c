import type { FreeBytes } from '../../../core/jobs/context/free-space.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { Ticket, UploadTickets } from './upload-tickets.ts';

const MIB = 1024 * 1024;

/** What must stay free on the disk, for the database and for jobs that are paid for. */
const RESERVE_BYTES = 256 * MIB;
/** How much of a body may arrive between two looks at the free space. */
const LOOK_EVERY_BYTES = 8 * MIB;

/** Files not yet sent: as large together as one file may be, since more are rarely sent with one line. */
const IDLE_FILES_OF_MEMBER = 20;
/** Files of one member, with those that jobs wait for, in largest files; and of all members. */
const LARGEST_OF_MEMBER = 10;
const LARGEST_OF_ALL = 50;
const FILES_OF_MEMBER = 250;
const FILES_OF_ALL = 5_000;

/** A file that arrives. */
export interface Incoming extends Disposable {
  /**
   * Counts bytes that arrived.
   *
   * @throws {BotError} `uploads-full`, `disk-full`.
   */
  grow(bytes: number): Promise<void>;
}

/** Keeps what members upload within quotas, and the disk from filling up. */
export interface UploadQuota {
  /**
   * Makes room for a file before any of it is read. It counts until it is disposed; then its ticket does.
   *
   * @param declaredBytes 0 if unknown.
   * @throws {BotError} `uploads-full`, `disk-full`.
   */
  begin(member: string, declaredBytes: number): Promise<Incoming>;
}

interface Arriving {
  readonly member: string;
  bytes: number;
}

/** Creates the quotas over a folder that exists. */
export function createUploadQuota(parts: {
  readonly folder: string;
  readonly tickets: Pick<UploadTickets, 'all'>;
  /** The size of the largest file; quotas are multiples of it. */
  readonly maxBytes: number;
  readonly freeBytes: FreeBytes;
}): UploadQuota {
  const { folder, tickets, maxBytes, freeBytes } = parts;
  const arriving = new Set<Arriving>();

  /** Checks what is stored and arriving. It waits for nothing, so uploads that begin together count each other. */
  const requireQuota = (stored: readonly Ticket[], member: string): void => {
    const all = [
      ...stored,
      ...[...arriving].map((one) => ({ member: one.member, sizeBytes: one.bytes, isClaimed: false })),
    ];
    const own = all.filter((one) => one.member === member);
    const idle = own.filter(({ isClaimed }) => !isClaimed);
    const isWithin =
      fits(idle, maxBytes, IDLE_FILES_OF_MEMBER) &&
      fits(own, maxBytes * LARGEST_OF_MEMBER, FILES_OF_MEMBER) &&
      fits(all, maxBytes * LARGEST_OF_ALL, FILES_OF_ALL);
    if (!isWithin) throw new BotError('uploads-full', 'Uploads take up all of the space they may');
  };
  const requireDisk = async (comingBytes: number): Promise<void> => {
    if ((await freeBytes(folder)) - comingBytes < RESERVE_BYTES) {
      throw new BotError('disk-full', 'An upload would leave too little free space');
    }
  };

  return {
    async begin(member, declaredBytes) {
      const one: Arriving = { member, bytes: declaredBytes };
      let arrivedBytes = 0;
      let lookedAtBytes = 0;
      const stored = await tickets.all();
      arriving.add(one);
      try {
        requireQuota(stored, member);
        await requireDisk(declaredBytes);
      } catch (error) {
        arriving.delete(one);
        throw error;
      }
      return {
        async grow(bytes) {
          arrivedBytes += bytes;
          if (arrivedBytes > one.bytes) one.bytes = arrivedBytes;
          if (arrivedBytes - lookedAtBytes < LOOK_EVERY_BYTES && arrivedBytes <= declaredBytes) return;
          requireQuota(await tickets.all(), member);
          if (arrivedBytes - lookedAtBytes < LOOK_EVERY_BYTES) return;
          lookedAtBytes = arrivedBytes;
          await requireDisk(Math.max(0, declaredBytes - arrivedBytes));
        },
        [Symbol.dispose]: () => void arriving.delete(one),
      };
    },
  };
}

function fits(files: readonly Pick<Ticket, 'sizeBytes'>[], maxBytes: number, maxFiles: number): boolean {
  return files.length <= maxFiles && files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= maxBytes;
}
