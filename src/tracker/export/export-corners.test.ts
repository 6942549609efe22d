import { basename } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportFaults, type PublishedForm } from "../../../tests/system/export-faults.ts";
import { isValidVersion } from "../../kernel/index.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { csafFiles } from "./csaf/csaf-files.ts";
import { debianHouse } from "./house.ts";
import { openvexFiles } from "./openvex/openvex-files.ts";
import { osvFiles } from "./osv/osv-files.ts";
import { ovalFiles } from "./oval/oval-files.ts";
import { ovalId } from "./oval/oval-ids.ts";
import { plainText } from "./plain-text.ts";
import type { DatedFile } from "./write/export-file.ts";

const HOUSE = debianHouse("https://example.org/export");
const FIRST = "2026-10-01T08:00:00.000Z";
const LAST = "2026-11-21T08:00:00.000Z";

interface World {
  readonly list: string;
  readonly upper?: Readonly<Record<string, string>>;
  readonly archive: readonly string[];
}

function filesOf({ list, upper, archive }: World): Readonly<Record<"osv" | "csaf" | "openvex" | "oval", string>> {
  const tracker = trackerOf({ "CVE/list": list }, ...(upper ? [upper] : []));
  const versions = archiveOf(...archive);
  const binaries = {
    isBinary: () => true,
    binariesOf: (source: string) => [source],
    builtFrom: () => [],
    packagesOf: (source: string, release: string) =>
      versions
        .rowsOf(source)
        .filter((row) => row.release === release)
        .slice(-1)
        .map(({ version }) => ({ name: source, version, sourceVersion: version })),
  };
  const text = (files: Iterable<DatedFile>, form?: PublishedForm): string =>
    Array.from(files, (file) => {
      const content = [...file.render([FIRST, LAST])].join("");
      // Whatever a test is about, what is written holds to the published schema and to the format's rules.
      if (form) expect(exportFaults(form, basename(file.path), content, 2)).toEqual([]);
      return content;
    }).join("");
  return {
    osv: text(osvFiles(tracker, versions, dpkgJudge, HOUSE), "osv"),
    csaf: text(csafFiles(tracker, versions, dpkgJudge, HOUSE, new Set(), new Date(LAST)), "csaf"),
    openvex: text(openvexFiles(tracker, versions, dpkgJudge, HOUSE), "openvex"),
    oval: text(ovalFiles({ tracker, archive: versions, binaries, judge: dpkgJudge, house: HOUSE })),
  };
}

/** `curl` in bookworm with one line in the list. */
function curl(lines: string, version = "1-1", header = "CVE-2026-1000 (x)"): ReturnType<typeof filesOf> {
  return filesOf({ list: `${header}\n${lines}\n`, archive: [`curl bookworm ${version}`] });
}

test("an epoch, a tilde and a plus are escaped where a format asks for it, and only there", () => {
  const { osv, csaf, openvex, oval } = curl("\t- curl 1:2~rc1+dfsg-1+deb12u1", "1:2~rc1+dfsg-1+deb12u2");
  expect(osv).toContain('"fixed":"1:2~rc1+dfsg-1+deb12u1"');
  expect(csaf).toContain('"vers:deb/<1%3A2~rc1%2Bdfsg-1%2Bdeb12u1"');
  expect(openvex).toContain("pkg:deb/debian/curl@1:2~rc1%2Bdfsg-1%2Bdeb12u2?arch=source&distro=bookworm");
  expect(oval).toContain('operation="less than">1:2~rc1+dfsg-1+deb12u1<');
});

test.each([
  ["UTF-8", "\u00c3\u00bcber", "\u00fcber"],
  ["latin-1", "\u00fcber", "\u00fcber"],
  ["a control character", "a\u0001b", "a\ufffdb"],
  ["nothing special", "a\tb", "a\tb"],
])("text held one character a byte, with %s, becomes Unicode that XML may hold", (_, bytes, expected) => {
  expect(plainText(bytes)).toBe(expected);
});

test("what XML and JSON escape comes through", () => {
  const description = '<a> & "b" \\ ]]>';
  const { osv, oval } = curl("\t- curl 2", "1-1", `CVE-2026-1000 (${description})`);
  expect(JSON.parse(osv).details).toBe(description);
  expect(oval).toContain("<description>&lt;a&gt; &amp; &quot;b&quot; \\ ]]&gt;</description>");
});

