import { basename } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exportFaults, type PublishedForm } from "../../../tests/system/export-faults.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { csafFiles } from "./csaf/csaf-files.ts";
import { debianHouse, type House } from "./house.ts";
import { openvexFiles } from "./openvex/openvex-files.ts";
import { osvFiles } from "./osv/osv-files.ts";

/** Small trackers at random, in everything that a list may say: what is exported holds to the published schemas and rules. */

const DEBIAN = debianHouse("https://example.org/export");
const ACME: House = {
  name: "Acme & Söhne",
  contact: "security@acme.example",
  pages: "https://acme.example:8443/tracker",
  files: "https://acme.example/a%20b",
  versionOf: (codename) => (codename === "trixie" ? "7" : undefined),
};
const DATES = ["2026-10-01T08:00:00.000Z", "2026-10-01T08:00:00.001Z", "2026-11-21T08:00:00.000Z"];

const word = fc.constantFrom(
  ...["1", "1:2~rc1+dfsg-1+deb12u1", "2-1~bpo12+1", "2.0-0", "0", "<unfixed>", "<removed>", "<undetermined>"],
  ...["<unfixed> (bug #834502)", "3 (unimportant; bug #7)", "2 (high)", "<end-of-life> (see DSA)"],
  ...["<not-affected> (Vulnerable code not present)", "<not-affected> (\u00fcber)", "<not-affected> (Windows)"],
);
const remark = fc.constantFrom("<no-dsa> (Minor issue)", "<postponed> (x | y)", '<ignored> ("Too" <intrusive>)');
const name = fc.constantFrom("curl", "g++-12", "0ad", "lib.x+y", "linux");
const release = fc.constantFrom("bullseye", "bookworm", "trixie", "sid");
const ascii = fc.string({ unit: "grapheme-ascii", maxLength: 30 });
const line = fc.oneof(
  fc.tuple(name, word).map(([of, says]) => `\t- ${of} ${says}`),
  fc.tuple(release, name, fc.oneof(word, remark)).map(([codename, of, says]) => `\t[${codename}] - ${of} ${says}`),
  ascii.map((text) => `\tNOTE: https://example.org/${text}`),
  ascii.map((text) => `\tNOTE: http://${text}`),
  fc.constantFrom("\tRESERVED", "\tREJECTED", "\tTODO: check", "\t{DSA-1-1}"),
);
const issue = fc
  .tuple(fc.nat(5), ascii, fc.array(line, { minLength: 1, maxLength: 8 }))
  .map(([number, text, lines]) => {
    const header = number === 0 ? `CVE-2026-XXXX [${text}]` : `CVE-2026-100${number} (${text})`;
    return { key: number === 0 ? text : `${number}`, record: [header, ...lines, ""].join("\n") };
  });
const issues = fc
  .uniqueArray(issue, { selector: ({ key }) => key, maxLength: 5 })
  .map((all) => all.map(({ record }) => record).join(""));
const version = fc.constantFrom("1", "0.1-1", "1:2~rc1+dfsg-1+deb12u2", "2.0-0", "2-1", "9");
const row = fc.tuple(
  name,
  fc.constantFrom("bullseye", "bookworm", "bookworm/security", "trixie", "sid", "bookworm-backports"),
  version,
  fc.constantFrom("main", "contrib"),
);
const ADVISORY = "[01 Jan 2026] DSA-1-1 curl - x\n\t{CVE-2026-1001}\n\t[bookworm] - curl 1-1+deb12u1\n";

test("random trackers of two layers: OSV, OpenVEX and CSAF hold to what their makers publish", () => {
  const seen = { osv: 0, openvex: 0, csaf: 0 };
  fc.assert(
    fc.property(
      ...[
        issues,
        issues,
        fc.array(row, { maxLength: 12 }),
        fc.constantFrom(DEBIAN, ACME),
        fc.integer({ min: 1, max: 3 }),
      ],
      (list, upper, rows, house, count) => {
        const tracker = trackerOf({ "CVE/list": list, "DSA/list": ADVISORY }, { "CVE/list": upper });
        const archive = archiveOf(...rows.map((one) => one.join(" ")));
        const revisions = DATES.slice(0, count);
        const files = {
          osv: osvFiles(tracker, archive, dpkgJudge, house),
          openvex: openvexFiles(tracker, archive, dpkgJudge, house),
          csaf: csafFiles(tracker, archive, dpkgJudge, house, new Set(), new Date(DATES[2] ?? "")),
        };
        for (const form of Object.keys(files) as PublishedForm[]) {
          for (const file of files[form]) {
            const text = Array.from(file.render(revisions), String).join("");
            expect(exportFaults(form, basename(file.path), text, count)).toEqual([]);
            seen[form] += 1;
          }
        }
      },
    ),
    { numRuns: 100 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
}, 120_000);
