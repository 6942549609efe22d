import { SamedayError } from "../../kernel/index.ts";
import { asciiText } from "../format/ascii-line.ts";
import { parseList } from "../format/parse-list.ts";
import type { OneBug } from "./one-bug.ts";

const LONGEST_TITLE = 120;

/** The header's name, by the year in which the bug was filed. */
export function unnamedHeader({ day }: OneBug): string {
  return `CVE-${day.slice(0, 4)}-XXXX`;
}

/**
 * A new record for a bug that no CVE names, and the name that the tracker gives it. Whatever the title holds, it is one
 * record of these three lines: what a stranger wrote is read back before it is believed.
 */
export function unnamedRecord(one: OneBug, name: string): { readonly text: string; readonly issue: string } {
  const header = `${unnamedHeader(one)} [${titleOf(one.title, name)}]`;
  const text = `${header}\n\t- ${name} <unfixed> (bug #${one.bug})\n\tTODO: check\n`;
  const { value, problems } = parseList(Buffer.from(text, "latin1"), { path: "CVE/list", kind: "issues" });
  const [record] = value.records;
  if (problems.length > 0 || record === undefined || record.notes.length !== 1 || record.end !== text.length) {
    throw new SamedayError("INTERNAL", `No record could be made of bug ${one.bug}.`);
  }
  return { text, issue: record.name };
}

/** One line of printable ASCII without the package's name before it, cut where it is long. */
function titleOf(title: string, name: string): string {
  const line = asciiText(title);
  const prefix = [`src:${name}:`, `${name}:`].find((one) => line.toLowerCase().startsWith(one));
  const said = line.slice(prefix?.length ?? 0).trim();
  const cut = said.length > LONGEST_TITLE ? `${said.slice(0, LONGEST_TITLE - 4).trimEnd()} ...` : said;
  return cut === "" ? "security issue" : cut;
}
