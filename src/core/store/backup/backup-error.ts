/**
 * Thrown when a database can't be backed up or restored. The message is a sentence for the bot owner and says what to
 * do.
 */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
