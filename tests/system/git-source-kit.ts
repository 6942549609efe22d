import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { openBlobStore } from "../../src/store/index.ts";
import type { LineContext } from "../../src/updates/index.ts";
import type { DiskAllowance } from "../../src/updates/steps/source/git/disk-bound.ts";
import { type GitUpload, readGitUpload } from "../../src/updates/steps/source/git/read-git-upload.ts";
import type { OfferedSource } from "../../src/updates/steps/source/read-upload.ts";
import { type Actor, runner, type Stage } from "./signer-kit.ts";

/** A repository with a tiny package, and the part of the desk that takes it in; no suite holds it yet. */
export interface GitWorld {
  readonly stage: Stage;
  readonly repository: string;
  readonly context: LineContext;
}

const WHO = ["-c", "user.name=Tom", "-c", "user.email=tom@example.org"];

export async function openGitWorld(stage: Stage, name: string): Promise<GitWorld> {
  const repository = path.join(stage.root, name);
  const blobs = path.join(stage.root, `${name}-blobs`);
  const scratch = path.join(stage.root, `${name}-scratch`);
  for (const directory of [repository, blobs, scratch]) await mkdir(directory, { recursive: true });
  const context = {
    runner,
    definition: stage.definition,
    blobs: await openBlobStore(blobs),
    scratch,
    suites: { ofRelease: async () => [] },
  } as unknown as LineContext;
  const world = { stage, repository, context };
  await git(world, ["init", "--quiet", "--initial-branch=main"]);
  return world;
}

/** Where git is run. */
type Repository = Pick<GitWorld, "repository">;
type Signer = Pick<Actor, "home" | "fingerprint">;

/** git in the repository; as a person, with whose key it signs. */
export async function git(world: Repository, args: readonly string[], actor?: Signer): Promise<string> {
  const key = actor ? ["-c", `user.signingKey=${actor.fingerprint}`] : [];
  const env = {
    ...(actor ? { GNUPGHOME: actor.home } : {}),
    GIT_AUTHOR_DATE: "2026-11-21T00:00:00Z",
    GIT_COMMITTER_DATE: "2026-11-21T00:00:00Z",
    GIT_ALLOW_PROTOCOL: "file",
  };
  const done = await runner.run({
    argv: ["git", ...WHO, ...key, ...args],
    cwd: world.repository,
    env,
    timeLimitMs: 60_000,
  });
  if (actor) await runner.run({ argv: ["gpgconf", "--homedir", actor.home, "--kill", "all"], timeLimitMs: 30_000 });
  return Buffer.from(done.stdout).toString("utf8").trim();
}

export async function put(world: Repository, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(world.repository, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** The files of a tiny package. */
export function tiny(version: string, format = "3.0 (native)"): Record<string, string> {
  return {
    "debian/source/format": `${format}\n`,
    "debian/control":
      "Source: tiny\nSection: utils\nPriority: optional\nMaintainer: Tom <tom@example.org>\n\nPackage: tiny\nArchitecture: amd64\nDescription: tiny\n",
    "debian/changelog": `tiny (${version}) bookworm-security; urgency=high\n\n  * Fix CVE-2026-0001.\n\n -- Tom <tom@example.org>  Sat, 21 Nov 2026 00:00:00 +0000\n`,
    "debian/content": "fixed\n",
    // All three would change or hide what is signed if git or dpkg-source acted on them.
    ".gitattributes": "*.txt export-subst eol=crlf\nsecret.txt export-ignore\n",
    "secret.txt": "$Format:%H$\n",
    ".gitignore": "*.o\n",
    "lib.a": "left out by default\n",
  };
}

export async function commit(world: Repository, actor?: Signer): Promise<string> {
  await git(world, ["add", "--all", "--force"]);
  await git(world, ["commit", "--quiet", "--allow-empty", "--message=A fix", ...(actor ? ["--gpg-sign"] : [])], actor);
  return git(world, ["rev-parse", "HEAD"]);
}

/** A bundle of these refs, put into the blob store like an upload. */
export async function bundle(world: GitWorld, refs: readonly string[]): Promise<OfferedSource> {
  const file = path.join(world.stage.root, "sent.bundle");
  await git(world, ["bundle", "create", "--quiet", file, ...refs]);
  const sent = await send(world, file);
  await rm(file);
  return sent;
}

export async function send(world: GitWorld, file: string): Promise<OfferedSource> {
  const { sha256 } = await world.context.blobs.put(await readFile(file));
  return { name: path.basename(file), sha256, size: (await stat(file)).size };
}

/** `disk`: what the work may take of the disk; otherwise as much as at a desk. */
export function take(
  world: GitWorld,
  files: readonly OfferedSource[],
  ref: string,
  disk?: DiskAllowance,
): Promise<GitUpload> {
  return disk ? readGitUpload(world.context, files, ref, async () => disk) : readGitUpload(world.context, files, ref);
}
