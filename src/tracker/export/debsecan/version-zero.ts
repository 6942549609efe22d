import { compareVersions } from "../../../kernel/index.ts";
import type { SourceVersions } from "../../archive/source-versions.ts";
import type { Judge } from "../../verdict/types.ts";
import { kindLetter, REMOTE_UNKNOWN, urgencyLetter } from "./letters.ts";
import type { FlatNote, FlatNotes } from "./notes.ts";

/**
 * debsecan's first format, one file a release: `issue,flags,package,fixed version,description`. The flags are the package's
 * kind, the urgency, whether it works remotely, and F when the release's highest version is fixed.
 */
export function debsecanZero(
  { notes, descriptions }: FlatNotes,
  release: string,
  archive: SourceVersions,
  judge: Judge,
): string {
  const counted = new Map<string, FlatNote>();
  const wanted = release === "sid" ? [""] : ["", release];
  for (const from of wanted) {
    for (const note of notes) if (note.release === from) counted.set(`${note.name} ${note.package}`, note);
  }
  const lines: string[] = [];
  for (const note of [...counted.values()].sort(byPackage)) {
    if (note.fixed === "0" || note.urgency === "unimportant" || note.urgency === "end-of-life" || note.kind === "itp")
      continue;
    const unnamed = note.name.startsWith("TEMP-");
    const name = unnamed ? note.name.split("-").slice(0, 2).join("-") : note.name;
    // Debian looks for the shortened name, so that an unnamed issue never has a fix.
    const fix = !unnamed && note.kind === "source" && isFixed(note, release, archive, judge);
    const flags = `${kindLetter(note.kind)}${urgencyLetter(note.urgency)}${REMOTE_UNKNOWN}${fix ? "F" : " "}`;
    lines.push(`${name},${flags},${note.package},${note.fixed ?? ""},${descriptions.get(note.name) ?? ""}\n`);
  }
  return `VERSION 0\n${lines.join("")}`;
}

function isFixed({ package: name, fixed }: FlatNote, release: string, archive: SourceVersions, judge: Judge): boolean {
  const rows = archive.rowsOf(name).filter((row) => row.release === release);
  const highest = [...rows].sort((a, b) => compareVersions(b.version, a.version))[0];
  if (highest === undefined || fixed === undefined || fixed === "undetermined") return false;
  return judge.compare(highest.version, fixed) >= 0;
}

function byPackage(a: FlatNote, b: FlatNote): number {
  return a.package < b.package ? -1 : a.package > b.package ? 1 : 0;
}
