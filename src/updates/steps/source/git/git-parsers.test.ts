import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BlobStream } from "./blob-stream.ts";
import { parseBundleHeader } from "./parse-bundle-header.ts";
import { type ListedTreeFile, parseTreeListing, staysInPackaging } from "./parse-tree-listing.ts";

const ID = "ce013625030ba8dba906f756967f9e9ca394464a";
const HEAD = `# v2 git bundle\n${ID} refs/tags/v1\n`;

describe("a bundle's header", () => {
  test("names refs and where the pack begins", () => {
    const { value } = parseBundleHeader(Buffer.from(`${HEAD}\nPACK`));
    expect(value).toEqual({ hash: "sha1", refs: new Map([["refs/tags/v1", ID]]), packOffset: HEAD.length + 1 });
  });
  test.each([
    ["nothing", "", 1],
    ["something else", "PK\n", 1],
    ["no end", HEAD, 3],
    ["a commit it builds on", `${HEAD}-${ID} x\n\n`, 3],
    ["a filter", `# v3 git bundle\n@filter=blob:none\n${ID} HEAD\n\n`, 2],
    ["a ref twice", `${HEAD}${ID} refs/tags/v1\n\n`, 3],
    ["a ref out of refs/", `# v2 git bundle\n${ID} ../config\n\n`, 2],
    ["ids of another hash", `# v3 git bundle\n@object-format=sha256\n${ID} HEAD\n\n`, 4],
    ["no ref", "# v2 git bundle\n\n", 2],
  ])("%s is refused with its place", (_, text, line) => {
    const { value, problems } = parseBundleHeader(Buffer.from(text));
    expect([value, problems[0]?.place.line]).toEqual([undefined, line]);
  });
  test("any bytes give a value or problems", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const { value, problems } = parseBundleHeader(bytes);
        expect(value === undefined).toBe(problems.length > 0);
      }),
    );
  });
});

describe("a tree's listing", () => {
  const entry = (mode: string, path: string, type = "blob", size = "1") => `${mode} ${type} ${ID} ${size}\t${path}\0`;
  test.each([
    ["a submodule", entry("160000", "x", "commit", "-"), "is a submodule"],
    ["a way out", entry("100644", "a/../../x"), "cannot stand"],
    [".git in any spelling", entry("100644", "a/.GIT/config"), "cannot stand"],
    ["a line end in a name", entry("100644", "a\nb"), "cannot stand"],
    ["too many files", entry("100644", "a") + entry("100644", "b") + entry("100644", "c"), "more than 2 files"],
    ["too much", entry("100644", "a", "blob", "2000"), "larger than 1000 bytes"],
    ["half a listing", "100644 blob", "cut off"],
  ])("%s is refused", (_, text, sentence) => {
    const { value, problems } = parseTreeListing(Buffer.from(text), { files: 2, bytes: 1000 });
    expect(value).toBeUndefined();
    expect(problems.map((problem) => problem.message).join()).toContain(sentence);
  });
  test.each([
    ["debian/a", "b", true],
    ["debian/a/b", "../c", true],
    ["debian/a", "../c", false],
    ["debian/a/b", "../../c", false],
    ["debian/a", "/etc/passwd", false],
    ["debian/a", "d/../../x", false],
    ["debian/a", "d/../x", false],
  ])("the link %s to %s stays in the packaging: %s", (path, target, stays) => {
    expect(staysInPackaging(path, target)).toBe(stays);
  });
});

test("contents are the same however the pipe cuts them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), fc.integer({ min: 1, max: 60 }), async (contents, cut) => {
      const files = contents.map((text, index): ListedTreeFile => {
        return { mode: "100644", id: ID, size: Buffer.byteLength(text), path: `f${index}` };
      });
      const bytes = Buffer.from(contents.map((text) => `${ID} blob ${Buffer.byteLength(text)}\n${text}\n`).join(""));
      const seen: Buffer[][] = [];
      const stream = new BlobStream(files, {
        begin: async () => void seen.push([]),
        write: async (chunk) => void seen.at(-1)?.push(Buffer.from(chunk)),
        end: async () => undefined,
      });
      for (let at = 0; at < bytes.length; at += cut) await stream.take(bytes.subarray(at, at + cut));
      stream.end();
      expect(seen.map((parts) => Buffer.concat(parts).toString())).toEqual(contents);
    }),
  );
});
