/** Rules of the house that no tool knows, as functions over files, so that a planted fault can prove each. */

export interface SourceFile {
  /** From the checkout's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

const MAX_LINES = 500;

/** Tables of data may be long; code may not. */
const LONG_TABLES: ReadonlySet<string> = new Set<string>(["tests/system/web-example.ts"]);

const CODE = /\.(?:tsx?|mjs|cjs|sh|sql|css)$|^(?:sameday|scripts\/[^.]+|\.ci\/run)$/;

export function tooLong(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path, text }) => CODE.test(path) && !LONG_TABLES.has(path) && text.split("\n").length - 1 > MAX_LINES)
    .map(({ path }) => path);
}

/** Every folder directly below src/ is a room and explains itself. */
export function roomsWithoutReadme(files: readonly SourceFile[]): readonly string[] {
  const rooms = new Set(files.flatMap(({ path }) => /^src\/([^/]+)\//.exec(path)?.[1] ?? []));
  return [...rooms].filter((room) => !files.some(({ path }) => path === `src/${room}/README.md`));
}

/** Nothing may name the machine on which it was written, or the place that its packages were fetched from. */
const MACHINE_WORDS: readonly RegExp[] = [
  // A checkout's own address, spelt so that this file does not hold it.
  new RegExp(["(?<![\\w.~-])", "work", "(?:main\\b|shared\\b|\\.)"].join("/")),
  /\bregistry\.[a-z0-9-]+\.[a-z]{2,}\b/,
  /"resolved":\s*"https?:/,
];

export function machineWords(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) => (MACHINE_WORDS.some((word) => word.test(line)) ? [`${path}:${index + 1}`] : [])),
  );
}

/** Debian 13's own Node refuses these (its libuv may use io_uring): another user's work is done by a process of theirs. */
const BECOMES_ANOTHER = /\bprocess\s*\??\.\s*(?:sete?[ug]id|setgroups|initgroups)\b/;

export function becomesAnother(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path, text }) => /^(?:src|tests)\/.*\.tsx?$/.test(path) && BECOMES_ANOTHER.test(text))
    .map(({ path }) => path);
}

interface LockEntry {
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * No package runs code when it is installed, none is fetched from a named host, each is pinned by its hash, and each
 * that is wanted is there: `npm ci` refuses a lock with holes, also where only another platform would need them.
 */
export function lockFaults(lock: string): readonly string[] {
  const { packages } = JSON.parse(lock) as { readonly packages: Readonly<Record<string, LockEntry>> };
  return Object.entries(packages).flatMap(([path, entry]) => {
    const faults: string[] = [];
    const wanted = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
    for (const name of wanted)
      if (!isLocked(packages, path, name)) faults.push(`${path} wants ${name}, which is not locked`);
    if (path === "") return faults;
    if (entry.hasInstallScript) faults.push(`${path} has an install script`);
    if (entry.resolved) faults.push(`${path} names a host`);
    if (!entry.integrity) faults.push(`${path} has no hash`);
    return faults;
  });
}

/** Node looks for a package beside the one that wants it, then ever further up. */
function isLocked(packages: Readonly<Record<string, unknown>>, path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (packages[at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

/** Dependencies are named in exactly one version, and docs/decisions says of each why it is here. */
export function dependencyFaults(manifest: string, decision: string): readonly string[] {
  const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, Readonly<Record<string, string>>>;
  return Object.entries({ ...dependencies, ...devDependencies }).flatMap(([name, version]) => {
    const faults: string[] = [];
    if (!/^(?:npm:[a-z-]+@)?\d+\.\d+\.\d+$/.test(version)) faults.push(`${name} is not pinned`);
    if (!decision.includes(`| \`${name}\` |`))
      faults.push(`${name} has no line in docs/decisions/0002-dependencies.md`);
    return faults;
  });
}
