import { copyFile, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSignerClient, gitSigners, requireSignedTree, runSigner } from "../../src/signer/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { bundle, commit, type GitWorld, git, openGitWorld, put, send, take, tiny } from "./git-source-kit.ts";
import { goodRequest, makeWork, offer, openStage, runner, type Stage } from "./signer-kit.ts";

/* Signed tags and commits by the real git and gpg, packed by the real dpkg-source. */

let stage: Stage;
let count = 0;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage.remove());

/** A repository of its own with one commit of the tiny package, unsigned. */
async function world(version = "1.0"): Promise<GitWorld> {
  count += 1;
  const made = await openGitWorld(stage, `repository-${count}`);
  await put(made, tiny(version));
  await commit(made);
  return made;
}

async function tagged(made: GitWorld, name: string, by = stage.people.tom): Promise<void> {
  await git(made, ["tag", "--sign", `--message=${name}`, name], by);
}

const refused = (code: string, sentence: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(sentence) });

describe("a signed tag", () => {
  test("becomes a source package that holds every byte of the tree, twice the same", async () => {
    const made = await world();
    await tagged(made, "debian/1.0");
    const sent = await bundle(made, ["refs/tags/debian/1.0"]);
    const first = await take(made, [sent], "debian/1.0");
    const second = await take(made, [sent], "debian/1.0");
    expect(second.files).toEqual(first.files);
    expect(first.dsc).toMatchObject({ source: "tiny", version: "1.0" });
    expect(first.uploaders).toEqual(["tom"]);
    expect(first.distributions).toEqual(["bookworm-security"]);
    expect(first.git).toMatchObject({
      kind: "tag",
      name: "debian/1.0",
      commit: await git(made, ["rev-parse", "HEAD"]),
    });
    const contents = await made.context.blobs.read(first.git.contents);
    expect(contents.toString()).toContain("  secret.txt\n");
  });

  test("the signer's rule holds the package against the tree by itself", async () => {
    const made = await world();
    await tagged(made, "v1");
    const taken = await take(made, [await bundle(made, ["refs/tags/v1"])], "v1");
    const proof = taken.files.find((file) => file.role === "upload");
    const content = await made.context.blobs.read(proof?.sha256 ?? "");
    const signed = await gitSigners(runner, stage.definition, { name: "tiny_1.0.git", content });
    const files = taken.files.map(({ name, sha256 }) => ({ name, path: made.context.blobs.path(sha256) }));
    await requireSignedTree(runner, signed, files);
    const other = await world();
    await put(other, { "debian/content": "a back door\n" });
    await commit(other, stage.people.tom);
    const head = await git(other, ["rev-parse", "HEAD"]);
    const forged = await take(other, [await bundle(other, ["HEAD"])], head);
    const lie = forged.files.map(({ name, sha256 }) => ({ name, path: other.context.blobs.path(sha256) }));
    await expect(requireSignedTree(runner, signed, lie)).rejects.toEqual(
      refused("HASH_MISMATCH", /unpacks to the tree/),
    );
  });

  test("with upstream's tarball as 3.0 (quilt); another tarball is refused", async () => {
    const made = await openGitWorld(stage, `quilt-${count++}`);
    const top = path.join(stage.root, "tiny-1.0");
    await mkdir(top);
    await writeFile(path.join(top, "hello.c"), "int main;\n");
    const orig = path.join(stage.root, "tiny_1.0.orig.tar.gz");
    const pack = () => runner.run({ argv: ["tar", "-czf", orig, "-C", stage.root, "tiny-1.0"], timeLimitMs: 30_000 });
    await pack();
    const packaging = Object.entries(tiny("1.0-1", "3.0 (quilt)")).filter(([name]) => name.startsWith("debian/"));
    await put(made, { ...Object.fromEntries(packaging), "hello.c": "int main;\n" });
    await commit(made);
    await tagged(made, "debian/1.0-1");
    const sent = await bundle(made, ["refs/tags/debian/1.0-1"]);
    const taken = await take(made, [sent, await send(made, orig)], "debian/1.0-1");
    expect(taken.files.map((file) => file.name).sort()).toEqual([
      "tiny_1.0-1.debian.tar.xz",
      "tiny_1.0-1.dsc",
      "tiny_1.0-1.git",
      "tiny_1.0.orig.tar.gz",
    ]);
    await writeFile(path.join(top, "backdoor.c"), "int evil;\n");
    await pack();
    await expect(take(made, [sent, await send(made, orig)], "debian/1.0-1")).rejects.toEqual(
      refused("HASH_MISMATCH", /unpacks to the tree/),
    );
  });
});

