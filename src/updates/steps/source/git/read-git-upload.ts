import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseDsc } from "../../../../debian/index.ts";
import type { Person } from "../../../../distribution/index.ts";
import { formatProblem, SamedayError, versionWithoutEpoch } from "../../../../kernel/index.ts";
import { formatObjectList, type GitObject, gitSigners, requireSignedTree } from "../../../../signer/index.ts";
import type { LineContext } from "../../../context.ts";
import { mayUpload } from "../../../people.ts";
import { maySee } from "../../../visibility.ts";
import type { OfferedSource, Upload } from "../read-upload.ts";
import { requireArchives } from "../require-archives.ts";
import {
  identify,
  isUpstreamTarball,
  needsUpstream,
  packSource,
  type TreeIdentity,
  writeContents,
} from "./build-source.ts";
import { type DiskAllowance, diskAllowance, withinDiskBound } from "./disk-bound.ts";
import { exportTree } from "./export-tree.ts";
import { LARGEST_BUNDLE, openBundle, type ScratchRepository } from "./scratch-repository.ts";

/** What a source from git adds to the statement of the step. */
export interface GitOrigin {
  readonly kind: "tag" | "commit";
  readonly name: string;
  readonly object: string;
  readonly commit: string;
  readonly tree: string;
  /** SHA-256 of the list of all files of the tree with their SHA-256, in the form of sha256sum(1). */
  readonly contents: string;
}

/** An upload that was made from git, with further files that are kept for people. */
export type GitUpload = Upload & { readonly git: GitOrigin; readonly kept: readonly OfferedSource[] };

