import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** One run of a verb of `sameday tracker`. */
export interface VerbRun {
  /** Behind `sameday tracker`; DATA, ARCHIVE and SCRATCH stand for directories. */
  readonly words: readonly string[];
  /** What standard output holds. */
  readonly says: RegExp;
  readonly input?: string;
}

const HELD = ["--data", "DATA", "--archive", "ARCHIVE"];

/**
 * The main path of every verb, in an order in which each finds what it needs: what is asked first, then edits. A run that
 * changes data leaves them in order, so that the next one is not refused.
 */
export const VERB_RUNS: Readonly<Record<string, readonly VerbRun[]>> = {
  status: [{ words: ["status", ...HELD, "--package", "curl"], says: /^curl\tbookworm\tCVE-2026-1000\tvulnerable\t/m }],
  check: [{ words: ["check", ...HELD], says: /^0 errors, /m }],
  explain: [
    { words: ["explain", "curl", "bookworm", "CVE-2026-1000", ...HELD], says: /CVE\/list:2: - curl <unfixed>/ },
  ],
  view: [
    { words: ["view", ...HELD], says: /^ +\d+ {2}candidates /m },
    { words: ["view", "candidates", ...HELD], says: /^CVE-2026-1000\tcurl\tbookworm\t/m },
  ],
  history: [
    { words: ["history", "curl", ...HELD, "--history", "SCRATCH/history"], says: /vulnerable since|at least since/ },
  ],
  events: [
    { words: ["events", "--data", "DATA", "--history", "SCRATCH/history"], says: /\tCVE-2026-1000\tcurl\tbookworm\t/ },
  ],
  delays: [{ words: ["delays", "--data", "DATA", "--history", "SCRATCH/history"], says: /^release +fixed/ }],
  lineages: [{ words: ["lineages", ...HELD], says: /^CVE-2026-0900 +ruby2\.7 -> ruby3\.1/m }],
  copies: [{ words: ["copies", ...HELD], says: /curl.*wget/ }],
  "decide-copy": [
    {
      words: [
        "decide-copy",
        "CVE-2026-1000",
        "curl",
        "wget",
        "dismissed",
        "--reason",
        "system library",
        "--data",
        "DATA",
      ],
      says: /dismissed/,
    },
  ],
  export: [{ words: ["export", "debian-json", ...HELD, "--out", "SCRATCH/out"], says: /./ }],
  "draft-report": [{ words: ["draft-report", "CVE-2026-1000", ...HELD], says: /^Subject: curl: CVE-2026-1000$/m }],
  import: [
    { words: ["import", "cve", "SCRATCH/cves", "--data", "DATA", "--commit"], says: /^1 read, 1 added, / },
    {
      words: ["import", "kev", "SCRATCH/kev.json", "--data", "DATA", "--commit"],
      says: /^1 issues; wrote signals\/kev\.$/m,
    },
    { words: ["import", "epss", "SCRATCH/epss.csv", "--data", "DATA", "--commit"], says: /wrote signals\/epss/ },
  ],
  "import-bugs": [
    { words: ["import-bugs", "--from-file", "SCRATCH/bugs.json", "--data", "DATA", "--commit"], says: /./ },
  ],
  triage: [
    { words: ["triage", ...HELD], says: /^CVE-2026-4000\t/m },
    { words: ["triage", "--data", "DATA", "--decide"], input: "CVE-2026-4000 nfu Acme Portal\n", says: /not for us/ },
  ],
  "add-issue": [
    {
      words: ["add-issue", "CVE-2026-6000", "leak", "--package", "curl", "--data", "DATA"],
      says: /^CVE-2026-6000 is on record\.$/m,
    },
  ],
  "set-line": [
    {
      words: [
        "set-line",
        "CVE-2026-1000",
        "curl",
        "postponed",
        "--release",
        "bookworm",
        "--because",
        "Minor issue",
        "--data",
        "DATA",
      ],
      says: /curl in bookworm: postponed/,
    },
  ],
  "remove-line": [
    { words: ["remove-line", "CVE-2026-1000", "curl", "--release", "bookworm", "--data", "DATA"], says: /taken out/ },
  ],
  "link-bug": [{ words: ["link-bug", "CVE-2026-1000", "curl", "77", "--data", "DATA"], says: /bug 77/ }],
  "add-note": [{ words: ["add-note", "CVE-2026-1000", "seen", "--data", "DATA"], says: /note/ }],
  "not-for-us": [{ words: ["not-for-us", "CVE-2026-4000", "--undo", "--data", "DATA"], says: /to be checked again/ }],
  "show-record": [{ words: ["show-record", "CVE-2026-1000", "--data", "DATA"], says: /NOTE: seen/ }],
  take: [{ words: ["take", "curl", "--data", "DATA"], says: /take curl/ }],
  drop: [{ words: ["drop", "curl", "--entirely", "--data", "DATA"], says: /take out curl/ }],
  "add-advisory": [
    {
      words: [
        "add-advisory",
        "DSA",
        "wget",
        "CVE-2026-1000",
        "--number",
        "1",
        "--fix",
        "bookworm=1-2",
        "--data",
        "DATA",
      ],
      says: /DSA-1-1 for wget/,
    },
  ],
  "link-name": [
    { words: ["link-name", "TEMP-0000000-0A1B2C", "CVE-2026-1000", "--data", "DATA"], says: /is CVE-2026-1000 now/ },
  ],
  "cve-pool": [{ words: ["cve-pool", "add", "CVE-2026-5000", "CVE-2026-5009", "--data", "DATA"], says: /10 unused/ }],
  "cve-request": [
    { words: ["cve-request", "ask", "TEMP-1000001-94C8E0", "--whom", "MITRE", "--data", "DATA"], says: /MITRE/ },
  ],
  "assign-cve": [
    { words: ["assign-cve", "TEMP-1000001-94C8E0", "--pool", "2026", "--data", "DATA"], says: /is CVE-2026-5000 now/ },
  ],
  "tidy-rejected": [{ words: ["tidy-rejected", "--data", "DATA"], says: /CVE-2026-0800/ }],
  "point-release": [{ words: ["point-release", "bookworm", ...HELD], says: /^merge\tCVE-2026-0700\twget\t1-1\t/m }],
  hook: [{ words: ["hook", "pre-commit"], says: /^$/ }],
  split: [{ words: ["split", "--data", "DATA"], says: /1 lists of years in the place/ }],
  join: [{ words: ["join", "--data", "DATA"], says: /^CVE\/list in the place of 2 files/ }],
};

