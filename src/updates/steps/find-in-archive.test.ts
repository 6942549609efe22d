import { describe, expect, test } from "vitest";
import type { LineContext } from "../context.ts";
import type { UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";
import type { SuiteContents } from "../suites.ts";
import { findInArchive } from "./find-in-archive.ts";

const UPDATE = { release: "bookworm", architectures: ["amd64", "i386"] } as unknown as UpdateRecord;

const built = (name: string): UpdateFile =>
  ({ name, sha256: "ours", package: name.split("_")[0], package_version: "1" }) as UpdateFile;
const AMD64 = built("x_1_amd64.deb");
const I386 = built("x_1_i386.deb");
const ALL = built("x-doc_1_all.deb");

/** A suite that lists these versions of every package, with these hashes. */
const suite = (name: string, ...entries: readonly (readonly [string, string])[]): SuiteContents =>
  ({
    suite: { name },
    binaryVersions: () => entries.map(([version, sha256]) => ({ version, file: { path: "p", size: 1, sha256 } })),
  }) as unknown as SuiteContents;

/** A desk whose suite `s` is left out for these architectures, or was never in service. */
function desk(leftOut: readonly string[], never = false): LineContext {
  const health = [
    { suite: { name: "s" }, release: "bookworm", dated: never ? null : new Date(0), problem: "Bad key." },
  ];
  return {
    suites: {
      leftOut: async (_release: string, architecture: string) =>
        leftOut.includes(architecture) ? [{ suite: "s", reason: `No ${architecture}.` }] : [],
      health: async () => health,
    },
  } as unknown as LineContext;
}

const gap = (architecture: string, reason = `No ${architecture}.`) => ({ suite: "s", reason, architecture });

describe("a package that no suite has", () => {
  test.each([
    ["is absent where every suite is known", desk([]), [AMD64.name, I386.name, ALL.name], [], []],
    [
      "is unseen where its architecture is not known; one index is enough for packages for all",
      desk(["i386"]),
      [AMD64.name, ALL.name],
      [I386.name],
      [gap("i386")],
    ],
    [
      "for all architectures is unseen where no index is known",
      desk(["amd64", "i386"]),
      [],
      [AMD64.name, I386.name, ALL.name],
      [gap("amd64"), gap("i386")],
    ],
    [
      "is unseen where a suite never was in service",
      desk([], true),
      [],
      [AMD64.name, I386.name, ALL.name],
      ["amd64", "i386"].map((one) => gap(one, "s is not in service: Bad key.")),
    ],
  ])("%s", async (_what, context, absent, unseen, unknown) => {
    const found = await findInArchive(context, UPDATE, [AMD64, I386, ALL], []);
    expect(found.absent.map(({ name }) => name)).toEqual(absent);
    expect(found).toMatchObject({ packages: [], unseen, unknown });
  });

  test("is told with the highest version of each suite", async () => {
    const suites = [suite("main", ["0.9", "a"], ["0.8", "b"]), suite("empty"), suite("security", ["2", "c"])];
    expect((await findInArchive(desk([]), UPDATE, [AMD64], suites)).absent).toEqual([
      {
        name: AMD64.name,
        held: [
          { suite: "main", version: "0.9" },
          { suite: "security", version: "2" },
        ],
      },
    ]);
  });
});

test("of several builds of our version, one that is ours bit by bit counts; else the first", async () => {
  const other = suite("main", ["2", "newer"], ["1", "theirs"]);
  const found = async (...suites: readonly SuiteContents[]) =>
    (await findInArchive(desk(["amd64"]), UPDATE, [AMD64], suites)).packages;
  expect(await found(other, suite("security", ["1", "ours"]))).toMatchObject([{ suite: "security", same: true }]);
  expect(await found(other, suite("security", ["1", "third"]))).toMatchObject([
    { suite: "main", theirs: "theirs", same: false },
  ]);
});
