import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Debian's rules once more, slow and simple, for well-formed lists: written from their description alone and sharing
 * nothing with src/. Where this and the tracker agree on freshly made lists, neither has learnt one data set by heart.
 * Answers the ten columns of `tracker status --as-debian`, sorted.
 */
export function debianRows(data: string, archive: string): readonly string[] {
  const releases = Object.entries(
    (
      JSON.parse(readFileSync(join(data, "config.json"), "utf8")) as {
        distributions: Record<string, { release?: string }>;
      }
    ).distributions,
  );
  const supported = new Set(releases.filter(([, entry]) => entry.release !== undefined).map(([codename]) => codename));
  const issues = readRecords(join(data, "CVE/list"));
  const advisories = ["DSA", "DTSA", "DLA"].flatMap((house) => readRecords(join(data, house, "list")));
  mergeAdvisories(issues, advisories);
  const rows = readArchive(archive);
  const ranks = rankVersions([...issues, ...advisories], rows);
  const planned = readPlanned(
    data,
    releases.map(([codename]) => codename),
  );
  const lines: string[] = [];
  for (const issue of issues) {
    if (issue.notes.length === 0) continue;
    for (const name of new Set(issue.notes.map((note) => note.package))) {
      for (const release of supported) {
        const line = answer(issue, name, release, rows, ranks);
        if (line)
          lines.push(
            [
              name,
              release,
              issue.name,
              ...line,
              planned.get(issue.name) === release ? "yes" : "-",
              suites(rows, name, release),
            ].join("\t"),
          );
      }
    }
  }
  return lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

interface Note {
  package: string;
  release: string;
  /** undefined is no fix; "0" is not affected; "undetermined" sorts above all. */
  fixed: string | undefined;
  urgency: string;
  fromAdvisory: boolean;
}

interface Remark {
  package: string;
  release: string;
  reason: string;
  text: string;
}

interface DataRecord {
  name: string;
  notes: Note[];
  remarks: Remark[];
  references: string[];
}

interface Row {
  name: string;
  release: string;
  sub: string;
  area: string;
  version: string;
}

const URGENCY = ["high", "medium", "low", "unimportant", "end-of-life", "not yet assigned"];

/** A header in column 0, indented lines below it; empty lines, lines of dashes and claims are nothing. */
function readRecords(path: string): DataRecord[] {
  if (!existsSync(path)) return [];
  const records: DataRecord[] = [];
  let header = "";
  let body: string[] = [];
  const finish = (): void => {
    if (header !== "") records.push(readRecord(header, body));
  };
  for (const line of readFileSync(path, "latin1").split("\n")) {
    if (line.trim() === "" || line.startsWith("--") || /^(begin|end) claimed by/.test(line) || line.startsWith("STOP:"))
      continue;
    if (/^\s/.test(line)) body.push(line.trim());
    else {
      finish();
      header = line;
      body = [];
    }
  }
  finish();
  return records;
}

function readRecord(header: string, body: readonly string[]): DataRecord {
  const record: DataRecord = { name: "", notes: [], remarks: [], references: [] };
  let firstBug = 0;
  for (const line of body) {
    if (line.startsWith("{")) record.references.push(...line.slice(1, -1).split(/\s+/).filter(Boolean));
    const match = /^(?:\[([a-z]+)\] )?- (\S+)(?:\s+(?:<([a-z-]+)>|([^\s(]\S*)))?(?:\s+\((.*)\))?$/.exec(line);
    if (!match) continue;
    const [, release = "", name = "", word = "", version, text = ""] = match;
    if (["no-dsa", "ignored", "postponed"].includes(word)) {
      record.remarks.push({ package: name, release, reason: word === "no-dsa" ? "" : word, text });
      continue;
    }
    const free = word === "not-affected" || word === "end-of-life";
    const flags = free ? [] : text.split(/;\s+/);
    for (const flag of flags) if (firstBug === 0 && flag.startsWith("bug #")) firstBug = Number(flag.slice(5));
    const urgency = flags.filter((flag) => URGENCY.includes(flag)).at(-1) ?? "not yet assigned";
    const note: Note = { package: name, release, fixed: version, urgency, fromAdvisory: false };
    if (word === "not-affected") Object.assign(note, { fixed: "0", urgency: "unimportant" });
    if (word === "end-of-life") note.urgency = "end-of-life";
    if (word === "undetermined") note.fixed = "undetermined";
    mergeInto(record.notes, note);
  }
  record.notes = [
    ...record.notes.filter((note) => note.release !== ""),
    ...record.notes.filter((note) => note.release === ""),
  ];
  record.name = nameOf(header, firstBug);
  return record;
}

function nameOf(header: string, firstBug: number): string {
  const issue = /^(CVE-\d{4}-(?:\d{4,}|XXXX))\s*(.*)$/.exec(header.trim());
  if (!issue) return /\] ([A-Z]+-\S+)/.exec(header)?.[1] ?? "";
  const [, name = "", text = ""] = issue;
  if (!name.endsWith("XXXX")) return name;
  const hash = createHash("md5")
    .update(text.replace(/^[[(](.*)[\])]$/, "$1"))
    .digest("hex");
  return `TEMP-${String(firstBug).padStart(7, "0")}-${hash.slice(0, 6).toUpperCase()}`;
}

/** Two lines of one record about the same: worst urgency, no fix if either has none, else the higher version. */
function mergeInto(notes: Note[], note: Note): void {
  const there = notes.find((other) => other.package === note.package && other.release === note.release);
  if (!there) {
    notes.push(note);
    return;
  }
  if (URGENCY.indexOf(note.urgency) < URGENCY.indexOf(there.urgency)) there.urgency = note.urgency;
  if (there.fixed === undefined || note.fixed === undefined) there.fixed = undefined;
  else if (compareFixed(note.fixed, there.fixed) > 0) there.fixed = note.fixed;
}

/** An advisory's notes go to each CVE that it names: they add, or win by a higher version, or by having none. */
function mergeAdvisories(issues: readonly DataRecord[], advisories: readonly DataRecord[]): void {
  const byName = new Map(issues.map((issue) => [issue.name, issue]));
  for (const advisory of advisories) {
    for (const reference of advisory.references) {
      const issue = reference.startsWith("CVE-") ? byName.get(reference) : undefined;
      if (!issue) continue;
      for (const note of advisory.notes) {
        const at = issue.notes.findIndex((other) => other.package === note.package && other.release === note.release);
        const there = issue.notes[at];
        const copy = { ...note, fromAdvisory: true };
        if (there === undefined) issue.notes.push(copy);
        else if (there.fixed === undefined) continue;
        else if (note.fixed === undefined || compareFixed(note.fixed, there.fixed) > 0) {
          issue.notes.splice(at, 1);
          issue.notes.push(copy);
        }
      }
    }
  }
}

function compareFixed(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "undetermined") return 1;
  if (b === "undetermined") return -1;
  return compare(a, b);
}

