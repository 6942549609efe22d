import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256 } from "../../../kernel/index.ts";
import { createProcessRunner } from "../../../system/index.ts";
import { openSource, type SourceFile } from "./source-tree.ts";
import { treeChanges } from "./tree-changes.ts";

type Files = Readonly<Record<string, string>>;

const RULES = "#!/usr/bin/make -f\n";
const PACKAGING: Files = {
  "debian/source/format": "3.0 (quilt)\n",
  "debian/rules": RULES,
  "debian/control": "Source: pkg\n",
};

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "source-tree-"));
});
afterEach(() => rmSync(place, { recursive: true }));

/** A tarball made by GNU tar, with its members in this order. */
function tarball(name: string, files: Files): Buffer {
  const tree = join(place, `${name}.tree`);
  for (const [path, text] of Object.entries(files)) {
    const isDirectory = path.endsWith("/");
    mkdirSync(isDirectory ? join(tree, path) : dirname(join(tree, path)), { recursive: true });
    if (!isDirectory) writeFileSync(join(tree, path), text);
  }
  return execFileSync("tar", ["--create", "--directory", tree, ...Object.keys(files)]);
}

function packed(name: string, content: Buffer): SourceFile {
  const path = join(place, name);
  writeFileSync(path, execFileSync("gzip", ["--no-name"], { input: content }));
  return { name, path, sha256: sha256(readFileSync(path)) };
}

/** What dpkg-source itself makes of the parts: the tree by hash, patches not applied. */
function unpacked(parts: readonly SourceFile[], format = "3.0 (quilt)"): Record<string, string> {
  const lines = parts.map((part) => {
    const bytes = readFileSync(part.path);
    return ` ${createHash("md5").update(bytes).digest("hex")} ${bytes.length} ${part.name}`;
  });
  const dsc = join(place, "pkg_1.0-1.dsc");
  writeFileSync(
    dsc,
    `Format: ${format}\nSource: pkg\nVersion: 1.0-1\nMaintainer: A <a@example.org>\nArchitecture: any\nFiles:\n${lines.join("\n")}\n`,
  );
  const target = join(place, "unpacked");
  rmSync(target, { recursive: true, force: true });
  execFileSync("dpkg-source", ["--no-check", "--skip-patches", "--extract", dsc, target], {
    stdio: "pipe",
    cwd: place,
  });
  const found = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(target.length + 1), sha256(readFileSync(path))];
    }),
  );
}

async function reviewed(parts: readonly SourceFile[]): Promise<Record<string, string>> {
  const { tree } = await openSource(createProcessRunner(place), parts, new Set());
  return Object.fromEntries([...tree].map(([path, digest]) => [path, digest.sha256]));
}

test.each<[string, Files, Files]>([
  ["a plain source", { "pkg-1.0/main.c": "int a;" }, PACKAGING],
  ["upstream's own debian/, which gives way", { "pkg-1.0/main.c": "a", "pkg-1.0/debian/rules": "other" }, PACKAGING],
  [
    "a file of upstream's debian/ that the packaging left out",
    { "pkg-1.0/main.c": "a", "pkg-1.0/debian/patches/fix.patch": "the fix" },
    PACKAGING,
  ],
  ["an empty directory beside upstream's, which keeps both", { "pkg-1.0/main.c": "a", "empty/": "" }, PACKAGING],
  ["a file alone on top", { "main.c": "a" }, PACKAGING],
  ["upstream without one directory on top", { "one/main.c": "a", "two/main.c": "b" }, PACKAGING],
])("the review reads what dpkg-source unpacks: %s", async (_what, upstream, packaging) => {
  const orig = packed("pkg_1.0.orig.tar.gz", tarball("orig", upstream));
  const parts = [packed("pkg_1.0-1.debian.tar.gz", tarball("debian", packaging)), orig];
  expect(await reviewed(parts)).toEqual(unpacked(parts));
});

test("a component takes the place of the directory of its name", async () => {
  const parts = [
    packed("pkg_1.0-1.debian.tar.gz", tarball("debian", PACKAGING)),
    packed("pkg_1.0.orig-extra.tar.gz", tarball("extra", { "extra-2/new.c": "new" })),
    packed("pkg_1.0.orig.tar.gz", tarball("orig", { "pkg-1.0/main.c": "a", "pkg-1.0/extra/old.c": "old" })),
  ];
  const tree = await reviewed(parts);
  expect(Object.keys(tree)).not.toContain("extra/old.c");
  expect(tree).toEqual(unpacked(parts));
});

test("quilt's state in upstream's tarball is no second directory on top; it is shown, though dpkg-source leaves it out", async () => {
  const parts = [
    packed("pkg_1.0-1.debian.tar.gz", tarball("debian", PACKAGING)),
    packed("pkg_1.0.orig.tar.gz", tarball("orig", { "pkg-1.0/main.c": "a", ".pc/applied-patches": "x" })),
  ];
  expect(await reviewed(parts)).toEqual({ ...unpacked(parts), ".pc/applied-patches": sha256("x") });
});

test("what follows the end of a tarball, where tar stops and others read on, is refused", async () => {
  const plain = join(place, "two.tar");
  writeFileSync(plain, tarball("evil", { ...PACKAGING, "debian/rules": "evil" }));
  appendFileSync(plain, tarball("clean", PACKAGING));
  const parts = [
    packed("pkg_1.0-1.debian.tar.gz", readFileSync(plain)),
    packed("pkg_1.0.orig.tar.gz", tarball("orig", { "pkg-1.0/main.c": "a" })),
  ];
  // The case is real: dpkg-source takes the first of the two.
  expect(unpacked(parts)["debian/rules"]).toBe(sha256("evil"));
  await expect(reviewed(parts)).rejects.toThrow("behind its end-of-archive marker");
});

