import type { ProcessRunner } from "../../kernel/index.ts";

const LIMIT_MS = 60_000;
const MOST_BYTES = 256 * 1024 * 1024;

/** Settings by name, whatever letters the name has; those of the process runner stay. */
export type Settings = readonly (readonly [string, string])[];

export type Git = (
  words: readonly string[],
  more?: { readonly input?: string; readonly settings?: Settings; readonly okExitCodes?: readonly number[] },
) => Promise<Buffer>;

const NEVER: Settings = [
  ["safe.bareRepository", "explicit"],
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
];

/** A checkout without all of its objects fetches what is missing, by programs that its settings name: nothing is fetched. */
const WITHOUT_NETWORK = { GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "none" } as const;

/** Asks the git of a checkout; plumbing alone, without the hooks, watchers and fetching that its settings may name. */
export function gitIn(root: string, processes: ProcessRunner): Git {
  return async (words, { input = "", settings = [], okExitCodes = [0] } = {}) => {
    const all = [...NEVER, ...settings];
    const named = all.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]);
    const { stdout } = await processes.run({
      argv: ["git", "--no-optional-locks", ...words],
      cwd: root,
      env: {
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_COUNT: String(all.length),
        ...Object.fromEntries(named),
        ...WITHOUT_NETWORK,
      },
      input,
      okExitCodes,
      timeLimitMs: LIMIT_MS,
      maxOutputBytes: MOST_BYTES,
    });
    return Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength);
  };
}

/** What stands before each NUL. */
export function parts(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, at)) {
    found.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return found;
}
