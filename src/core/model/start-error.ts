/** Thrown when the program can't start as configured. The message is a sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