const UPSTREAM: Files = {
  "pkg-1.0/main.c": "int a;\nint b;\nint c;\n",
  "pkg-1.0/old.c": "old\n",
  "pkg-1.0/debian/rules": "upstream's own\n",
};

function diffGz(text: string): SourceFile {
  return packed("pkg_1.0-1.diff.gz", Buffer.from(text));
}

const NEW_CHANGELOG =
  "--- pkg-1.0.orig/debian/changelog\n+++ pkg-1.0/debian/changelog\n@@ -0,0 +1,2 @@\n+pkg (1.0-1)\n+\n";
const CHANGED_MAIN =
  "--- pkg-1.0.orig/main.c\n+++ pkg-1.0/main.c\n@@ -1,3 +1,3 @@\n int a;\n-int b;\n+int evil;\n int c;\n";

test.each([
  ["a new file and a changed one", NEW_CHANGELOG + CHANGED_MAIN],
  ["a removed file", "--- pkg-1.0/old.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n"],
  ["a new directory", NEW_CHANGELOG.replaceAll("debian/changelog", "a/b/c/d")],
  ["a last line without an end", CHANGED_MAIN.replace(" int c;\n", "-int c;\n+int c;\n\\ No newline at end of file\n")],
])("a .diff.gz is read as dpkg-source applies it: %s", async (_what, diff) => {
  const parts = [packed("pkg_1.0.orig.tar.gz", tarball("orig", UPSTREAM)), diffGz(diff)];
  const tree = await reviewed(parts);
  expect(tree).toEqual(unpacked(parts, "1.0"));
  const { read } = await openSource(createProcessRunner(place), parts, new Set());
  const content = await read(new Set(Object.keys(tree)), 1000);
  for (const [path, hash] of Object.entries(tree)) expect(sha256(content.get(path) ?? "")).toBe(hash);
});

test.each([
  ["a hunk that fits elsewhere only", CHANGED_MAIN.replace("-1,3 +1,3", "-2,3 +2,3"), "another line"],
  [
    "a rename as git writes it",
    `diff --git a/old.c b/new.c\nrename from old.c\nrename to new.c\n${CHANGED_MAIN}`,
    "line 1",
  ],
  [
    "a link as git writes it",
    "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+debian\n",
    "line 1",
  ],
  ["a path upwards", CHANGED_MAIN.replaceAll("main.c", "../main.c"), "line 1"],
  ["two names", CHANGED_MAIN.replace("+++ pkg-1.0/main.c", "+++ pkg-1.0/old.c"), "two names"],
  ["a name in quotes", CHANGED_MAIN.replaceAll("pkg-1.0/main.c", '"pkg-1.0/main.c"'), "line 1"],
  ["a file that is there already", NEW_CHANGELOG.replaceAll("debian/changelog", "main.c"), "there already"],
  ["a file that is not there", CHANGED_MAIN.replaceAll("main.c", "none.c"), "not there"],
  ["a file below a file", NEW_CHANGELOG.replaceAll("debian/changelog", "main.c/x"), "no directory"],
  ["a file twice", CHANGED_MAIN + CHANGED_MAIN, "second time"],
])("a .diff.gz with %s is refused, since it may be applied otherwise than it reads", async (_what, diff, why) => {
  await expect(reviewed([packed("pkg_1.0.orig.tar.gz", tarball("orig", UPSTREAM)), diffGz(diff)])).rejects.toThrow(why);
});

test("a .diff.gz that changes a file through a link, or a link itself, is refused", async () => {
  const tree = join(place, "linked", "pkg-1.0");
  mkdirSync(join(tree, "debian"), { recursive: true });
  symlinkSync("debian", join(tree, "away"));
  const orig = packed("pkg_1.0.orig.tar.gz", execFileSync("tar", ["-c", "-C", join(place, "linked"), "pkg-1.0"]));
  const through = NEW_CHANGELOG.replaceAll("debian/changelog", "away/rules");
  await expect(reviewed([orig, diffGz(through)])).rejects.toThrow("no directory");
  await expect(reviewed([orig, diffGz(NEW_CHANGELOG.replaceAll("debian/changelog", "away"))])).rejects.toThrow(
    "no plain",
  );
});

test("native sources, of 1.0 and 3.0, are read as they are unpacked", async () => {
  const parts = [
    packed(
      "pkg_1.0-1.tar.gz",
      tarball("native", {
        ...UPSTREAM,
        "pkg-1.0/.pc/x": "kept",
        "pkg-1.0/debian/source/format": "3.0 (native)\n",
      }),
    ),
  ];
  const tree = await reviewed(parts);
  expect(tree).toEqual(unpacked(parts, "3.0 (native)"));
  expect(tree).toEqual(unpacked(parts, "1.0"));
});

test("a file that spells a link's arrow is another thing than the link", () => {
  const hash = { sha256: sha256("-> a"), size: 4 };
  const changes = treeChanges(new Map([["x", { ...hash, kind: "symlink" }]]), new Map([["x", hash]]));
  expect(changes).toEqual([{ path: "x", change: "changed" }]);
});