/** Tracker data in SCRATCH/data, and beside them what is imported and an archive. */
export async function writeVerbData(scratch: string): Promise<void> {
  for (const [name, text] of Object.entries(FILES)) {
    const file = path.join(scratch, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

const CVE_RECORD = {
  dataType: "CVE_RECORD",
  dataVersion: "5.1",
  cveMetadata: { cveId: "CVE-2026-4000", state: "PUBLISHED", datePublished: "2026-11-20T10:00:00.000Z" },
  containers: { cna: { descriptions: [{ lang: "en", value: "A flaw in Acme Portal" }] } },
};

const FILES: Readonly<Record<string, string>> = {
  "data/config.json": JSON.stringify({
    distributions: { bookworm: { release: "oldstable" }, sid: { release: "unstable" } },
  }),
  "data/CVE/list": `CVE-2026-1000 [overflow]
	- curl <unfixed>
CVE-2026-0900 [loop]
	- ruby2.7 <unfixed>
CVE-2026-0800
	REJECTED
	- curl <unfixed>
CVE-2026-0700 [leak]
	- wget <unfixed>
	[bookworm] - wget <no-dsa> (Minor issue)
CVE-2026-XXXX [a flaw without a number]
	- wget <unfixed> (bug #1000001)
`,
  "data/package-lineages": "ruby: ruby2.7 ruby3.1\n",
  "data/embedded-code-copies": "---BEGIN\ncurl\n\t- wget <unfixed> (embed)\n",
  "data/next-oldstable-point-update.txt": "CVE-2026-0700\n\t[bookworm] - wget 1-1\n",
  "archive/bookworm__main_Sources": ["curl 8-1", "wget 1-1", "ruby3.1 3.1-1"].map(stanza).join(""),
  "archive/sid__main_Sources": ["curl 8-1", "wget 1-1", "ruby3.1 3.1-1"].map(stanza).join(""),
  "cves/cves/2026/4xxx/CVE-2026-4000.json": JSON.stringify(CVE_RECORD),
  "kev.json": '{"vulnerabilities": [{"cveID": "CVE-2026-1000", "dateAdded": "2026-11-01"}]}',
  "epss.csv": "cve,epss,percentile\nCVE-2026-1000,0.5,0.9\n",
  "bugs.json": '[{"bug": 1000002, "source": "curl", "title": "curl: CVE-2026-1000", "day": "2026-11-20"}]',
};

function stanza(words: string): string {
  const [name, version] = words.split(" ");
  return `Package: ${name}\nVersion: ${version}\n\n`;
}
