/**
 * Thrown when the store cannot be opened. The message is a whole sentence for the bot owner, says what to do, and
 * holds no credential; the program prints it and exits.
 */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError';
}
