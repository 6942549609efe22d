import { expect, test } from "vitest";
import type { Advisory, Product } from "../../advisories/index.ts";
import { example } from "../../advisories/testing.ts";
import { files, trackerOf } from "../../tracker/testing.ts";
import { trackerRecord } from "./tracker-record.ts";

/** An advisory as an edit of lists; tests/system/cases-disclosing.test.ts commits one with real git. */

const HOUSE = { prefix: "DSA", editor: "ada", day: new Date("2026-11-22T12:00:00Z") };
const GIT = example("DSA-5357-1").advisory;

type Files = Readonly<Record<string, string>>;

async function told(advisory: Advisory, there: Files = { "CVE/list": "" }, below: Files = {}): Promise<Files> {
  const tracker = trackerOf(below, there);
  const now = { paths: Object.keys(there), releases: ["bullseye", "bookworm", "sid"], tracker };
  const bytes = files(there);
  const edit = trackerRecord(advisory, HOUSE);
  const changed = (await edit?.apply(async (path) => bytes.get(path) ?? new Uint8Array(), now)) ?? new Map();
  const texts = [...changed].map(([path, content]) => [path, Buffer.from(content).toString("latin1")] as const);
  return { ...there, ...Object.fromEntries(texts) };
}

const product = (changes: Partial<Product>): Product => ({ ...(GIT.products[0] as Product), ...changes });
const only = (...products: readonly Partial<Product>[]): Advisory => ({
  ...GIT,
  issues: GIT.issues.slice(0, 1),
  products: products.map((changes) => product({ issues: ["CVE-2023-22490"], ...changes })),
});

test("new issues, the advisory in its list, and the fix in the newest release as the issues' general line", async () => {
  expect(await told(GIT)).toEqual({
    "CVE/list":
      "CVE-2023-23946 [git apply writes outside the working tree]\n\t{DSA-5357-1}\n\t- git 1:2.39.2-1\n" +
      "CVE-2023-22490 [local clone follows a symbolic link]\n\t{DSA-5357-1}\n\t- git 1:2.39.2-1\n",
    "DSA/list":
      "[22 Nov 2026] DSA-5357-1 git - security update\n\t{CVE-2023-22490 CVE-2023-23946}\n\t[bullseye] - git 1:2.30.2-1+deb11u2\n",
  });
});

test("asked again over what it has made, nothing changes", async () => {
  const once = await told(GIT);
  expect(await told(GIT, once)).toEqual(once);
});

test("what a layer below knows gets a record without a description of ours", async () => {
  const below = { "CVE/list": "CVE-2023-22490 (known)\n\t- git <unfixed>\n" };
  const after = await told(only({ release: "sid", fixed: "1:2.39.2-1" }), { "CVE/list": "" }, below);
  expect(after["CVE/list"]).toBe("CVE-2023-22490\n\t- git 1:2.39.2-1\n");
});

test.each<[string, Partial<Product>, string]>([
  ["no fix yet", { release: "bookworm", fixed: undefined }, "\t[bookworm] - git <unfixed>\n"],
  [
    "no fix is planned",
    { release: "bookworm", fixed: undefined, withoutFix: "no-fix-planned" },
    "\t[bookworm] - git <ignored> (No fix is planned)\n",
  ],
  [
    "not affected",
    { release: "bookworm", fixed: undefined, status: "not-affected", reason: "Vulnerable code came later" },
    "\t[bookworm] - git <not-affected> (Vulnerable code came later)\n",
  ],
  [
    "looked into",
    { release: "bookworm", fixed: undefined, status: "under-investigation" },
    "\t[bookworm] - git <undetermined>\n",
  ],
])("%s is a line of the issue, since the advisory's list has fixes alone", async (_, changes, line) => {
  const after = await told(only(changes));
  expect(after["CVE/list"]).toBe(`CVE-2023-22490 [local clone follows a symbolic link]\n${line}`);
  expect(after["DSA/list"]).toBeUndefined();
});

test("an advisory of another house has no list here; its fixes are lines", async () => {
  const after = await told({ ...only({ release: "bookworm", fixed: "1:2.39.1-0" }), id: "EXSA-2026-0001" });
  expect(after).toEqual({
    "CVE/list": "CVE-2023-22490 [local clone follows a symbolic link]\n\t[bookworm] - git 1:2.39.1-0\n",
  });
});

test("a release that the tracker does not know is refused", async () => {
  await expect(told(only({ release: "bookwurm", fixed: "1:2.39.1-0" }))).rejects.toMatchObject({
    code: "INPUT_INVALID",
  });
});

test.each([
  [
    "own numbers alone",
    { ...GIT, issues: [{ ...(GIT.issues[0] as Advisory["issues"][number]), id: "TROVE-2026-006" }] },
  ],
  ["programs that Debian does not package", { ...GIT, products: [product({ scheme: "generic" })] }],
])("the tracker has nothing to say of %s", (_, advisory) => {
  expect(trackerRecord(advisory, HOUSE)).toBeUndefined();
});