const TAG_NAME = /^[^\p{Cc} ~^:?*[\\]{1,500}$/u;
const LARGEST_OBJECT = 1024 * 1024;
/** Of all of upstream's tarballs together; the largest of Debian are below 2 GiB. */
const LARGEST_UPSTREAM = 4 * 1024 ** 3;

/** One at a time: each may take gigabytes of the disk. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Makes a source package of a signed tag or commit that came as a git bundle, with upstream's tarballs beside it.
 * The signature is checked before anything of the tree is written; the package that was made is then read again and must
 * hold the signed tree and nothing else, as the archive signer will ask too. `allowance` says how much of the disk all of
 * this may take at any moment.
 * Throws INPUT_INVALID, SIGNATURE_BAD, SIGNER_UNKNOWN, HASH_MISMATCH, PROCESS_TIMED_OUT, DISK_FULL.
 */
export function readGitUpload(
  context: LineContext,
  offered: readonly OfferedSource[],
  ref: string,
  allowance: (directory: string) => Promise<DiskAllowance> = diskAllowance,
): Promise<GitUpload> {
  const work = async (): Promise<GitUpload> => {
    const directory = await mkdtemp(join(context.scratch, "git-"));
    try {
      return await withinDiskBound(context.runner, directory, await allowance(directory), (runner) =>
        readIn({ ...context, runner }, offered, ref, directory),
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  const mine = turn.then(work, work);
  turn = mine.catch(() => undefined);
  return mine;
}

async function readIn(
  context: LineContext,
  offered: readonly OfferedSource[],
  ref: string,
  directory: string,
): Promise<GitUpload> {
  const { runner, definition, blobs } = context;
  const bundle = await theBundle(context, offered);
  const repository = await openBundle(runner, { name: bundle.name, path: blobs.path(bundle.sha256) }, directory);
  const objects = await namedObjects(repository, ref);
  const proofBytes = formatObjectList(objects);
  const signed = await gitSigners(runner, definition, { name: ref, content: proofBytes });
  if (signed.kind === "tag" && signed.name !== tagOf(ref)) {
    throw new SamedayError(
      "INPUT_INVALID",
      `The tag that was signed is ${signed.name}, not ${tagOf(ref)}: the name was moved.`,
    );
  }
  const packing = join(directory, "packing");
  const unnamed = join(packing, "tree");
  await mkdir(unnamed, { recursive: true, mode: 0o755 });
  const files = await exportTree(repository, signed.tree, unnamed);
  const identity = await identify(unnamed);
  const { source, version, distributions, changes } = identity.entry;
  const base = `${source}_${versionWithoutEpoch(version)}`;
  // A native tarball's top directory is the tree's own name.
  const treeName = `${source}-${versionWithoutEpoch(version).replace(/-[^-]*$/, "")}`;
  await rename(unnamed, join(packing, treeName));
  const upstream = await placeUpstream(context, offered, identity, readersOf(signed), packing);
  const made = await packSource(runner, packing, treeName, identity.epoch);
  const sourceNames = [...made, ...upstream.map((file) => file.name)];
  const dsc = await theDsc(join(packing, made[0] ?? ""), made[0] ?? "");
  if (dsc.source !== source || dsc.version !== version) {
    throw new SamedayError("INPUT_INVALID", `debian/control is about ${dsc.source}, debian/changelog about ${source}.`);
  }
  const unlisted = sourceNames.find((name) => !name.endsWith(".dsc") && !dsc.files.some((file) => file.name === name));
  if (unlisted) throw new SamedayError("INPUT_INVALID", `${unlisted} is not a part of the source package.`);
  await requireSignedTree(
    runner,
    signed,
    sourceNames.map((name) => ({ name, path: join(packing, name) })),
  );
  await writeContents(join(directory, "contents"), files);
  const put = async (name: string, path: string): Promise<OfferedSource> => ({
    name,
    ...(await blobs.put(createReadStream(path))),
  });
  const stored: OfferedSource[] = [];
  for (const name of sourceNames) stored.push(await put(name, join(packing, name)));
  const proof = { name: `${base}.git`, ...(await blobs.put(proofBytes)) };
  const contents = await put(`${base}.sha256sums`, join(directory, "contents"));
  const authority = signed.signers.find(({ person }) => mayUpload(person, source)) ?? signed.signers[0];
  const dscFile = stored[0];
  if (!authority || !dscFile) throw new SamedayError("INTERNAL", "A signed source has neither signer nor .dsc.");
  return {
    signer: authority.person,
    fingerprint: authority.fingerprint,
    uploaders: [...new Set(signed.everybody.map(({ person }) => person.id))].sort(),
    signedAt: signed.signedAt,
    dsc,
    dscFile,
    distributions,
    changes,
    files: [...stored.map((file) => ({ ...file, role: "source" as const })), { ...proof, role: "upload" as const }],
    kept: [contents, { ...bundle, name: `${base}.bundle` }],
    git: {
      kind: signed.kind,
      name: signed.name,
      object: signed.object,
      commit: signed.commit,
      tree: signed.tree,
      contents: contents.sha256,
    },
  };
}

async function theBundle(context: LineContext, offered: readonly OfferedSource[]): Promise<OfferedSource> {
  const bundles = offered.filter((file) => file.name.endsWith(".bundle"));
  const [bundle] = bundles;
  if (bundles.length !== 1 || !bundle)
    throw new SamedayError("INPUT_INVALID", "Exactly one .bundle is sent with a git name.");
  if (!(await context.blobs.has(bundle.sha256)))
    throw new SamedayError("INPUT_INVALID", `${bundle.name} was not sent.`);
  const size = await context.blobs.size(bundle.sha256);
  if (size > LARGEST_BUNDLE) throw new SamedayError("INPUT_INVALID", `${bundle.name} is larger than 2 GiB.`);
  return { ...bundle, size };
}

function tagOf(ref: string): string {
  return ref.replace(/^refs\/tags\//, "");
}

/** The tag and its commit, or the commit: their bytes, as the repository has them. */
async function namedObjects(repository: ScratchRepository, ref: string): Promise<readonly GitObject[]> {
  const isId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
  if (!TAG_NAME.test(ref)) throw new SamedayError("INPUT_INVALID", "That is no name of a tag or commit.");
  const id = isId ? ref : repository.header.refs.get(`refs/tags/${tagOf(ref)}`);
  if (id === undefined)
    throw new SamedayError("INPUT_INVALID", `The bundle holds no tag ${ref}; give a tag or a whole commit id.`);
  const type = await text(repository, ["cat-file", "-t", id]).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `The bundle does not hold ${id}.`, cause);
  });
  if (type === "commit" && !isId) {
    throw new SamedayError(
      "SIGNATURE_BAD",
      `The tag ${ref} is lightweight and carries no signature; sign a tag, or name a signed commit by its id.`,
    );
  }
  if (type === "commit") return [await object(repository, id, "commit")];
  if (type !== "tag") throw new SamedayError("INPUT_INVALID", `${ref} names a ${type}, not a tag or commit.`);
  const tag = await object(repository, id, "tag");
  const target = /^object ([0-9a-f]+)\ntype commit\n/.exec(Buffer.from(tag.content).toString("latin1"))?.[1];
  if (target === undefined) throw new SamedayError("INPUT_INVALID", `The tag ${ref} does not name a commit.`);
  return [tag, await object(repository, target, "commit")];
}

async function object(repository: ScratchRepository, id: string, type: GitObject["type"]): Promise<GitObject> {
  const { stdout } = await repository.git(["cat-file", type, id], { maxOutputBytes: LARGEST_OBJECT });
  return { id, type, content: stdout };
}

async function text(repository: ScratchRepository, args: readonly string[]): Promise<string> {
  return Buffer.from((await repository.git(args)).stdout)
    .toString("utf8")
    .trim();
}

/** Lays upstream's tarballs beside the tree: those sent along, else those of an earlier update, by their name. */
async function placeUpstream(
  context: LineContext,
  offered: readonly OfferedSource[],
  identity: TreeIdentity,
  readers: readonly Person[],
  directory: string,
): Promise<readonly OfferedSource[]> {
  if (!needsUpstream(identity)) return [];
  const { source } = identity.entry;
  const sent = offered.filter((file) => isUpstreamTarball(file.name, identity.entry));
  const kept = sent.length > 0 ? [] : await earlierTarballs(context, identity, readers);
  const found = sent.length > 0 ? sent : kept;
  if (found.length === 0) {
    throw new SamedayError(
      "INPUT_INVALID",
      `${source} ${identity.entry.version} needs upstream's tarball (${source}_….orig.tar.xz); send it beside the bundle.`,
    );
  }
  let size = 0;
  for (const file of found) {
    if (!(await context.blobs.has(file.sha256))) throw new SamedayError("INPUT_INVALID", `${file.name} was not sent.`);
    size += await context.blobs.size(file.sha256);
    if (size > LARGEST_UPSTREAM) throw new SamedayError("INPUT_INVALID", "Upstream's tarballs are larger than 4 GiB.");
    await requireArchives(context, source, [file]);
    await context.blobs.copy(file.sha256, join(directory, file.name));
  }
  return found;
}

function readersOf({ everybody }: { readonly everybody: readonly { readonly person: Person }[] }): Person[] {
  return everybody.map(({ person }) => person);
}

/** Only of updates that the signers may know of: else a tarball that need not be sent would tell of an embargoed one. */
async function earlierTarballs(
  context: LineContext,
  { entry }: TreeIdentity,
  readers: readonly Person[],
): Promise<readonly OfferedSource[]> {
  const rows = await context.store.db
    .selectFrom("update_file")
    .innerJoin("update", "update.id", "update_file.update_id")
    .select(["update_file.name", "update_file.sha256", "update_file.size"])
    .select(["update.embargoed", "update.state", "update.uploader", "update.uploaders"])
    .where("update.source", "=", entry.source)
    .where("update_file.role", "=", "source")
    .orderBy("update_file.added_at")
    .execute();
  const fitting = rows
    .filter((row) => isUpstreamTarball(row.name, entry) && readers.some((reader) => maySee(reader, row)))
    .map(({ name, sha256, size }) => ({ name, sha256, size }));
  return [...new Map(fitting.map((file) => [file.name, file])).values()];
}

async function theDsc(path: string, name: string): Promise<Upload["dsc"]> {
  const { value, problems } = parseDsc(await readFile(path), name);
  if (value) return value;
  const [problem] = problems;
  throw new SamedayError("INPUT_INVALID", problem ? formatProblem(problem) : `${name} cannot be read.`);
}
