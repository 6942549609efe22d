import { type Command, SamedayError } from "../../kernel/index.ts";
import type { Found, LayerFiles, TrackerProblem } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { problemLines } from "./tracker-check.ts";
import { ANSWER_OPTIONS, tell } from "./tracker-sources.ts";

const NOTHING = /^0+$/;
const NOTHING_FOUND: Found<TrackerProblem> = { files: new Map(), problems: [] };
/** All problems are compared: the one that a change brings may stand behind any number of others. */
const ALL = Number.POSITIVE_INFINITY;
const LARGEST_FILE = 1024 * 1024 * 1024;

export const hook = defineVerb({
  name: "hook",
  summary: "check tracker data as a git hook",
  description:
    "Run by git in a data repository: pre-commit checks what is about to be committed, pre-receive what is being pushed. An error that the change brings refuses it; one that was there before does not. --data names the layers below this repository's, if any. Install it as .git/hooks/pre-commit, or hooks/pre-receive of a bare repository: a file with the two lines `#!/bin/sh` and `exec sameday tracker hook pre-commit`.",
  arguments: {
    which: { summary: "the hook", required: true, choices: ["pre-commit", "pre-receive"] },
  },
  options: {
    path: { kind: "text", value: "DIR", summary: "the data directory within the repository; default its top" },
    asDebian: ANSWER_OPTIONS.asDebian,
  },
  examples: [
    { line: "sameday tracker hook pre-commit", says: "check what is staged" },
    { line: "sameday tracker hook pre-receive --path data --as-debian", says: "in a repository laid out as Debian's" },
  ],
  exits: { 0: "no new error", 1: "refused: the change brings errors", 2: "wrong usage, or not in a git repository" },
  silent: "git shows what it writes to standard error; its exit code is the answer",
  async run(context, { args, options }) {
    await requireRepository(context);
    const changes = args.which === "pre-commit" ? [await staged(context)] : await pushed(context);
    const { freshProblems } = await import("../../tracker/index.ts");
    let refused = 0;
    for (const { before, after, what } of changes) {
      const known = before ? await problemsOf(context, before, options) : NOTHING_FOUND;
      const now = await problemsOf(context, after, options);
      // Else a hook without --path would let everything pass in silence.
      if (![...now.files.keys()].some((file) => /\blist$/.test(file))) {
        const where = options.path ?? "its top";
        tell(context, `${what} has no list in ${where}, so nothing was checked; --path says where the data lie.`);
      }
      const found = freshProblems(known, now);
      for (const line of found.flatMap((problem) => problemLines("", problem))) {
        context.streams.stderr.write(`${line}\n`);
      }
      const errors = found.filter((problem) => problem.severity === "error").length;
      if (errors > 0)
        tell(context, `${what} brings ${errors === 1 ? "an error" : `${errors} errors`}; mend the places above.`);
      refused += errors;
    }
    return refused > 0 ? 1 : 0;
  },
});

/** Throws USAGE where somebody types the command elsewhere, since git's own word is an exit code. */
async function requireRepository(context: CommandContext): Promise<void> {
  if ((await git(context, ["rev-parse", "--git-dir"], [0, 128])) !== "") return;
  throw new SamedayError("USAGE", "This is no git repository; git runs the hook in the one whose data it checks.");
}

/** Two states of the repository, by the names of their trees. */
interface Change {
  readonly before: string | undefined;
  readonly after: string;
  readonly what: string;
}

async function staged(context: CommandContext): Promise<Change> {
  const before = await git(context, ["rev-parse", "--quiet", "--verify", "HEAD^{tree}"], [0, 1]);
  return { before: before || undefined, after: await git(context, ["write-tree"]), what: "This commit" };
}

/** `old new ref` a line on standard input; a branch that is new is compared with the repository's own head. */
async function pushed(context: CommandContext): Promise<readonly Change[]> {
  let input = "";
  for await (const chunk of context.streams.stdin) input += String(chunk);
  const changes: Change[] = [];
  for (const line of input.split("\n")) {
    const [old = "", now = "", ref = ""] = line.split(" ");
    if (!ref.startsWith("refs/heads/") || NOTHING.test(now)) continue;
    const base = NOTHING.test(old) ? "HEAD" : old;
    const before = await git(context, ["rev-parse", "--quiet", "--verify", `${base}^{tree}`], [0, 1]);
    const after = await git(context, ["rev-parse", "--verify", `${now}^{tree}`]);
    changes.push({ before: before || undefined, after, what: `The push to ${ref.slice("refs/heads/".length)}` });
  }
  return changes;
}

async function problemsOf(
  context: CommandContext,
  tree: string,
  options: { readonly path: string | undefined; readonly asDebian: boolean },
): Promise<Found<TrackerProblem>> {
  const { checkTracker, createTracker, debianRefuses, loadLayers, parseLayer } = await import("../../tracker/index.ts");
  const below = await loadLayers(context.layerDirectories.map((directory) => ({ name: directory, directory })));
  const files = await filesOf(context, tree, options.path);
  const tracker = createTracker([...below, parseLayer("repository", files, undefined, { most: ALL })]);
  const own = checkTracker(tracker, undefined, ALL).filter(({ depth }) => depth === below.length);
  const problems = own.map(({ problem }) =>
    options.asDebian && debianRefuses(problem) ? ({ ...problem, severity: "error" } as const) : problem,
  );
  return { files, problems };
}

async function filesOf(context: CommandContext, tree: string, path: string | undefined): Promise<LayerFiles> {
  const { isLayerFile } = await import("../../tracker/index.ts");
  const top = path === undefined ? tree : `${tree}:${path.replace(/\/+$/, "")}`;
  const files = new Map<string, Uint8Array>();
  // A commit from before the data had begun has no such folder.
  if ((await git(context, ["rev-parse", "--quiet", "--verify", top], [0, 1, 128])) === "") return files;
  for (const entry of (await git(context, ["ls-tree", "-r", "-z", top])).split("\0")) {
    const [, blob, file] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    if (blob === undefined || file === undefined || !isLayerFile(file)) continue;
    files.set(file, (await context.processes.run(command(context, ["cat-file", "blob", blob]))).stdout);
  }
  return files;
}

async function git(context: CommandContext, words: readonly string[], okExitCodes = [0]): Promise<string> {
  const finished = await context.processes.run({ ...command(context, words), okExitCodes });
  return Buffer.from(finished.stdout).toString("utf8").trim();
}

/** git tells its hooks in the environment which repository, index and incoming objects are meant. */
function command(context: CommandContext, words: readonly string[]): Command {
  const env = Object.fromEntries(
    Object.entries(context.environment).flatMap(([name, value]) =>
      name.startsWith("GIT_") && value !== undefined ? [[name, value] as const] : [],
    ),
  );
  return { argv: ["git", ...words], cwd: process.cwd(), env, timeLimitMs: 120_000, maxOutputBytes: LARGEST_FILE };
}