function readArchive(directory: string): readonly Row[] {
  const rows: Row[] = [];
  for (const file of readdirSync(directory).sort()) {
    const [, release = "", sub = "", area = ""] = /^([a-z]+)_([a-z]*)_([a-z-]+)_Sources$/.exec(file) ?? [];
    if (release === "") continue;
    const highest = new Map<string, string>();
    for (const stanza of readFileSync(join(directory, file), "latin1").split("\n\n")) {
      const field = (name: string): string => new RegExp(`^${name}: *(.*)$`, "m").exec(stanza)?.[1] ?? "";
      const [name, version] = [field("Package"), field("Version")];
      if (name === "" || field("Extra-Source-Only") === "yes") continue;
      const there = highest.get(name);
      if (there === undefined || compare(version, there) > 0) highest.set(name, version);
    }
    for (const [name, version] of highest) rows.push({ name, release, sub, area, version });
  }
  return rows;
}

/** Strings that are equal but spelt differently rank by where they first stood: the issues' notes, advisories, archive. */
function rankVersions(records: readonly DataRecord[], rows: readonly Row[]): ReadonlyMap<string, number> {
  const own = records.flatMap((record) => record.notes.filter((note) => !note.fromAdvisory));
  const seen = new Set<string>(own.flatMap((note) => note.fixed ?? []));
  for (const row of rows) seen.add(row.version);
  seen.delete("undetermined");
  const sorted = [...seen].sort((a, b) => compare(trimmed(a), trimmed(b)));
  return new Map(sorted.map((version, rank) => [version, rank]));
}

function trimmed(version: string): string {
  return version.replace(/~(bpo|volatile)[0-9.+]+$/, "");
}

let indexed: { readonly rows: readonly Row[]; readonly byName: Map<string, Row[]> } | undefined;

