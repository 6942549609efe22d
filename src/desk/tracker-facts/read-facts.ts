import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createSourceTable, type RowRole, type SourceVersions } from "../../tracker/index.ts";
import type { OpenIssueRow } from "../../web/index.ts";
import type { PackageFacts, TrackerFacts } from "./facts.ts";
import { CURRENT, FILES, type Head, headSchema } from "./facts-files.ts";

/** The name of the current facts below `place`; null when there are none. */
export async function currentFacts(place: string): Promise<string | null> {
  const name = await readFile(join(place, CURRENT), "utf8").catch(() => "");
  return /^facts-[\w-]+$/.test(name) ? name : null;
}

export async function readHead(directory: string): Promise<Head> {
  return headSchema.parse(JSON.parse(await readFile(join(directory, FILES.head), "utf8")));
}

/** Source versions of the archive in a file. */
export interface SourcesFile {
  /** Names their content; empty while nothing is known. */
  readonly sourcesStamp: string;
  sources(): Promise<SourceVersions>;
}

/** The source versions of facts that were written, without the rest. Throws what the file system says. */
export async function openSources(directory: string): Promise<SourcesFile> {
  const { sources: sourcesStamp } = await readHead(directory);
  return {
    sourcesStamp,
    sources: async () => readSources(await readFile(join(directory, FILES.sources), "latin1")),
  };
}

/** Opens facts that were written. Throws what the file system says when they are incomplete. */
export async function openFacts(directory: string): Promise<TrackerFacts> {
  const head = await readHead(directory);
  const index = new Uint32Array(await numbersIn(join(directory, FILES.openIndex)));
  const packageBegins = new Float64Array(await numbersIn(join(directory, FILES.packagesIndex)));
  const { packages, releases } = head;
  const count = index.length / 3;
  const releaseOf = (row: number): number => index[row * 3 + 2] ?? -1;
  /** A package in a release as one number: comparing 65,000 rows by their names takes 20 times as long. */
  const keyOf = (row: number): number => (index[row * 3 + 1] ?? 0) * releases.length + releaseOf(row);
  const keysOf = (names: ReadonlySet<string>): ReadonlySet<number> => {
    const keys = new Set<number>();
    for (const name of names) {
      const [source = "", release = ""] = name.split(" ");
      const place = placeOf(packages, source);
      if (place !== null) keys.add(place * releases.length + releases.indexOf(release));
    }
    return keys;
  };
  const openCounts = new Array<number>(releases.length).fill(0);
  for (let row = 0; row < count; row += 1) openCounts[releaseOf(row)] = (openCounts[releaseOf(row)] ?? 0) + 1;

  return {
    stamp: head.stamp,
    published: new Set(head.published),
    sourcesStamp: head.sources,
    sources: async () => readSources(await readFile(join(directory, FILES.sources), "latin1")),
    openIn: (release) => (release === undefined ? count : (openCounts[releases.indexOf(release)] ?? 0)),

    async open({ release, without }, from, wanted) {
      const found: number[] = [];
      let total = 0;
      const hidden = keysOf(without ?? new Set());
      const place = release === undefined ? null : releases.indexOf(release);
      for (let row = 0; row < count; row += 1) {
        if (place !== null && releaseOf(row) !== place) continue;
        if (hidden.has(keyOf(row))) continue;
        if (total >= from && found.length < wanted) found.push(row);
        total += 1;
      }
      const lines = await readPieces(
        join(directory, FILES.open),
        found.map((row) => [index[row * 3] ?? 0, row + 1 < count ? (index[row * 3 + 3] ?? 0) : null] as const),
      );
      return { total, rows: lines.map((line) => toRow(JSON.parse(line))) };
    },

    async package(name) {
      const place = placeOf(packages, name);
      if (place === null) return null;
      const [line = ""] = await readPieces(join(directory, FILES.packages), [
        [packageBegins[place] ?? 0, packageBegins[place + 1] ?? null],
      ]);
      return JSON.parse(line) as PackageFacts;
    },
  };
}

/** Each name is held once: a slice of the text would keep all of it alive. */
function readSources(text: string): SourceVersions {
  const table = createSourceTable();
  const names = new Map<string, string>();
  const own = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const copy = Buffer.from(name, "latin1").toString("latin1");
    names.set(copy, copy);
    return copy;
  };
  for (const line of text.split("\n")) {
    const [name, release, role, area, version] = line.split("\t");
    if (name === undefined || release === undefined || area === undefined || version === undefined) continue;
    table.add(own(name), own(release), own(role ?? "main") as RowRole, own(area), own(version));
  }
  return table.versions;
}

function toRow(read: OpenIssueRow): OpenIssueRow {
  const date = (text: unknown): Date | null => (typeof text === "string" ? new Date(text) : null);
  return { ...read, knownAt: date(read.knownAt), deadline: date(read.deadline) };
}

/** Where a name stands in a sorted list; null when it does not. */
function placeOf(names: readonly string[], name: string): number | null {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] ?? "") < name) low = middle + 1;
    else high = middle;
  }
  return names[low] === name ? low : null;
}

async function numbersIn(path: string): Promise<ArrayBuffer> {
  const bytes = await readFile(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** Pieces of a file as text; `null` is its end. */
async function readPieces(
  path: string,
  pieces: readonly (readonly [from: number, to: number | null])[],
): Promise<string[]> {
  if (pieces.length === 0) return [];
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    return await Promise.all(pieces.map(([from, to]) => readPiece(file, from, to ?? size)));
  } finally {
    await file.close();
  }
}

async function readPiece(file: FileHandle, from: number, to: number): Promise<string> {
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  return buffer.toString("utf8", 0, bytesRead);
}
