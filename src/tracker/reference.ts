import { DEVIATIONS } from "./deviations.ts";
import { TRACKER_PROBLEMS } from "./problem-codes.ts";

const FORMAT = `# The tracker's data and answers

\`sameday tracker\` reads data directories in the form of Debian's security tracker as they are.
This page says what may stand in them, what is answered, and where the answers differ from Debian's on purpose.
It is written by \`make reference\` from the tables in the code and the text beside them.

## A data directory

| file | what |
|---|---|
| \`config.json\` | releases (\`distributions\`, oldest first), their alias (\`release\`), the lists to read (\`sources\`) |
| \`CVE/list\` | one record for each issue |
| \`CVE/YYYY.list\` | the same for one year, beside or instead of the one list; \`CVE/order\` keeps the order for \`sameday tracker join\` |
| \`PREFIX/list\` | advisories of a house; the directory's name is the prefix: \`DSA\`, \`ACME-SA\` |
| \`next-point-update.txt\`, \`next-oldstable-point-update.txt\` | fixes that wait for a point release |
| \`packages/removed-packages\` | names that used to be in the archive, one a line |
| \`dsa-needed.txt\`, \`dla-needed.txt\` | packages that an advisory is being made for |
| \`embedded-code-copies\` | who carries a copy of whose code |
| \`embedded-decisions\` | what people made of suggestions about embedded copies, see below |
| \`package-lineages\` | names that are one package over time, see below |
| \`issue-names\` | what issues were called before: \`OLD NEW YYYY-MM-DD\` a line |
| \`cve-requests\`, \`cve-pool\` | CVE numbers that somebody was asked for, and our own ones with what became of each, see below |
| \`signals/kev\`, \`signals/epss\` | known exploitation and likelihood, written by \`sameday tracker import\`; shown beside answers, never part of one |
| \`signals/published\` | when each issue became public by its CVE record (\`CVE-…\`, a tab, an instant in UTC), written by \`sameday tracker import cve\`; delays count from it |
| \`signals/closed-bugs\` | bugs that are closed while their line is open: \`BUG VERSION…\` a line, written by \`sameday tracker import-bugs\`; shown as the view \`closed-bugs\`, never part of an answer |
| \`security-support-ended.debN\`, \`security-support-limited\` | lists of debian-security-support |

A list that config.json does not name is read as well when its path has one of these forms.
Symbolic links are followed.

## Records

A record is a header in column 0 and indented lines below it.
Only printable ASCII, tab and newline may stand anywhere.
Blank lines, lines that begin with \`--\`, and \`begin claimed by NAME\` / \`end claimed by NAME\` are skipped, also inside a record.
Behind \`STOP:\` in column 0 a record without lines counts as not for us.

| header | of |
|---|---|
| \`CVE-2026-1234 (text)\` or \`[text]\` or nothing | an issue; text in round brackets comes from the feed and is replaced by it |
| \`CVE-2026-XXXX [text]\` | an issue without a number; its name is \`TEMP-BUG-HASH\` of its first bug and its text |
| \`[06 Nov 2026] DSA-1234-1 text\` | an advisory |
| \`[November 6th, 2026] DTSA-12-1 text\` | an advisory for testing |

| line | means |
|---|---|
| \`{DSA-1234-1 CVE-2026-1234 VU#123456}\` | cross references |
| \`- package 1.2-3 (urgency; bug #123456)\` | fixed in that version, in every release without a line of its own; without a version, unfixed |
| \`[bookworm] - package 1.2-3\` | the same for one release |
| \`- package <unfixed>\`, \`<removed>\`, \`<undetermined>\`, \`<itp> (bug #N)\` | no fix; no fix and gone; not known; not packaged yet |
| \`- package <not-affected> (why)\`, \`<end-of-life> (why)\` | does not have the fault; nobody will mend it |
| \`[bookworm] - package <no-dsa> (why)\`, \`<postponed>\`, \`<ignored>\` | a remark: no advisory because it is minor; later; never |
| \`- package <withdrawn> (why)\` | ours, for upper layers: see below |
| \`NOT-FOR-US: product\`, \`RESERVED\`, \`REJECTED\` | the state of the record |
| \`NOTE: text\`, \`TODO: text\` | for people |

Urgencies are \`high\`, \`medium\`, \`low\`, \`unimportant\`, \`end-of-life\`, \`not yet assigned\`.
Several notes of one record about the same package and release become one: the worst urgency, all bugs, no fix if one has none, else the later version.

An error in a line of a list sets its whole record aside: the lines that are left could say the opposite of what was meant. Of a release that nobody knows only the line is left out. Everything else is answered; \`tracker explain\` of an issue shows what is set aside of it, and commands that answer say on standard error that \`sameday tracker check\` names errors.
What was read is written back byte for byte.

## How a verdict comes about

1. The notes of each advisory join those of the issues that it names. An advisory's version wins over an earlier one and over not-affected (\`tracker check\` says so), and loses against an issue's note without a fix; an advisory without a version wins over any version.
2. Upper layers are laid over lower ones.
3. The line for the release counts, else that of the release that it is built on, else the default line.
4. The fixed version is compared with the highest version of each area of the release's suites, as dpkg compares; of several areas the worse decides.

\`sameday tracker explain PACKAGE RELEASE ISSUE\` prints this chain with the line of each step.

| status | means |
|---|---|
| \`vulnerable\` | a suite's version that counts lacks the fix |
| \`fixed\` | it has it |
| \`undetermined\` | nobody knows yet |
| \`not-affected\` | the line that counts says so |
| \`rejected\` | the issue was rejected |
| \`not-in-release\` | no suite of the release has the package; only with \`--all\` |

Beside an open status (vulnerable, undetermined) stands at most one decision, the first of these that holds:

| decision | from |
|---|---|
| end-of-life | the release's dates, or a list of packages without support |
| planned | a point-update file |
| no-dsa, with its class \`minor\`, \`postponed\` or \`ignored\` and the reason | a remark |
| end-of-life | the line that counts |
| unimportant | the urgency of the line that counts |

\`tracker status --format tsv\` prints ten columns, a dash for what is absent: package, release, issue, status, fixed version, urgency, the remark's text, its class (empty for plain no-dsa), planned, \`suite=version\` of each suite.
Where support has ended, the urgency of what is open is \`end-of-life\`, as if the line had been written; JSON and exports say the same.
\`--signals\` adds two columns: the day since which CISA's catalogue has the issue as exploited, and its EPSS likelihood, as far as they were imported.
\`--format json\` holds both, the decision, every suite's part and the line that counts.

## End of life

A release's phases (security, LTS, ELTS) stand in the distribution definition; after the last one everything open in it is end-of-life.
The definition is the one that \`--definition\` names, \`distribution.toml\` in a data directory (the uppermost first), the desk's, or the shipped example with Debian's dates.
A release that it does not know takes the dates of the release that it is built on.
If there are none, config.json decides: a release without an alias that is older than every release with one is over.
\`security-support-ended.debN\` (package, last supported version, day, text) ends the support of single packages in release N, from that day on; \`.*\` in a name stands for anything.
\`security-support-limited\` (package, text) changes no answer; \`explain\` shows it.

## Layers

\`--data DIR --data UPPER\` lays directories over each other, the lowest first, any number of them.
Each layer decides every issue, package and release that it names:

* its note takes the place of the note and remark below;
* its remark takes the place of the remark below and keeps the note;
* \`<withdrawn> (why)\` undoes what the nearest layer below says about that package and release, so that what it had covered counts again;
* its advisories join its own notes by the rules above;
* \`REJECTED\`, \`RESERVED\` and a description in its record count for the issue;
* a lower layer's \`NOT-FOR-US\` counts no more where it speaks of a package.

Two keys of a layer's config.json are ours.
\`"base": "bookworm"\` on a release inherits the lines of that release, so that packages taken unchanged have its verdict; a release with a line of its own takes over no remark from its base.
\`"rebuildSuffix": "+acme"\` (or a list of suffixes) is what the house appends to versions of packages that it rebuilds: \`1.2-3+deb12u2+acme1\` contains \`1.2-3+deb12u2\`, and \`1.2-3+zoo1\` does not contain the fix in \`1.2-3+deb12u2\`, though it sorts above.
\`examples/derivative\` is a whole layer.

## The sealed layer

Embargoed issues stand in a git repository of their own, one encrypted file an issue (\`issues/S-204817365.asc\`), beside a signed list of who has access (\`access.asc\`).
Each file is an OpenPGP message to everybody with access; in it stands a clear-signed text, padded with newlines to a multiple of 4096 bytes:

    -- sealed S-204817365 in L-112233445, revision 1, access 1
    CVE-2026-XXXX [heap overflow in the parser]
    	- libexample <unfixed>

Below the first line stands one record in the grammar above.
While its header has no number, answers call the issue by its \`S-\` name, which also finds it later.
\`--sealed DIR\` on \`sameday tracker status\` and \`explain\` opens the layer with your own keys and lays it over all \`--data\`; nothing else reads it.
A record counts when its signer has access by \`access.asc\` and signed before the day on which it ends; \`access.asc\` counts when a full member of the distribution definition has signed it; keys are those of the definition.
\`sameday sealed disclose\` moves records into the uppermost data directory as one commit with a line \`Sealed: S-204817365\` for each, and leaves in the sealed layer a text whose first line ends with \`, disclosed as CVE-2026-1234\`.

## The archive

\`--archive\` takes a directory of plain index files, \`RELEASE_SUBRELEASE_AREA_Sources\` and \`RELEASE_SUBRELEASE_AREA_ARCH_Packages\`, where an empty subrelease is the main suite.
Or it takes the name of a distribution definition: its suites are fetched, verified by their signed Release file, and kept below \`$XDG_CACHE_HOME/sameday\` (else \`~/.cache/sameday\`).
A suite that cannot be renewed answers from its last verified state, and a warning says so.

## Hints: lineages and embedded copies

No verdict follows from these by itself.

\`package-lineages\` has a line for each package that has had several names, oldest first: \`linux: linux-2.6 linux\`, \`ruby: ruby2.7 ruby3.1 ruby3.3\`.
\`sameday tracker lineages\` shows issues that are on record for an older name and that no line mentions for a newer one.

\`sameday tracker copies\` shows, for each issue, packages that carry the code of the package that has it, from embedded-code-copies and from Built-Using and Static-Built-Using.
What a person made of one stands in \`embedded-decisions\`, written by \`sameday tracker decide-copy\`: \`CVE-2026-1000 zlib in rsync: dismissed (built against the system library)\`, or \`confirmed\`.

## Names and numbers

The name of an issue without a number follows from its first bug and its text and changes with them.
\`issue-names\` keeps what it was: whoever asks for a former name, over any number of lines, is answered by the present one and told so.
\`sameday tracker assign-cve\` puts a CVE into the record's header and keeps the temporary name; \`link-name\` keeps a name after an edit by hand.

\`cve-requests\` has a line for each number that somebody was asked for: \`ISSUE asked DAY WHOM\`, later \`; answered DAY CVE-…\` or \`; refused DAY (why)\` behind it.
\`cve-pool\` has a line for each number that we may give: \`CVE-… unused\`, \`CVE-… used DAY ISSUE\` or \`CVE-… rejected DAY (why)\`; nothing leads back to unused.

## The bug tracker

\`sameday tracker import-bugs\` asks debbugs for open reports with the tag \`security\`.
A report whose title names a CVE puts \`bug #N\` behind the default line of that issue about the report's source package, where no line of the record about that package has a bug; a CVE that only the text names is linked where that line is open.
A report that names no CVE becomes a record \`CVE-YYYY-XXXX [title]\` with \`- package <unfixed> (bug #N)\` and \`TODO: check\`, at the top of the list of the year in which it was filed.
Merged reports are one bug, with the lowest number that is open.
A bug that any line names is known and passed over: \`NOTE: not bug #N\` keeps one out for good.
What needs a person is shown as \`look at it\`, with the reason.

\`--from-file\` takes the reports of any tracker as a JSON list of objects:

| key | value |
|---|---|
| \`bug\` | its number |
| \`title\`, \`day\` | its title, and the day on which it was filed |
| \`source\` | source package; left out when it is not known |
| \`text\` | what was written first |
| \`merged\` | numbers of reports of the same bug |
| \`closed\`, \`fixed\` | \`true\` when it is closed, and versions that have the fix |

\`sameday tracker draft-report\` drafts the mail that reports an open issue; a person reads and sends it.

The key \`bugs\` of config.json says how a project's bug tracker is reached; of several layers the uppermost that has it counts, and what it leaves out is Debian's, but for \`cc\` when \`to\` is another address.

| key of \`bugs\` | what | Debian's |
|---|---|---|
| \`server\` | address of debbugs' SOAP interface | \`https://bugs.debian.org/cgi-bin/soap.cgi\` |
| \`to\` | where reports are mailed to | \`submit@bugs.debian.org\` |
| \`cc\` | who gets a copy | \`team@security.debian.org\` |
| \`form\` | \`debbugs\`: with tags and X-Debbugs-CC below the mail's header; \`plain\`: a mail with Cc | \`debbugs\` |
| \`severity\` | a word for each urgency | \`high\` grave, \`medium\` and \`not yet assigned\` important, \`low\` normal, \`unimportant\` minor |
| \`issuePage\` | address of an issue's page up to its name | \`https://security-tracker.debian.org/tracker/\` |

## Checks, fixes and hooks

\`sameday tracker check\` ends with 1 when there are errors, with 0 when there are only warnings.
\`--as-debian\` counts as an error whatever Debian's own check or loader would stop on.
\`--fix\` makes the changes shown as \`fix:\` in the uppermost directory and touches nothing else.

As git hooks, in files of two lines (\`#!/bin/sh\`, then the command):

| file | command |
|---|---|
| \`.git/hooks/pre-commit\` | \`exec sameday tracker hook pre-commit\` |
| \`hooks/pre-receive\` of the central repository | \`exec sameday tracker hook pre-receive\` |

\`--path data\` says where the data directory lies in the repository, \`--data DIR\` what lies below it.
A change is refused for the errors that it brings, not for those that were there.
`;

