import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { listingFaults } from "./csaf-listing-rules.ts";
import { exportFaults, type PublishedForm } from "./export-faults.ts";

/*
 * Every file that `tracker export` writes from the data that we ship, as its readers find it: the published schemas, the rules
 * beside them, and OpenSCAP for OVAL. A second export after an edit gives documents with a second revision.
 */

const EXAMPLES = resolve(import.meta.dirname, "../../examples");
const ACME = "--publisher Acme --pages https://acme.example/tracker --contact security@acme.example";
/** What the shipped Debian data need: versions of packages that they speak of, one binary each. */
const VERSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bullseye: { "xorg-server": "2:1.20.11-1+deb11u5", libmodbus: "3.1.6-2" },
  bookworm: { libmodbus: "3.1.6-2.1", libsmpp34: "1.14.1-3", memcached: "1.6.18-1", "node-tar": "6.1.13+~cs7.0.5-1" },
  trixie: { libmodbus: "3.1.11-2", libsmpp34: "1.14.4-1", memcached: "1.6.38-1", gnutls28: "3.8.9-3" },
  sid: { libmodbus: "3.1.11-2", libsmpp34: "1.14.6-1", memcached: "1.6.40-1", gnutls28: "3.8.11-1" },
};

/** What the shipped lists happen not to say. */
const CORNERS = `CVE-2026-XXXX [<a> & "b" ]]> nobody has numbered]
\t- libmodbus <unfixed> (bug #834502)
CVE-2026-99001 (undetermined)
\t- libsmpp34 <undetermined>
\tNOTE: https://example.org/a|b?c[]=^d
CVE-2026-99002 (withdrawn)
\tREJECTED
\t- memcached <unfixed>
CVE-2026-99003 (never open)
\t- memcached 0
\t[trixie] - gnutls28 <end-of-life> (see <DSA> & "others")
`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-published-"));
  for (const name of ["debian", "derivative"])
    cpSync(join(EXAMPLES, name, "tracker"), join(root, name), { recursive: true });
  cpSync(join(EXAMPLES, "derivative/indexes"), join(root, "acme-indexes"), { recursive: true });
  const list = join(root, "debian/CVE/list");
  writeFileSync(list, CORNERS + readFileSync(list, "latin1"), "latin1");
  mkdirSync(join(root, "indexes"));
  for (const [release, versions] of Object.entries(VERSIONS)) {
    const stanzas = (more: string) =>
      Object.entries(versions).map(([name, version]) => `Package: ${name}\nVersion: ${version}\n${more}`);
    writeFileSync(join(root, "indexes", `${release}__main_Sources`), stanzas("").join("\n"));
    const binaries = stanzas("Architecture: amd64\n").join("\n");
    writeFileSync(join(root, "indexes", `${release}__main_amd64_Packages`), binaries);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Answers the paths below `out` that were written, the summaries among them. `@` is the test's directory. */
async function exported(words: string, out: string): Promise<readonly string[]> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const line = `tracker export ${words} --out @${out} --json`.replaceAll("@", `${root}/`);
  const exit = await runCommandLine(line.split(" "), { streams, environment: { PATH: process.env.PATH } });
  expect([exit, String(stderr.read() ?? "")]).toEqual([0, ""]);
  const { files } = JSON.parse(String(stdout.read())) as { readonly files: readonly { readonly path: string }[] };
  return files.map(({ path }) => path);
}

function edit(list: string): void {
  const path = join(root, list);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(/^(\t(?:\[\w+\] )?- \S+) .*$/gm, "$1 <unfixed>"));
}

const DOCUMENTS: Readonly<Record<PublishedForm, RegExp>> = {
  osv: /^(?:DEBIAN|x_ACME)-.*\.json$/,
  openvex: /\.openvex\.json$/,
  csaf: /^white\/\d{4}\/.*\.json$/,
};

describe.each([
  ["Debian's example", "--data @debian --archive @indexes", "debian/CVE/list", 10],
  [
    "the derivative's example, in its own name",
    `--data @debian --data @derivative --archive @acme-indexes --definition ${EXAMPLES}/debian/distribution.toml ${ACME}`,
    "derivative/CVE/list",
    2,
  ],
])("%s", (_, words, list, atLeast) => {
  test.each(["osv", "openvex", "csaf"] as const)("%s", async (form) => {
    const out = `${form}-${list.split("/")[0]}`;
    const before = readFileSync(join(root, list));
    const faultsOf = (paths: readonly string[], revisions: (text: string) => number) =>
      paths.flatMap((path) => {
        const text = readFileSync(join(root, out, path), "utf8");
        return exportFaults(form, basename(path), text, revisions(text));
      });
    const first = (await exported(`${form} ${words}`, out)).filter((path) => DOCUMENTS[form].test(path));
    expect(first.length).toBeGreaterThanOrEqual(atLeast);
    expect(faultsOf(first, () => 1)).toEqual([]);
    edit(list);
    const second = (await exported(`${form} ${words}`, out)).filter((path) => DOCUMENTS[form].test(path));
    writeFileSync(join(root, list), before);
    // What the edit was not about is the document of before.
    const versions = second.map((path) => JSON.parse(readFileSync(join(root, out, path), "utf8")).version);
    expect(faultsOf(second, (text) => (form === "openvex" ? JSON.parse(text).version : 0))).toEqual([]);
    if (form === "openvex") expect(new Set(versions)).toEqual(new Set([1, 2]));
    if (form === "csaf") expect(listingFaults(join(root, out), second)).toEqual([]);
  });
});

test.each(Object.keys(VERSIONS))("OVAL of %s holds to its XML schema and to the rules beside it", async (release) => {
  await exported("oval --data @debian --archive @indexes", "oval");
  const file = join(root, "oval", `oval-definitions-${release}.xml`);
  expect(readFileSync(file, "utf8")).toContain('class="vulnerability"');
  // Both, unless it is told to leave the rules out.
  execFileSync("oscap", ["oval", "validate", file]);
});
