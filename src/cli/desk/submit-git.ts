import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DeskClient, Submission, UpdateAnswer } from "../../api/index.ts";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { sendFiles } from "./submit-upload.ts";

const TIME_LIMIT_MS = 30 * 60_000;

/** A signed tag or commit on this machine, and upstream's tarballs for it. */
export interface GitWish {
  /** A tag's name or a commit's full id. */
  readonly ref: string;
  /** A repository here or elsewhere (this machine fetches it, never the desk), or a finished `.bundle`. */
  readonly repository: string;
  readonly upstream: readonly string[];
}

/**
 * Makes a bundle of the tag or commit with its whole history, and hands it in with upstream's tarballs.
 * Throws INPUT_INVALID when git cannot make it.
 */
export async function submitGit(
  runner: ProcessRunner,
  desk: DeskClient,
  wish: GitWish,
  submission: Omit<Submission, "files">,
): Promise<UpdateAnswer> {
  const scratch = await mkdtemp(path.join(tmpdir(), "sameday-git-"));
  try {
    const bundle = wish.repository.endsWith(".bundle")
      ? wish.repository
      : await makeBundle(runner, wish, path.join(scratch, "source.bundle"));
    const files = await sendFiles(desk, [bundle, ...wish.upstream]);
    return await desk.submit({ ...submission, git: wish.ref, files });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function makeBundle(runner: ProcessRunner, wish: GitWish, bundle: string): Promise<string> {
  if (wish.ref.startsWith("-") || wish.repository.startsWith("-")) {
    throw new SamedayError("USAGE", "A name that begins with a dash is no name of a tag, commit or repository.");
  }
  const isId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(wish.ref);
  const git = async (args: readonly string[]): Promise<void> => {
    await runner
      .run({ argv: ["git", ...args], env: { GIT_TERMINAL_PROMPT: "0" }, timeLimitMs: TIME_LIMIT_MS })
      .catch((cause: unknown) => {
        if (cause instanceof SamedayError && cause.code === "TOOL_MISSING") throw cause;
        const said = cause instanceof SamedayError && cause.cause instanceof Error ? cause.cause.message : "";
        throw new SamedayError("INPUT_INVALID", `git: ${said.split("\n").at(-1) || "it gave no reason"}`, cause);
      });
  };
  // A copy of one's own: a bundle names refs, and a commit id is none; the user's repository is not touched.
  const copy = path.join(path.dirname(bundle), "copy.git");
  await git(["clone", "--quiet", "--mirror", "--", wish.repository, copy]);
  const ref = isId ? "refs/sameday/source" : `refs/tags/${wish.ref}`;
  if (isId) await git([`--git-dir=${copy}`, "update-ref", ref, wish.ref]);
  await git([`--git-dir=${copy}`, "bundle", "create", "--quiet", bundle, ref]);
  return bundle;
}