function rowsOf(rows: readonly Row[], name: string, release: string): readonly Row[] {
  if (indexed?.rows !== rows) {
    indexed = { rows, byName: new Map() };
    for (const row of rows) indexed.byName.set(row.name, [...(indexed.byName.get(row.name) ?? []), row]);
  }
  return (indexed.byName.get(name) ?? []).filter((row) => row.release === release);
}

/** Status, fixed version, urgency, remark and its reason; undefined when nothing is said. */
function answer(
  issue: DataRecord,
  name: string,
  release: string,
  rows: readonly Row[],
  ranks: ReadonlyMap<string, number>,
): readonly string[] | undefined {
  const about = issue.notes.filter((note) => note.package === name);
  const note = about.find((one) => one.release === release) ?? about.find((one) => one.release === "");
  const bySuite = new Map<string, number>();
  for (const row of rowsOf(rows, name, release))
    bySuite.set(row.sub, note ? vulnerable(row.version, note.fixed, ranks) : 0);
  if (!note || bySuite.size === 0) return undefined;
  const states = ["", "security", "lts"].flatMap((sub) => bySuite.get(sub) ?? []);
  const state = states.includes(0) ? 0 : states[0];
  const remark = issue.remarks.find((one) => one.package === name && one.release === release);
  return [
    state === 0 ? "resolved" : state === 1 ? "open" : "undetermined",
    (state === 0 ? note.fixed : undefined) ?? "-",
    note.urgency,
    remark?.text ?? "-",
    remark?.reason ?? "-",
  ];
}

function vulnerable(version: string, fixed: string | undefined, ranks: ReadonlyMap<string, number>): number {
  if (fixed === "undetermined") return 2;
  if (fixed === undefined) return 1;
  return (ranks.get(version) ?? 0) < (ranks.get(fixed) ?? 0) ? 1 : 0;
}

function suites(rows: readonly Row[], name: string, release: string): string {
  const bySuite = new Map<string, string>();
  for (const row of rowsOf(rows, name, release))
    bySuite.set(row.sub === "" ? release : `${release}-${row.sub}`, row.version);
  return [...bySuite].map(([suite, version]) => `${suite}=${version}`).join(" ");
}

/** Looked up by issue alone; of two releases the older one. */
function readPlanned(data: string, order: readonly string[]): ReadonlyMap<string, string> {
  const planned = new Map<string, string>();
  for (const file of ["next-point-update.txt", "next-oldstable-point-update.txt"]) {
    for (const record of readRecords(join(data, file))) {
      for (const { release } of record.notes) {
        const before = planned.get(record.name);
        if (before === undefined || order.indexOf(release) < order.indexOf(before)) planned.set(record.name, release);
      }
    }
  }
  return planned;
}

/** dpkg's order, by the text of deb-version(7): take turns between what is no digit and numbers. */
function compare(a: string, b: string): number {
  const parts = (version: string): readonly string[] => {
    const [, epoch = "0", rest = ""] = /^(?:(\d+):)?(.*)$/.exec(version) ?? [];
    const dash = rest.lastIndexOf("-");
    return dash < 0 ? [epoch, rest, ""] : [epoch, rest.slice(0, dash), rest.slice(dash + 1)];
  };
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < 3; i += 1) {
    const order = comparePart(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  let [x, y] = [a, b];
  while (x !== "" || y !== "") {
    const [textX = "", textY = ""] = [/^\D*/.exec(x)?.[0], /^\D*/.exec(y)?.[0]];
    for (let i = 0; i < Math.max(textX.length, textY.length); i += 1) {
      const order = weight(textX[i]) - weight(textY[i]);
      if (order !== 0) return order;
    }
    [x, y] = [x.slice(textX.length), y.slice(textY.length)];
    const [numberX = "", numberY = ""] = [/^\d*/.exec(x)?.[0], /^\d*/.exec(y)?.[0]];
    const [bigX, bigY] = [BigInt(numberX || 0), BigInt(numberY || 0)];
    if (bigX !== bigY) return bigX < bigY ? -1 : 1;
    [x, y] = [x.slice(numberX.length), y.slice(numberY.length)];
  }
  return 0;
}

/** `~`, then the end, then letters, then all else. */
function weight(letter: string | undefined): number {
  if (letter === "~") return -1;
  if (letter === undefined) return 0;
  return /[A-Za-z]/.test(letter) ? letter.charCodeAt(0) : letter.charCodeAt(0) + 256;
}
