/** The first second of 2015, from which Discord's ids count milliseconds (Discord reference, Snowflakes). */
const DISCORD_EPOCH_MS = 1_420_070_400_000n;

/** Returns when a Discord id was created, in milliseconds since the Unix epoch, on Discord's clock. */
export function madeAtMs(id: string): number {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH_MS);
}
