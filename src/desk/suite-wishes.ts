import { z } from "zod";
import type { Release } from "../distribution/index.ts";
import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { prepareCache } from "./prepare.ts";
import { reachableProgram } from "./program.ts";
import { serviceUsers } from "./service-users.ts";

/** Which suites shall be brought up to date: the part of a definition that this takes, as one process tells another. */
export type SuiteWish = Pick<Release, "codename" | "architectures" | "suites">;

const REFRESH_MS = 60 * 60_000;

const wishes = z
  .array(
    z.object({
      codename: z.string(),
      architectures: z.array(z.string()),
      suites: z.array(
        z.object({
          name: z.string(),
          role: z.enum(["main", "security", "updates", "lts", "backports"]),
          url: z.string(),
          keyring: z.string(),
          components: z.array(z.string()),
        }),
      ),
    }),
  )
  .max(100);

/** Reads what `refreshAsServer` writes. Throws INPUT_INVALID. */
export function readSuiteWishes(text: string): SuiteWish[] {
  try {
    return wishes.parse(JSON.parse(text));
  } catch (cause) {
    throw new SamedayError("INPUT_INVALID", "Standard input holds no list of releases with their suites.", cause);
  }
}

export interface RefreshOptions {
  readonly releases: readonly SuiteWish[];
  /** The desk's cache, or the one that drills share. */
  readonly cache: string;
  /** Where the program is copied when the server's user cannot reach it. */
  readonly program: string;
  readonly runner: ProcessRunner;
  readonly say: (text: string) => void;
}

/**
 * Brings suites up to date as the user who owns them, in a process of its own: what the server shall renew later must be
 * the server's, and root neither parses what an archive sends nor writes where another user could plant links.
 * Throws PROCESS_FAILED, PROCESS_TIMED_OUT.
 */
export async function refreshAsServer(options: RefreshOptions): Promise<void> {
  const { runner, cache, say } = options;
  const users = await serviceUsers(process.getuid?.() ?? 0);
  await prepareCache(cache, users, runner);
  const entry = await reachableProgram(runner, users, options.program);
  const { uid, gid } = users.server;
  const become = users.separate ? ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"] : [];
  const argv = [...become, process.execPath, entry, "desk", "refresh-suites", "--cache", cache];
  const { stderr } = await runner.run({
    argv: argv as [string, ...string[]],
    input: JSON.stringify(options.releases satisfies readonly SuiteWish[]),
    timeLimitMs: REFRESH_MS,
  });
  for (const line of stderr.split("\n").filter((text) => text.trim() !== "")) say(line);
}