test("a record with a byte that the lists do not allow is not handed on half understood", () => {
  expect(curl("\t- curl 2", "1-1", "CVE-2026-1000 (\u00fcber)").osv).toBe("");
});

test.each([
  ["https://example.org/a|b?c[]=^d#e#f", "https://example.org/a%7Cb?c%5B%5D=%5Ed#e%23f"],
  ["https://example.org/100%", "https://example.org/100%25"],
  ["https://me:word@example.org/[x]", "https://example.org/%5Bx%5D"],
  ["https://example.org/a/%7Eb,(c);d", "https://example.org/a/%7Eb,(c);d"],
])("the address %s in a note is one by RFC 3986", (written, expected) => {
  const { osv, csaf } = curl(`\t- curl 2\n\tNOTE: ${written}`);
  expect(JSON.parse(osv).references.at(-1)).toEqual({ type: "WEB", url: expected });
  expect(csaf).toContain(JSON.stringify(expected));
});

test.each(["https://exa|mple.org/", "http://{", "https://"])(
  "%s in a note is no address and is left out",
  (written) => {
    expect(JSON.parse(curl(`\t- curl 2\n\tNOTE: ${written}`).osv).references).toHaveLength(1);
  },
);

test.each([
  ["1-1", []],
  ["0~rc1-1", [[{ introduced: "0" }]]],
])(
  "fixed in 0 and %s in the release: in OSV an event of that version would stand before every other",
  (version, ranges) => {
    const { affected } = JSON.parse(curl("\t- curl 0", version).osv);
    expect(affected.map((one: { ranges: [{ events: unknown }] }) => one.ranges[0].events)).toEqual(ranges);
  },
);

test("unstable has its place in OSV by its name, a release of ours that OSV does not know has none", () => {
  const archive = ["curl sid 1-1", "curl acmebook 1-1", "curl bookworm-backports 1-1"];
  const { osv } = filesOf({ list: "CVE-2026-1000 (x)\n\t- curl 2\n", archive });
  expect(JSON.parse(osv).affected.map((one: { package: object }) => one.package)).toEqual([
    { ecosystem: "Debian:sid", name: "curl", purl: "pkg:deb/debian/curl?arch=source" },
  ]);
  expect(JSON.parse(osv).database_specific.answers).toHaveLength(3);
});

test.each([
  ["Acme", "x_ACME-CVE-2026-1000"],
  ["Acme / Söhne ../x", "x_ACME-S-HNE-X-CVE-2026-1000"],
  ["Ж", "x_LOCAL-CVE-2026-1000"],
])("the house %s, which OSV does not know, has records of a local database, and its answers in them", (name, id) => {
  const tracker = trackerOf({ "CVE/list": "CVE-2026-1000 (x)\n\t- curl 2\n" });
  const [file] = osvFiles(tracker, archiveOf("curl bookworm 1-1"), dpkgJudge, { ...HOUSE, name });
  const text = [...(file?.render([FIRST]) ?? [])].join("");
  expect(file?.path).toBe(`${id}.json`);
  expect(exportFaults("osv", `${id}.json`, text, 1)).toEqual([]);
  expect(JSON.parse(text)).toMatchObject({ affected: [], database_specific: { answers: [{ status: "vulnerable" }] } });
});

test.each([
  ["https://security-tracker.debian.org/tracker", "oval:org.debian.security-tracker.bookworm:def:1"],
  ["https://[2001:db8::1]:8443/tracker", "oval:-2001-db8-1-.bookworm:def:1"],
])("an id in OVAL for a house at %s", (pages, id) => {
  expect(ovalId({ ...HOUSE, pages }, "bookworm", "def", 1)).toBe(id);
  // The pattern of OVAL's schema for definitions.
  expect(id).toMatch(/^oval:[A-Za-z0-9_.-]+:def:[1-9][0-9]*$/);
});