/** docs/reference/tracker.md. */
export function trackerReference(): string {
  const codes = Object.entries(TRACKER_PROBLEMS).map(
    ([code, { severity, debianRefuses, explanation }]) =>
      `| \`${code}\` | ${severity} | ${debianRefuses ? "yes" : "no"} | ${cell(explanation)} |`,
  );
  const deviations = DEVIATIONS.map(
    ({ name, debian, ours, example }) =>
      `| ${name} | ${cell(debian)} | ${cell(ours)} | ${example.column}: \`${example.debian}\` | \`${example.ours}\` |`,
  );
  return `${FORMAT}
## Deliberate deviations from Debian's tracker

\`--as-debian\` switches all of them off; then every answer is Debian's.
Each has an example that a test runs with and without the switch (\`src/tracker/deviations.ts\`); the last columns are its two answers.

| what | Debian's tracker | Sameday | as Debian | ours |
|---|---|---|---|---|
${deviations.join("\n")}

Besides, Debian's tracker stops as a whole on any error of the lists; Sameday sets the record aside and answers the rest.
A codename may hold digits and hyphens, and a cross reference may name an advisory of any house; \`check --as-debian\` counts both as errors.
The advisory that fixes what its record calls not affected wins here as there, with a warning.

## Problem codes

"Debian stops" says whether Debian's own check or loader refuses such a line.

| code | severity | Debian stops | what is wrong |
|---|---|---|---|
${codes.join("\n")}
`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
