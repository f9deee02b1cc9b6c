import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One file of the program's own code. */
export interface SourceFile {
  /** From the checkout, with forward slashes: `src/core/async/clock.ts`. */
  readonly path: string;
  readonly text: string;
  /** What it imports and re-exports, types too: a path from the checkout, or a package's name. */
  readonly imports: readonly string[];
  /** Those among them that are still there once types are erased. */
  readonly valueImports: readonly string[];
}

const IMPORTS = [
  // import … from 'x';  export … from 'x';  over several lines as well
  /^(?:import|export)\b(?<clause>[^'"`;]*?)\bfrom\s*['"](?<specifier>[^'"]+)['"]/gm,
  // import 'x';
  /^import\s*['"](?<specifier>[^'"]+)['"]/gm,
  // import('x'), also as a type
  /\bimport\(\s*['"](?<specifier>[^'"]+)['"]/g,
];

/** Every TypeScript file under these folders of the checkout. */
export function sourcesIn(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => readSource(join(entry.parentPath, entry.name))),
  );
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const statements = IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)]).map(({ groups }) => {
    const specifier = groups?.['specifier'] ?? '';
    const target = specifier.startsWith('.')
      ? fromRoot(join(dirname(file), specifier))
      : packageOf(specifier);
    return { target, isType: /^\s*type\s/.test(groups?.['clause'] ?? '') };
  });
  return {
    path: fromRoot(file),
    text,
    imports: statements.map(({ target }) => target),
    valueImports: statements.filter(({ isType }) => !isType).map(({ target }) => target),
  };
}

function fromRoot(file: string): string {
  return relative(ROOT, file).split(sep).join('/');
}

/** `@scope/name/deep` → `@scope/name`; `node:fs/promises` stays. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The lines that are not comments. A comment behind code counts as code. */
export function codeLines({ text }: SourceFile): readonly string[] {
  return text.split('\n').filter((line) => !/^\s*(?:\/\/|\/\*|\*)/.test(line));
}