describe("the archive signer", () => {
  const publish = async (made: GitWorld, ref: string, update: string, approver = stage.people.ben) => {
    const taken = await take(made, [await bundle(made, ["--all"])], ref);
    const { version } = taken.dsc;
    const work = await makeWork(stage, { update, version });
    for (const file of work.files.filter(({ name }) => /\.(?:dsc|changes|tar\.xz)$/.test(name))) await rm(file.path);
    for (const file of taken.files) await made.context.blobs.copy(file.sha256, path.join(work.directory, file.name));
    await writeFile(path.join(work.directory, "tiny_amd64.changes"), "Format: 1.8\n");
    const withGit = { ...work, files: await offer(work.directory) };
    return { work: withGit, request: await goodRequest(stage, withGit, approver) };
  };

  test("publishes what a signed tag holds, and nothing that the tag does not", async () => {
    const ports = { runner, clock: systemClock, random: systemRandom };
    const { signer: directory, socket: socketPath, exchange, definition } = stage;
    const running = await runSigner({ directory, socketPath, exchange, definition, ...ports, minimumOverlapMs: 0 });
    try {
      const signer = createSignerClient(stage.socket);
      const made = await world("1.0");
      await tagged(made, "v1");
      const good = await publish(made, "v1", "u1");
      expect(await signer.publish(good.request)).toMatchObject({ suite: "bookworm-security" });

      const other = await world("1.1");
      await put(other, { "debian/content": "a back door\n" });
      await commit(other, stage.people.tom);
      await tagged(other, "v2");
      const bad = await publish(other, "v2", "u2");
      const proof = bad.work.files.find(({ name }) => name.endsWith(".git"));
      const stolen = good.work.files.find(({ name }) => name.endsWith(".git"));
      await copyFile(stolen?.path ?? "", proof?.path ?? "");
      const lie = { ...bad.work, files: await offer(bad.work.directory) };
      await expect(signer.publish(await goodRequest(stage, lie))).rejects.toEqual(
        refused("HASH_MISMATCH", /unpacks to the tree/),
      );
      await rm(proof?.path ?? "");
      const bare = { ...bad.work, files: await offer(bad.work.directory) };
      await expect(signer.publish(await goodRequest(stage, bare))).rejects.toEqual(
        refused("SIGNER_NOT_ALLOWED", /nobody whose key/),
      );
    } finally {
      await running.close();
    }
  });

  test("lets nobody approve who signed the tag, or the commit under it", async () => {
    const ports = { runner, clock: systemClock, random: systemRandom };
    const { signer: directory, socket: socketPath, exchange, definition } = stage;
    const running = await runSigner({ directory, socketPath, exchange, definition, ...ports, minimumOverlapMs: 0 });
    try {
      const made = await world("1.2");
      await commit(made, stage.people.ada);
      await tagged(made, "v3");
      const own = await publish(made, "v3", "u3", stage.people.ada);
      await expect(createSignerClient(stage.socket).publish(own.request)).rejects.toEqual(
        refused("SIGNER_NOT_ALLOWED", /ada uploaded this update/),
      );
    } finally {
      await running.close();
    }
  });
});

