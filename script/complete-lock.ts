/**
 * Adds to package-lock.json the optional platform packages that `npm install` left out.
 *
 * npm leaves one out when the registry does not have it, and then `npm ci` refuses the lock wherever the
 * registry does ("Missing: @biomejs/cli-darwin-arm64 from lock file"). The added entries have the version
 * their parent pins and the platform, so that npm skips them everywhere else. Each gets the digest its
 * registry states, so that npm accepts only that exact file. Run after each change of a dependency.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { runScript } from '../src/command-line.ts';

const entry = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockShape = z.looseObject({ packages: z.record(z.string(), entry) });

const CPUS = ['arm64', 'x64', 'arm', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64'];
const SYSTEMS = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openharmony'];
const EXACT = /^\d+\.\d+\.\d+$/;

/** Reads from a name such as `binding-linux-arm64-musl` where the package runs. */
function platformOf(name: string) {
  const words = name.split('-');
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = CPUS.filter((known) => words.includes(known));
  if (os.length !== 1 || cpu.length !== 1) return undefined;
  const last = words.at(-1) ?? '';
  const libc = last.startsWith('musl') ? ['musl'] : last.startsWith('gnu') ? ['glibc'] : undefined;
  return { os, cpu, ...(libc === undefined ? {} : { libc }) };
}

/** Returns the completed text of a lock, and the names that were added. */
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
  // The text is parsed a second time, because a parsed shape loses the order of the keys.
  const whole: { packages: Record<string, object> } = JSON.parse(text);
  const sorted = Object.entries({ ...whole.packages, ...missing }).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  return {
    text: `${JSON.stringify({ ...whole, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
    added: Object.keys(missing),
  };
}

/** Returns the packages of a lock whose files npm could not check: `name@version` by their key in it. */
export function unchecked(text: string): ReadonlyMap<string, string> {
  const { packages } = lockShape.parse(JSON.parse(text));
  const found = new Map<string, string>();
  for (const [path, { version, integrity, link }] of Object.entries(packages)) {
    const name = path.split('node_modules/').at(-1) ?? '';
    if (path === '' || link === true || version === undefined || integrity !== undefined) continue;
    found.set(path, `${name}@${version}`);
  }
  return found;
}

/** Returns the text of a lock with these digests, each behind the version, where npm writes it. */
export function withIntegrity(text: string, digests: ReadonlyMap<string, string>): string {
  // Without a schema, because a parsed shape loses the order of the keys.
  const lock: { packages: Record<string, { version?: string }> } = JSON.parse(text);
  for (const [path, integrity] of digests) {
    const { version, ...rest } = lock.packages[path] ?? {};
    Object.assign(lock.packages, { [path]: { version, integrity, ...rest } });
  }
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** Requests the digest from npm's configured registry. Empty when it doesn't have the package. */
async function digestOf(spec: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['view', spec, 'dist.integrity']).catch(() => ({
    stdout: '',
  }));
  return stdout.trim();
}

if (import.meta.main) {
  const usage =
    'Usage: node script/complete-lock.ts\n\nAdds platform packages and digests that npm left out of package-lock.json.\n';
  await runScript({ usage, options: {} }, async () => {
    const path = new URL('../package-lock.json', import.meta.url);
    const { text, added } = completeLock(readFileSync(path, 'utf8'));
    const digests = new Map<string, string>();
    const unknown: string[] = [];
    // One at a time: this is rare, and it spares the registry.
    for (const [place, spec] of unchecked(text)) {
      const digest = await digestOf(spec);
      if (digest === '') unknown.push(spec);
      else digests.set(place, digest);
    }
    if (added.length + digests.size > 0) writeFileSync(path, withIntegrity(text, digests));
    process.stdout.write(
      `package-lock.json: ${added.length} platform packages and ${digests.size} digests added\n`,
    );
    if (unknown.length > 0) {
      process.stderr.write(
        `The registry states no digest of ${unknown.join(', ')}. Run this against another.\n`,
      );
      process.exitCode = 1;
    }
  });
}
