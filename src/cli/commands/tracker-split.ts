import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";

const EXITS = {
  0: "done",
  2: "wrong usage, or the list cannot be read or taken apart; nothing was changed",
  3: "the other form is there already, or somebody else has been editing for minutes; nothing was changed",
} as const;

export const split = defineVerb({
  name: "split",
  summary: "turn the list of issues into one list a year",
  description:
    "Writes CVE/YYYY.list for each year and CVE/order, which keeps the order of the records, then removes CVE/list. Nothing is committed: whoever commits takes all of CVE along. No record changes, and `sameday tracker join` gives the same bytes back.",
  examples: [
    { line: "sameday tracker split --data data", says: "CVE/list becomes CVE/2026.list, CVE/2025.list and so on" },
  ],
  exits: EXITS,
  async run(context) {
    const { withDataLock } = await import("../../tracker/index.ts");
    const directory = onlyDirectory(context);
    const written = await withDataLock(context.processes, directory, () => splitIn(directory));
    context.answer(
      { written, removed: ["CVE/list"] },
      () => `${written.length - 1} lists of years in the place of CVE/list; nothing is committed.`,
    );
  },
});

export const joinVerb = defineVerb({
  name: "join",
  summary: "turn lists of years into one list of issues",
  description:
    "Writes CVE/list from CVE/YYYY.list in the order of CVE/order, then removes those; nothing is committed. Records written since stay where they were put; a new year comes to the top.",
  examples: [{ line: "sameday tracker join --data data", says: "as it was before the split, byte for byte" }],
  exits: EXITS,
  async run(context) {
    const { withDataLock } = await import("../../tracker/index.ts");
    const directory = onlyDirectory(context);
    const removed = await withDataLock(context.processes, directory, () => joinIn(directory));
    context.answer(
      { written: ["CVE/list"], removed },
      () => `CVE/list in the place of ${removed.length} files; nothing is committed.`,
    );
  },
});

/** Answers the paths that were written. */
async function splitIn(directory: string): Promise<readonly string[]> {
  const { placeFile, splitByYear } = await import("../../tracker/index.ts");
  const names = await namesIn(directory);
  const [year] = names.filter(isYear);
  if (year !== undefined) {
    const both = `CVE/${year} stands beside CVE/list: move the records of one into the other first, by hand.`;
    throw new SamedayError("CONFLICT", names.includes("list") ? both : "The list is one a year already.");
  }
  const files = splitByYear(await read(directory, "CVE/list"));
  for (const [path, bytes] of files) await placeFile(join(directory, path), bytes);
  await rm(join(directory, "CVE/list"));
  return [...files.keys()].sort();
}

/** Answers the paths that were joined, and are gone. */
async function joinIn(directory: string): Promise<readonly string[]> {
  const { joinYears, placeFile } = await import("../../tracker/index.ts");
  const names = await namesIn(directory);
  if (names.includes("list")) {
    const [year] = names.filter(isYear);
    const both = `CVE/list stands beside CVE/${year}: move the records of one into the other first, by hand.`;
    throw new SamedayError("CONFLICT", year === undefined ? "The list is one already." : both);
  }
  const paths = names.filter((name) => name === "order" || isYear(name)).map((name) => `CVE/${name}`);
  const files = new Map<string, Uint8Array>();
  for (const path of paths) files.set(path, await read(directory, path));
  await placeFile(join(directory, "CVE/list"), joinYears(files));
  for (const path of paths) await rm(join(directory, path));
  return paths.sort();
}

function isYear(name: string): boolean {
  return /^\d{4}\.list$/.test(name);
}

function onlyDirectory(context: CommandContext): string {
  const [directory, second] = context.layerDirectories;
  if (directory !== undefined && second === undefined) return directory;
  throw new SamedayError("USAGE", "Name one directory of tracker data with --data.");
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(join(directory, "CVE")).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${directory} holds no folder CVE.`, cause);
  });
}

async function read(directory: string, path: string): Promise<Uint8Array> {
  return readFile(join(directory, path)).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${join(directory, path)} cannot be read.`, cause);
  });
}