describe("who signed", () => {
  test("a signed commit counts as well", async () => {
    const made = await world();
    const id = await commit(made, stage.people.tom);
    const taken = await take(made, [await bundle(made, ["HEAD"])], id);
    expect(taken.git).toMatchObject({ kind: "commit", name: id, object: id });
  });

  test("an unsigned commit, an unsigned tag and a lightweight tag are refused", async () => {
    const made = await world();
    const id = await git(made, ["rev-parse", "HEAD"]);
    await git(made, ["tag", "light"]);
    await git(made, ["tag", "--annotate", "--message=x", "plain"]);
    const sent = await bundle(made, ["HEAD", "refs/tags/light", "refs/tags/plain"]);
    await expect(take(made, [sent], id)).rejects.toEqual(refused("SIGNATURE_BAD", /commit is not signed/));
    await expect(take(made, [sent], "plain")).rejects.toEqual(refused("SIGNATURE_BAD", /tag plain is not signed/));
    await expect(take(made, [sent], "light")).rejects.toEqual(refused("SIGNATURE_BAD", /lightweight/));
  });

  test("a key that is nobody's is refused, and whoever signed the commit under a tag is an uploader too", async () => {
    const made = await world();
    await commit(made, stage.people.ada);
    await tagged(made, "v1");
    const sent = await bundle(made, ["refs/tags/v1"]);
    expect((await take(made, [sent], "v1")).uploaders).toEqual(["ada", "tom"]);
    const strangers = {
      ...made.context.definition,
      people: made.context.definition.people.filter(({ id }) => id !== "tom"),
    };
    const without = { ...made, context: { ...made.context, definition: strangers } };
    await expect(take(without, [sent], "v1")).rejects.toEqual(refused("SIGNER_UNKNOWN", /not in the keyring/));
  });

  test("a tag under another name than was signed is refused", async () => {
    const made = await world();
    await tagged(made, "debian/1.0");
    await git(made, ["update-ref", "refs/tags/debian/2.0", "refs/tags/debian/1.0"]);
    const sent = await bundle(made, ["refs/tags/debian/2.0"]);
    await expect(take(made, [sent], "debian/2.0")).rejects.toEqual(refused("INPUT_INVALID", /name was moved/));
  });

  test("a signature taken from another tag is refused", async () => {
    const made = await world();
    await tagged(made, "v1");
    const text = await git(made, ["cat-file", "tag", "v1"]);
    await put(made, { "debian/content": "other\n" });
    const other = await commit(made);
    const forged = path.join(stage.root, "forged");
    await writeFile(forged, `${text.replace(/^object .*/, `object ${other}`)}\n`);
    const id = await git(made, ["hash-object", "-t", "tag", "-w", forged]);
    await git(made, ["update-ref", "refs/tags/v1", id]);
    await expect(take(made, [await bundle(made, ["refs/tags/v1"])], "v1")).rejects.toEqual(
      refused("SIGNATURE_BAD", /altered after it was signed/),
    );
  });
});

describe("hostile input", () => {
  test("a bundle that is garbage or was cut off", async () => {
    const made = await world();
    await tagged(made, "v1");
    const whole = path.join(stage.root, "whole.bundle");
    await git(made, ["bundle", "create", "--quiet", whole, "refs/tags/v1"]);
    const bytes = await readFile(whole);
    for (const [piece, sentence] of [
      [Buffer.from("nonsense\n"), /no git bundle/],
      [bytes.subarray(0, 40), /no end/],
      [bytes.subarray(0, bytes.length - 100), /whole and sound/],
    ] as const) {
      const cut = path.join(stage.root, "cut.bundle");
      await writeFile(cut, piece);
      await expect(take(made, [await send(made, cut)], "v1")).rejects.toEqual(refused("INPUT_INVALID", sentence));
    }
  });

  test("a submodule, and links that leave the packaging", async () => {
    const made = await world();
    const head = await git(made, ["rev-parse", "HEAD"]);
    await git(made, ["update-index", "--add", "--cacheinfo", `160000,${head},vendor`]);
    await git(made, ["commit", "--quiet", "--message=x"]);
    await tagged(made, "sub");
    await expect(take(made, [await bundle(made, ["refs/tags/sub"])], "sub")).rejects.toEqual(
      refused("INPUT_INVALID", /"vendor" is a submodule/),
    );
    const linked = await world();
    await copyFile("/etc/hostname", path.join(linked.repository, "x"));
    await symlink("/etc/passwd", path.join(linked.repository, "debian/copyright"));
    await commit(linked);
    await tagged(linked, "link");
    await expect(take(linked, [await bundle(linked, ["refs/tags/link"])], "link")).rejects.toEqual(
      refused("INPUT_INVALID", /leaves debian\//),
    );
  });

  test("a tree with a name that git itself forbids, and one with a control character", async () => {
    const made = await world();
    const blob = await git(made, ["hash-object", "-w", "debian/content"]);
    for (const [name, sentence] of [
      [".git", /whole and sound/],
      ["a\nb", /cannot stand in a source package/],
    ] as const) {
      const raw = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, "hex")]);
      await writeFile(path.join(stage.root, "raw-tree"), raw);
      const tree = await git(made, [
        "hash-object",
        "-t",
        "tree",
        "-w",
        "--literally",
        path.join(stage.root, "raw-tree"),
      ]);
      const id = await git(made, ["commit-tree", "-S", "-m", "x", tree], stage.people.tom);
      await git(made, ["update-ref", "refs/heads/hostile", id]);
      await expect(take(made, [await bundle(made, ["refs/heads/hostile"])], id)).rejects.toEqual(
        refused("INPUT_INVALID", sentence),
      );
    }
  });
});