test("an unnamed issue keeps its name, has no CVE and a number of its own in OVAL", () => {
  const { osv, csaf, oval } = curl("\t- curl <unfixed> (bug #834502)", "1-1", "CVE-2026-XXXX [overflow]");
  const name = /TEMP-0834502-[0-9A-F]{6}/.exec(osv)?.[0] ?? "";
  expect(JSON.parse(osv)).toMatchObject({ id: `DEBIAN-${name}` });
  expect(JSON.parse(osv).upstream).toBeUndefined();
  expect(JSON.parse(csaf).vulnerabilities[0]).toMatchObject({ ids: [{ text: name }] });
  expect(oval).toMatch(/:def:90000834502\d{8}"/);
});

test("a rejected issue is withdrawn and affects nobody", () => {
  const { osv, csaf, openvex, oval } = curl("\tREJECTED\n\t- curl <unfixed>");
  expect(JSON.parse(osv)).toMatchObject({ withdrawn: LAST, affected: [] });
  expect(Object.keys(JSON.parse(csaf).vulnerabilities[0].product_status)).toEqual(["known_not_affected"]);
  expect(JSON.parse(openvex).statements).toMatchObject([{ status: "not_affected" }]);
  expect(oval).not.toContain("CVE-2026-1000");
});

describe("what can be done", () => {
  test.each([
    ["\t- curl 2", "none_available", "No fixed version is in bookworm yet."],
    ["\t- curl 2\n\t[bookworm] - curl <no-dsa> (Minor issue)", "none_available", "(Minor issue)"],
    ["\t- curl 2\n\t[bookworm] - curl <postponed> (Later)", "none_available", "postponed"],
    ["\t- curl 2\n\t[bookworm] - curl <ignored> (Too intrusive)", "no_fix_planned", "(Too intrusive)"],
    ["\t- curl 2\n\t[bookworm] - curl <end-of-life> (See DSA)", "no_fix_planned", "no longer supported"],
    ["\t- curl 2 (unimportant)", "no_fix_planned", "no practical importance"],
    ["\t- curl 1", "vendor_fix", "Update to version 1 or later, from bookworm."],
  ])("%j: %s", (line, category, words) => {
    const [remediation] = JSON.parse(curl(line).csaf).vulnerabilities[0].remediations;
    expect(remediation).toMatchObject({ category });
    expect(remediation.details).toContain(words);
  });

  test("a security suite's fix: its version is fixed, the main suite's is affected", () => {
    const archive = ["curl bookworm 1-1", "curl bookworm/security 1-1+deb12u1"];
    const { openvex } = filesOf({ list: "CVE-2026-1000 (x)\n\t[bookworm] - curl 1-1+deb12u1\n", archive });
    expect(JSON.parse(openvex).statements).toMatchObject([
      { status: "affected", action_statement: "Update to version 1-1+deb12u1 or later, from bookworm-security." },
      { status: "fixed" },
    ]);
  });
});

test.each([
  ["Vulnerable code not present", true],
  ["Vulnerable code introduced later", true],
  ["Vulnerable module not built", true],
  ["Introduced in 2.0", true],
  ["Windows-specific", false],
  ["Fixed before initial upload to Debian", false],
  ["Vulnerable code present but not reachable", false],
])("not affected, because %s: a justification is claimed only when the reason says it", (text, claimed) => {
  const { csaf, openvex } = curl(`\t- curl 2\n\t[bookworm] - curl <not-affected> (${text})`);
  const [statement] = JSON.parse(openvex).statements;
  expect(statement.justification !== undefined).toBe(claimed);
  if (!claimed) expect(statement.impact_statement).toBe(text);
  const [vulnerability] = JSON.parse(csaf).vulnerabilities;
  expect([vulnerability.flags !== undefined, vulnerability.threats !== undefined]).toEqual([claimed, !claimed]);
});

test("any version and any description: what is written can be read, and the range has the version as it is", () => {
  const word = fc.stringMatching(/^[0-9][0-9a-z.+~]{0,8}(-[0-9a-z.+~]{1,5})?$/).filter(isValidVersion);
  const anything = fc.string({ unit: "binary-ascii" }).filter((text) => !text.includes("\n") && !text.includes("\r"));
  fc.assert(
    fc.property(word, word, anything, (fixed, version, description) => {
      const list = `CVE-2026-1000 (${description})\n\t- curl ${fixed}\n`;
      // A case of its own, above: in an event "0" stands before every version.
      fc.pre(fixed !== "0");
      const { osv, csaf, openvex } = filesOf({ list, archive: [`curl bookworm ${version}`] });
      if (osv === "") return;
      expect(JSON.parse(osv).affected[0].ranges[0].events).toEqual([{ introduced: "0" }, { fixed }]);
      expect(csaf).toContain(`vers:deb/<${encodeURIComponent(fixed)}`);
      expect(JSON.parse(openvex).statements).toHaveLength(1);
    }),
  );
});
