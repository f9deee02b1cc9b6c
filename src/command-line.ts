import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { distance } from 'fastest-levenshtein';

/** What a program takes after its name. `--help` and `-h` come with every one. */
export interface CommandLine<Options extends ParseArgsOptionsConfig> {
  /** Printed for `--help`: how to call it, then every option. Ends with a line break. */
  readonly usage: string;
  readonly options: Options;
  /** Whether words without dashes are taken too. Default: no. */
  readonly takesWords?: boolean;
}

/** The arguments as they were typed: `values` by the options' names, `words` in their order. */
export interface Arguments<Options extends ParseArgsOptionsConfig> {
  readonly values: ReturnType<typeof parseArgs<{ options: Options; strict: true }>>['values'];
  readonly words: readonly string[];
}

/** A program was called in a way it can't follow. The message is a sentence for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An argument that starts with a dash is never taken for the value of the option before it. */
const DASHED = /^-./;

/**
 * Reads arguments. Nothing is ignored silently: an option or word the program doesn't take is refused.
 *
 * @returns `help` when that was asked for, whatever else was typed.
 * @throws {UsageError} naming the first argument that doesn't fit.
 */
export function readCommandLine<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  { options, takesWords = false }: CommandLine<Options>,
): Arguments<Options> | 'help' {
  if (args.includes('--help') || args.includes('-h')) return 'help';
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional' && !takesWords) throw refusal(`Unexpected argument “${token.value}”.`);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) throw refusal(unknownOption(token.rawName, Object.keys(options)));
    const isMissing = token.value === undefined || token.value === '';
    const isNextOption = token.inlineValue === false && DASHED.test(token.value);
    if (option.type === 'string' && (isMissing || isNextOption))
      throw refusal(`${token.rawName} needs a value.`);
    if (option.type === 'boolean' && token.value !== undefined)
      throw refusal(`${token.rawName} takes no value.`);
  }
  const { values, positionals } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: true,
  });
  return { values, words: positionals };
}

/**
 * Runs a script: prints its usage for `--help`, else calls `work`. Errors end it with exit code 1.
 *
 * @param explain turns an error into what is printed. By default that is its stack: it is a fault of the script.
 */
export async function runScript<const Options extends ParseArgsOptionsConfig>(
  commandLine: CommandLine<Options>,
  work: (typed: Arguments<Options>) => void | Promise<void>,
  explain: (error: unknown) => string = explainFully,
): Promise<void> {
  try {
    const typed = readCommandLine(process.argv.slice(2), commandLine);
    if (typed === 'help') process.stdout.write(commandLine.usage);
    else await work(typed);
  } catch (error) {
    process.stderr.write(`${error instanceof UsageError ? error.message : explain(error)}\n`);
    process.exitCode = 1;
  }
}

function explainFully(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function refusal(what: string): UsageError {
  return new UsageError(`${what} --help shows what is accepted.`);
}

function unknownOption(typed: string, known: readonly string[]): string {
  const near = known.find((name) => distance(typed, `--${name}`) <= 2);
  return near === undefined ? `Unknown option ${typed}.` : `Unknown option ${typed}. Did you mean --${near}?`;
}
