/** The program cannot start as it was asked to. The message is a sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
