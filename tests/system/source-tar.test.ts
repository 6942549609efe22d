import { execFileSync } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../src/kernel/index.ts";
import { readTarballForGit } from "../../src/signer/git/read-tarball.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { listTarball } from "../../src/updates/steps/review/read-tarball.ts";
import { rawArchives } from "./source-tar-kit.ts";

/** More with SAMEDAY_RUNS; a run that failed comes again with SAMEDAY_SEED. */
const RUNS = Number(process.env.SAMEDAY_RUNS ?? 1500);
const SEED = Number(process.env.SAMEDAY_SEED ?? randomInt(2 ** 31));

const runner = createProcessRunner("/nonexistent");
let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "source-tar-"));
});
afterAll(() => rmSync(place, { recursive: true }));

/** What a path is, in words that review and disk can both be put into. */
type Tree = Record<string, string>;

interface Unpacked {
  /** As the review speaks of it: a hash, of a symbolic link that of its arrow. */
  readonly review: Tree;
  /** As git names it: mode and blob. */
  readonly git: Tree;
  readonly top: readonly string[];
}

/** What GNU tar makes of an archive, called as dpkg-source calls it; undefined when it finds fault, which ends a build. */
function unpack(archive: string): Unpacked | undefined {
  const target = mkdtempSync(join(place, "tree-"));
  try {
    execFileSync("tar", ["-xf", archive, "--no-same-permissions", "--no-same-owner"], { cwd: target, stdio: "pipe" });
  } catch {
    return undefined;
  }
  const review: Tree = {};
  const git: Tree = {};
  const walk = (directory: Buffer): void => {
    for (const name of readdirSync(directory, { encoding: "buffer" })) {
      const path = Buffer.concat([directory, Buffer.from("/"), name]);
      const stat = lstatSync(path);
      if (stat.isDirectory()) {
        walk(path);
        continue;
      }
      const shown = path.toString("utf8").slice(target.length + 1);
      const isLink = stat.isSymbolicLink();
      const content = isLink ? readlinkSync(path, "buffer") : readFileSync(path);
      review[shown] = isLink ? sha256(`-> ${content}`) : sha256(content);
      const mode = isLink ? "120000" : stat.mode & 0o100 ? "100755" : "100644";
      git[shown] = `${mode} ${createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex")}`;
    }
  };
  walk(Buffer.from(target));
  return { review, git, top: readdirSync(target).sort() };
}

test(`whatever the review accepts, GNU tar unpacks to the same (seed ${SEED})`, async () => {
  console.info(`source-tar: seed ${SEED}, ${RUNS} runs`);
  const seen = { refused: 0, faulted: 0, agreed: 0 };
  await fc.assert(
    fc.asyncProperty(rawArchives, async (bytes) => {
      const path = join(place, "a.tar");
      writeFileSync(path, bytes);
      let listed: Awaited<ReturnType<typeof listTarball>>;
      try {
        listed = await listTarball(runner, { path, name: "a.tar" });
      } catch (error) {
        expect(error).toMatchObject({ code: "INPUT_INVALID" });
        seen.refused += 1;
        return;
      }
      const unpacked = unpack(path);
      if (!unpacked) {
        seen.faulted += 1;
        return;
      }
      const files = Object.fromEntries([...listed.files].map(([name, file]) => [name, file.sha256]));
      // A hard link stands as the arrow to what it is the same as.
      const arrows = new Map(
        Object.keys(unpacked.review).flatMap((name) => [
          [sha256(`=> ${name}`), name],
          [sha256(`=> ./${name}`), name],
        ]),
      );
      for (const [name, hash] of Object.entries(files)) {
        const target = arrows.get(hash);
        if (target !== undefined) files[name] = unpacked.review[target] ?? "";
      }
      expect(files).toEqual(unpacked.review);
      expect([...listed.tops.keys()].sort()).toEqual(unpacked.top);
      seen.agreed += 1;
      writeFileSync(`${path}.gz`, execFileSync("gzip", ["--stdout", path]));
      const forGit = await readTarballForGit(runner, { path: `${path}.gz`, name: "a.tar.gz" }, "sha1");
      expect(Object.fromEntries([...forGit.files].map(([name, { mode, id }]) => [name, `${mode} ${id}`]))).toEqual(
        unpacked.git,
      );
      expect(forGit.tops).toEqual(listed.tops);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // Neither a guard that refuses all nor one that lets all pass would be tested by this.
  for (const count of [seen.refused, seen.agreed]) expect(count).toBeGreaterThan(RUNS / 20);
  console.info(`source-tar: ${JSON.stringify(seen)}`);
});
