import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  type Command,
  type Finished,
  formatProblem,
  type ProcessRunner,
  SamedayError,
} from "../../../../kernel/index.ts";
import { type BundleHeader, parseBundleHeader } from "./parse-bundle-header.ts";

const MEBIBYTE = 1024 * 1024;
/** Of address space and of any one file that git writes. */
const MEMORY_BYTES = 4 * 1024 * MEBIBYTE;
const TIME_LIMIT_MS = 10 * 60_000;
const HEADER_BYTES = 4 * MEBIBYTE;
export const LARGEST_BUNDLE = 2 * 1024 * MEBIBYTE;

/** A bare repository that holds what one bundle brought, and nothing that could be run or fetched. */
export interface ScratchRepository {
  readonly header: BundleHeader;
  git(args: readonly string[], more?: Partial<Command>): Promise<Finished>;
}

/**
 * No configuration but ours, no hooks, no transport, no replaced objects, no prompt, no attribute files.
 * The repository's directory is made here and not by `git init`, which would copy templates and hooks.
 */
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
} as const;

/**
 * Takes a bundle's objects into a fresh repository under `directory`. The pack goes straight to `git index-pack`, which
 * names every object by its own bytes (with detection of SHA-1 collisions), checks its form and that none is missing.
 * Throws INPUT_INVALID for a bundle that is no whole and sound one, TOOL_MISSING without git.
 */
export async function openBundle(
  runner: ProcessRunner,
  bundle: { readonly name: string; readonly path: string },
  directory: string,
): Promise<ScratchRepository> {
  const header = await readHeader(bundle);
  const repository = join(directory, "repository");
  await mkdir(join(repository, "objects", "pack"), { recursive: true, mode: 0o700 });
  await mkdir(join(repository, "refs"), { mode: 0o700 });
  await writeFile(join(repository, "HEAD"), "ref: refs/heads/none\n");
  await writeFile(join(repository, "config"), configuration(header));
  const git = (args: readonly string[], more: Partial<Command> = {}): Promise<Finished> =>
    runner.run({
      argv: [
        "prlimit",
        `--as=${MEMORY_BYTES}`,
        `--fsize=${MEMORY_BYTES}`,
        "--core=0",
        "git",
        `--git-dir=${repository}`,
        ...args,
      ],
      cwd: directory,
      env: ENVIRONMENT,
      timeLimitMs: TIME_LIMIT_MS,
      ...more,
    });
  const pack = join(directory, "incoming.pack");
  await pipeline(createReadStream(bundle.path, { start: header.packOffset }), createWriteStream(pack, { mode: 0o600 }));
  const target = join(repository, "objects", "pack", "pack-incoming.pack");
  await git(["index-pack", "--strict", "--threads=1", "-o", target.replace(/pack$/, "idx"), pack]).catch((cause) => {
    throw explained(cause, bundle.name);
  });
  await rename(pack, target);
  return { header, git };
}

function configuration({ hash }: BundleHeader): string {
  const version = hash === "sha1" ? 0 : 1;
  return [
    "[core]",
    `\trepositoryformatversion = ${version}`,
    "\tbare = true",
    "\thooksPath = /dev/null",
    "\tattributesFile = /dev/null",
    "\tfsmonitor = false",
    ...(hash === "sha1" ? [] : ["[extensions]", "\tobjectFormat = sha256"]),
    "[protocol]",
    "\tallow = never",
    "[gc]",
    "\tauto = 0",
    "",
  ].join("\n");
}

async function readHeader(bundle: { readonly name: string; readonly path: string }): Promise<BundleHeader> {
  const handle = await open(bundle.path, "r");
  try {
    const buffer = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, HEADER_BYTES, 0);
    const { value, problems } = parseBundleHeader(buffer.subarray(0, bytesRead), bundle.name);
    if (value) return value;
    const [problem] = problems;
    throw new SamedayError("INPUT_INVALID", problem ? formatProblem(problem) : `${bundle.name} cannot be read.`);
  } finally {
    await handle.close();
  }
}

function explained(cause: unknown, name: string): unknown {
  if (!(cause instanceof SamedayError) || cause.code === "TOOL_MISSING" || cause.code === "PROCESS_TIMED_OUT")
    return cause;
  const said = cause.cause instanceof Error ? (cause.cause.message.split("\n").at(-1) ?? "") : "";
  const reason = said.replace(/[^\x20-\x7e]/g, "?").slice(0, 200);
  return new SamedayError("INPUT_INVALID", `${name} does not hold a whole and sound history: ${reason}`, cause);
}
