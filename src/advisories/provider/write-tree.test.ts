import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formsOf } from "../forms.ts";
import { EXAMPLE_IDS, example, exampleText, publisherText, readText } from "../testing.ts";
import { type AdvisorySigner, writeTree } from "./write-tree.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-advisory-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const CSAF = ".well-known/csaf";
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Counts its signatures: each is another. */
function countingSigner(): AdvisorySigner & { readonly made: () => number } {
  let made = 0;
  return {
    made: () => made,
    async detached() {
      made += 1;
      return `signature ${made}\n`;
    },
    async clear(text) {
      made += 1;
      return `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${text}-----BEGIN PGP SIGNATURE-----\n${made}\n`;
    },
  };
}

const TSA = example("TSA-2026-003").advisory;
const write = (signer?: AdvisorySigner) => writeTree(root, formsOf(TSA), TSA.publisher, signer);

/** Another advisory of the same publisher, published earlier. */
function earlier() {
  const text = exampleText("TSA-2026-003")
    .replaceAll("TSA-2026-003", "TSA-2025-001")
    .replaceAll("2026-05-0", "2025-05-0")
    .replace("2026-04-20", "2025-04-20");
  const { value } = readText(text, publisherText("TSA-2026-003"));
  if (value === undefined) throw new TypeError("The changed example cannot be read.");
  return value.advisory;
}

test("every document has its hashes and its signature beside it, and the listings name all", async () => {
  const signer = countingSigner();
  await write(signer);
  const other = earlier();
  await writeTree(root, formsOf(other), other.publisher, signer);
  expect(read(`${CSAF}/white/index.txt`)).toBe("2025/tsa-2025-001.json\n2026/tsa-2026-003.json\n");
  expect(read(`${CSAF}/white/changes.csv`)).toBe(
    '"2026/tsa-2026-003.json","2026-05-07T14:30:00.000Z"\n"2025/tsa-2025-001.json","2025-05-07T14:30:00.000Z"\n',
  );
  const path = `${CSAF}/white/2026/tsa-2026-003.json`;
  for (const kind of ["sha256", "sha512"]) {
    const hash = createHash(kind)
      .update(readFileSync(join(root, path)))
      .digest("hex");
    expect(read(`${path}.${kind}`)).toBe(`${hash}  tsa-2026-003.json\n`);
  }
  expect(read(`${path}.asc`)).toContain("signature");
  expect(JSON.parse(read(`${CSAF}/provider-metadata.json`))).toMatchObject({
    canonical_url: "https://security.torproject.example/.well-known/csaf/provider-metadata.json",
    distributions: [{ directory_url: "https://security.torproject.example/.well-known/csaf/white/" }],
    last_updated: "2026-05-07T14:30:00.000Z",
    role: "csaf_trusted_provider",
    public_openpgp_keys: [{ fingerprint: "D1A5C0FFEE0123456789ABCDEF0123456789ABCD" }],
  });
  expect(read(".well-known/security.txt")).toContain("BEGIN PGP SIGNED MESSAGE");
});

test("writing the same again changes nothing, and asks for no signature", async () => {
  const signer = countingSigner();
  await write(signer);
  const made = signer.made();
  const before = statSync(join(root, `${CSAF}/white/2026/tsa-2026-003.json`)).mtimeMs;
  expect(await write(signer)).toEqual([]);
  expect(signer.made()).toBe(made);
  expect(statSync(join(root, `${CSAF}/white/2026/tsa-2026-003.json`)).mtimeMs).toBe(before);
});

test("a provider is a trusted one only while every document is signed", async () => {
  await write();
  expect(JSON.parse(read(`${CSAF}/provider-metadata.json`)).role).toBe("csaf_provider");
  await write(countingSigner());
  expect(JSON.parse(read(`${CSAF}/provider-metadata.json`)).role).toBe("csaf_trusted_provider");
  const other = earlier();
  await writeTree(root, formsOf(other), other.publisher, undefined);
  expect(JSON.parse(read(`${CSAF}/provider-metadata.json`)).role).toBe("csaf_provider");
});

test("a document that changed loses its old signature and gets a new one, or none", async () => {
  const path = `${CSAF}/white/2026/tsa-2026-003.json`;
  await write(countingSigner());
  const changed = { ...TSA, title: "Another title" };
  await writeTree(root, formsOf(changed), TSA.publisher, undefined);
  expect(() => read(`${path}.asc`)).toThrow("ENOENT");
  await writeTree(root, formsOf(changed), TSA.publisher, countingSigner());
  expect(read(`${path}.asc`)).toBe("signature 1\n");
});

test("the tree of another publisher is left alone", async () => {
  await write();
  const other = example(EXAMPLE_IDS[0]).advisory;
  await expect(writeTree(root, formsOf(other), other.publisher, undefined)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("a document that is none is named, and nothing is said about it in the listings", async () => {
  await write();
  writeFileSync(join(root, `${CSAF}/white/2026/other.json`), "{");
  await expect(write()).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringContaining("other.json"),
  });
  expect(read(`${CSAF}/white/index.txt`)).not.toContain("other.json");
});
