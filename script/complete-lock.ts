/**
 * Adds to package-lock.json the optional platform packages that `npm install` left out. npm leaves one out
 * when the registry it asked does not carry it, and then `npm ci` refuses the lock wherever the registry does
 * ("Missing: @biomejs/cli-darwin-arm64 from lock file"). The added entries name the version their parent
 * pins, and the platform, so that npm skips them everywhere else. Run after each change of a dependency:
 *
 *   node script/complete-lock.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const entry = z.looseObject({
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockShape = z.looseObject({ packages: z.record(z.string(), entry) });

const CPUS = ['arm64', 'x64', 'arm', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64'];
const SYSTEMS = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openharmony'];
const EXACT = /^\d+\.\d+\.\d+$/;

/** What a name such as `binding-linux-arm64-musl` says about where the package runs. */
function platformOf(name: string) {
  const words = name.split('-');
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = CPUS.filter((known) => words.includes(known));
  if (os.length !== 1 || cpu.length !== 1) return undefined;
  const last = words.at(-1) ?? '';
  const libc = last.startsWith('musl') ? ['musl'] : last.startsWith('gnu') ? ['glibc'] : undefined;
  return { os, cpu, ...(libc === undefined ? {} : { libc }) };
}

/** The completed text of a lock, and the names that were added. */
export function completeLock(text: string): { readonly text: string; readonly added: readonly string[] } {
  const { packages } = lockShape.parse(JSON.parse(text));
  const missing: Record<string, object> = {};
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      const platform = platformOf(name);
      if (path in packages || platform === undefined || !EXACT.test(version)) continue;
      const dev = parent.dev === undefined ? {} : { dev: parent.dev };
      missing[path] = { version, ...dev, optional: true, ...platform };
    }
  }
  // The text is read a second time, because a parsed shape loses the order of the keys.
  const whole: { packages: Record<string, object> } = JSON.parse(text);
  const sorted = Object.entries({ ...whole.packages, ...missing }).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  return {
    text: `${JSON.stringify({ ...whole, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
    added: Object.keys(missing),
  };
}

if (import.meta.main) {
  const path = new URL('../package-lock.json', import.meta.url);
  const { text, added } = completeLock(readFileSync(path, 'utf8'));
  if (added.length > 0) writeFileSync(path, text);
  process.stdout.write(`${added.length} platform packages added to package-lock.json\n`);
}
