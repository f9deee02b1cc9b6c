/**
 * Thrown when a database can't be backed up, restored or moved. The message is a sentence for the bot owner and says
 * what to do.
 */
export class StoreCopyError extends Error {
  override readonly name = 'StoreCopyError';
}
