import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Parsed, Problem } from "../../kernel/index.ts";
import {
  createPackagesReader,
  createSourcesReader,
  type IndexReader,
  parsePackages,
  parseSources,
  StringPool,
} from "./index.ts";

const index = { file: "Sources", component: "main" };
const HASH = "a".repeat(64);

function readInPieces<Entry>(reader: IndexReader<Entry>, text: string | Uint8Array, size: number): Entry[] {
  return readAll(reader, text, size).value as Entry[];
}

function readAll<Entry>(reader: IndexReader<Entry>, text: string | Uint8Array, size: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size));
  return reader.end();
}

/** Values as real indexes have them, and as a broken or hostile one might. */
const line = fc.constantFrom(
  "Package: bash",
  "Package: libé",
  "package:bash-doc",
  "Package: Bash",
  "Version: 5.2-1",
  "VERSION: 1:2.0~rc1-1 ",
  "Version: not/one",
  "Version:",
  "Binary: bash, bash-doc,\n bash-static",
  "Binary: bash",
  "Binary:\n bash,\n\tdash",
  "Section: shells",
  "Section: non-free/é",
  "Section: a\n b",
  "Architecture: any all",
  "Architecture: amd64",
  "Architecture: ../x",
  "Source: gcc-12 (12.2.0-14)",
  "Source: gcc-12",
  "Source: gcc-12 ()",
  "Extra-Source-Only: yes",
  "Directory: pool/main/b/bash",
  "Directory: ../../etc",
  "Directory:",
  `Checksums-Sha256:\n ${HASH} 1 bash.dsc\n ${HASH} 2 bash.orig.tar.gz`,
  `Checksums-Sha256: \n ${HASH} 1 bash.dsc`,
  "Files:\n d41d8cd98f00b204e9800998ecf8427e 1 bash.dsc",
  "Filename: pool/main/b/bash/bash_5.2-1_amd64.deb",
  "Filename: ../etc/passwd",
  "Size: 12",
  "Size: many",
  `SHA256: ${HASH}`,
  "SHA256: short",
  "Built-Using: gcc-12 (= 12.2.0-14), glibc (= 2.36-9)",
  "Built-Using: a (= 1),\n b (= 2)",
  "Static-Built-Using: rust-é (= 1)",
  "Description: a long text\n with lines\n .\n and more",
  "Depends: a (>= 1)",
  "# a comment",
  "no colon here",
  " ",
  "  trailing ",
  "",
  "\r",
);
const document = fc.array(line, { maxLength: 24 }).map((lines) => `${lines.join("\n")}\n`);
const regular = fc
  .tuple(fc.subarray(["Section: shells", "Directory: pool/b", "Priority: optional"]), fc.nat({ max: 3 }))
  .map(([rest, number]) => `${["Package: bash", `Version: 5.${number}`, "Architecture: any", ...rest].join("\n")}\n\n`);
const anyText = fc.array(fc.oneof(document, regular), { maxLength: 6 }).map((parts) => parts.join(""));
const pieceSize = fc.integer({ min: 1, max: 200 });

/** A field that the readers do not look at may stand twice in a stanza for them; the plain parser refuses that. */
function ofWantedFields(text: string): boolean {
  return text.split(/\n[ \t\r]*\n/).every((stanza) => {
    const names = [...stanza.matchAll(/^([A-Za-z0-9-]+):/gm)].map((match) => match[1]?.toLowerCase());
    return new Set(names).size === names.length;
  });
}

/** The plain parser tells of stanzas first and of entries then; the readers go stanza by stanza. */
function inOrder<T>({ value, problems }: Parsed<T>): Parsed<T> {
  const key = ({ place, code }: Problem): string => `${String(place.line).padStart(6)} ${place.column} ${code}`;
  return { value, problems: [...problems].sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

describe("the fast readers give what the plain parser gives", () => {
  test("Sources, in pieces of any size", () => {
    fc.assert(
      fc.property(anyText.filter(ofWantedFields), pieceSize, (text, size) => {
        const fast = readAll(createSourcesReader(index, new StringPool()), text, size);
        expect(inOrder(fast)).toEqual(inOrder(parseSources(text, index)));
      }),
      { numRuns: 2000 },
    );
  });

  test("Packages, in pieces of any size", () => {
    fc.assert(
      fc.property(anyText.filter(ofWantedFields), pieceSize, (text, size) => {
        const fast = readAll(createPackagesReader(index, new StringPool()), text, size);
        expect(inOrder(fast)).toEqual(inOrder(parsePackages(text, index)));
      }),
      { numRuns: 2000 },
    );
  });
});

test("a source entry has what the line needs", () => {
  const text = `Package: bash\nBinary: bash, bash-doc\nVersion: 5.2-1\nSection: shells\nArchitecture: any all\nDirectory: pool/main/b/bash\nExtra-Source-Only: yes\nChecksums-Sha256:\n ${HASH} 7 bash_5.2-1.dsc\n\n`;
  expect(readInPieces(createSourcesReader(index, new StringPool()), text, 64)).toEqual([
    {
      package: "bash",
      version: "5.2-1",
      component: "main",
      section: "shells",
      architecture: "any all",
      binaries: ["bash", "bash-doc"],
      extraSourceOnly: true,
      directory: "pool/main/b/bash",
      checksums: `\n ${HASH} 7 bash_5.2-1.dsc`,
    },
  ]);
});

test.each([
  ["own name and version", "", "bash", "5.2-1+b2"],
  ["another name", "Source: shells\n", "shells", "5.2-1+b2"],
  ["another version", "Source: shells (5.2-1)\n", "shells", "5.2-1"],
])("a binary entry knows its source: %s", (_name, field, source, sourceVersion) => {
  const text = `Package: bash\n${field}Version: 5.2-1+b2\nArchitecture: amd64\nFilename: pool/b.deb\nSize: 3\nSHA256: ${HASH}\n\n`;
  expect(readInPieces(createPackagesReader(index, new StringPool()), text, 64)).toMatchObject([
    { package: "bash", source, sourceVersion, file: { path: "pool/b.deb", size: 3, sha256: HASH } },
  ]);
});

test("an input that stops inside a line is an error that names the file", () => {
  const reader = createSourcesReader({ file: "bookworm_Sources", component: "main" }, new StringPool());
  const { problems } = readAll(reader, "Package: bash\nVersion: 5.2\n\nPackage: da", 10);
  expect(problems).toContainEqual(
    expect.objectContaining({
      code: "index-truncated",
      severity: "error",
      place: expect.objectContaining({ file: "bookworm_Sources" }),
    }),
  );
});

test("problems of irregular stanzas carry the line of the whole file", () => {
  const text = "Package: a1\nVersion: 1\n\nPackage: b1\nVersion: 1\n\nPackage: c1\nVersion: ?\n\n";
  const { value, problems } = readAll(createSourcesReader(index, new StringPool()), text, 7);
  expect(value).toHaveLength(2);
  expect(problems).toMatchObject([{ code: "sources-version", place: { file: "Sources", line: 8, column: 10 } }]);
});

test("a source with MD5 sums only stays in service without files", () => {
  const text = "Package: bash\nVersion: 5.2-1\nFiles:\n d41d8cd98f00b204e9800998ecf8427e 1 bash.dsc\n\n";
  const { value, problems } = readAll(createSourcesReader(index, new StringPool()), text, 64);
  expect(value).toHaveLength(1);
  expect(problems).toMatchObject([{ code: "sources-no-sha256", severity: "warning" }]);
});
