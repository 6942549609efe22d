import { strictToml } from "../distribution/index.ts";
import { ADVISORY_PROBLEMS } from "./problem-codes.ts";
import { publisher } from "./record/publisher-schema.ts";
import { record } from "./record/schema.ts";
import { knownCwes } from "./scores/cwe.ts";

const INTRODUCTION = `# Advisory records

One TOML 1.0 file says all of an advisory; every form is made from it.
\`examples/advisories\` has full ones.
\`sameday advisory check FILE\` holds the record and every form against what their readers demand; \`sameday advisory write FILE --out DIR\` writes them.
Unknown keys are faults, and times have an hour and a zone.
This page is written from the reader's own table of keys by \`make reference\`.

## The forms

| path below DIR | what | held against |
|---|---|---|
| \`mail/ID.txt\` | the announcement's text | what survives clear-signing and mail |
| \`mail/ID.part\` | the very bytes to sign for PGP/MIME | RFC 3156, section 3 |
| \`mail/ID.eml\`, \`mail/ID.clear.eml\` | with \`--sign\`: the signed announcement, as PGP/MIME and clear-signed | |
| \`mail/ID.txt.asc\` | with \`--sign\`: its text clear-signed, for \`gpg --verify\` | |
| \`.well-known/csaf/white/YEAR/id.json\` | CSAF 2.0, profile Security Advisory, with \`.sha256\`, \`.sha512\` and, with \`--sign\`, \`.asc\` | the standard's tests 6.1 and 6.2 |
| \`.well-known/csaf/white/index.txt\`, \`changes.csv\`, \`.well-known/csaf/provider-metadata.json\` | the listings of a CSAF provider, over all documents that stand there | |
| \`.well-known/security.txt\` | RFC 9116; with \`--sign\` clear-signed | its section 2 |
| \`osv/ID.json\` | OSV; an id without a registered prefix has \`x_\` before it | the schema's rules |
| \`cve/CVE-….json\` | a CVE record (JSON 5) with a CNA container, where the publisher has \`[cve]\` | the record format |
| \`advisories/ID.html\` | a page without script | its own elements |

\`mail/\` and \`cve/\` need not be served.
A tree takes one advisory after the other; a provider is a trusted one as soon as every document has its signature beside it.
The signing key is the one whose fingerprint stands in the publisher's file.

## What the forms cannot say

* CSAF 2.0 takes no CVSS 4.0: such a vector stands in a note of the document.
* OSV has one severity a record: with several issues each stands in \`database_specific\`. It names packages only where it knows their ecosystem.
* A CVE record is one a CVE; numbers of your own have none.
* Only base metrics of CVSS 3.1 and 4.0 are read: threat and environment are the reader's to judge.
* Documents are in English.
`;

/** docs/reference/advisory.md: every key of both files, and every problem. */
export function advisoryReference(): string {
  const { table: recordShape } = record;
  const { table: publisherShape } = publisher;
  if (!recordShape || !publisherShape) throw new TypeError("Both files are tables.");
  const problems = Object.entries(ADVISORY_PROBLEMS).map(([code, says]) => `| \`${code}\` | ${says} |`);
  return [
    INTRODUCTION,
    ...strictToml.tableReference("", recordShape, "Keys of a record"),
    `Weaknesses that can be named: ${knownCwes().join(", ")}.\n`,
    ...strictToml.tableReference("", publisherShape, "Keys of the publisher's file"),
    `## Problems\n\n| code | what is wrong |\n|---|---|\n${problems.join("\n")}\n`,
  ].join("\n");
}
