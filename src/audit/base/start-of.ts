import { SamedayError } from "../../kernel/index.ts";
import type { Git } from "./git.ts";

/** Where the work tree left the revision; the revision itself where the checkout does not reach back so far. */
export async function startOf(git: Git, revision: string): Promise<string> {
  const named = git(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
  // Awaited below; it may fail before the other has answered.
  named.catch(() => undefined);
  const shared = await git(["merge-base", revision, "HEAD"]).catch(() => undefined);
  const id = await named.catch(async (cause) => {
    if (cause instanceof SamedayError && cause.code === "TOOL_MISSING") throw cause;
    await git(["rev-parse", "--git-dir"]).catch((reason) => {
      throw new SamedayError(
        "INPUT_INVALID",
        "--base needs a git checkout that this user may read, and there is none here.",
        reason,
      );
    });
    const advice = "Fetch it; a CI job needs the whole history (GIT_DEPTH: 0, fetch-depth: 0).";
    throw new SamedayError("USAGE", `There is no revision "${revision}" in this checkout. ${advice}`, cause);
  });
  return (shared?.length ? shared : id).toString("latin1").trim().split("\n")[0] ?? "";
}
