import { isValidVersion } from "../../kernel/index.ts";
import type { TrackerProblemCode } from "../problem-codes.ts";
import { nearestName } from "./nearest-name.ts";
import { type Note, type NoteKind, type Remark, type RemarkReason, URGENCIES, type Urgency } from "./types.ts";

export interface Fault {
  readonly code: TrackerProblemCode;
  readonly message: string;
  /** Where in the text that was parsed it is, from 0. */
  readonly at?: number;
  /** What to write there instead of that many characters. */
  readonly instead?: { readonly length: number; readonly by: string; readonly says: string };
}

const NOTE =
  /^(?:\[([a-z][a-z0-9-]*)\] )?- ([A-Za-z0-9:.+-]+)(?:\s+(?:<([a-z-]+)>|([A-Za-z0-9:.+~-]+)))?(?:\s+\((.*)\))?$/;

const REMARKS: ReadonlyMap<string, RemarkReason> = new Map([
  ["no-dsa", "minor"],
  ["ignored", "ignored"],
  ["postponed", "postponed"],
]);
const FLAGGED_WORDS: ReadonlySet<string> = new Set<NoteKind>(["unfixed", "removed", "undetermined", "itp"]);
const TEXT_WORDS: ReadonlySet<string> = new Set<NoteKind>(["not-affected", "end-of-life", "withdrawn"]);
const URGENCY_WORDS: ReadonlySet<string> = new Set<string>(URGENCIES);
const NO_BUGS: readonly number[] = [];
const NO_FLAGS: Flags = { urgency: "not yet assigned", bugs: NO_BUGS };

interface Flags {
  readonly urgency: Urgency;
  readonly bugs: readonly number[];
}

/**
 * A copy of what was cut out of a longer text. V8 keeps a cut as a place in that text, which stays alive with it, and each
 * look at its characters goes there: twice as slow for texts that are compared, sorted and printed.
 */
export function ownText(cut: string): string {
  return Buffer.from(cut, "latin1").toString("latin1");
}

export type NoteLine = { readonly note: Note } | { readonly remark: Remark } | { readonly fault: Fault };

/** The parts of a note's line, none of them judged but the version. */
export interface NoteParts {
  readonly name: string;
  readonly release: string | undefined;
  /** In angle brackets, instead of a version. */
  readonly word: string | undefined;
  /** One that dpkg takes. */
  readonly version: string | undefined;
  readonly inBrackets: string | undefined;
  readonly line: number;
}

/** `[release] - package version (flags)` and its forms with a word; the line comes without surrounding white space. */
export function parseNoteLine(body: string, line: number): NoteLine {
  const match = NOTE.exec(body);
  if (match === null)
    return fault("tracker-note", "Write `[release] - package version (flags)` or `- package <word>`.");
  const [, release, name, word, version, inBrackets] = match;
  if (version !== undefined && !isValidVersion(version)) {
    const flags = parseFlags(inBrackets, body);
    if ("fault" in flags) return flags;
    return fault("tracker-version", `dpkg refuses the version ${version}.`, body.indexOf(` ${version}`) + 1);
  }
  return noteOf({ name: name as string, release, word, version, inBrackets, line }, body);
}

/** What a note's parts say; `body` is the line that they stand in, for the places of faults. */
export function noteOf({ name, release, word, version, inBrackets, line }: NoteParts, body: string): NoteLine {
  if (word === undefined) return versionNote(name, release, version, inBrackets, line, body);
  const reason = REMARKS.get(word);
  if (reason !== undefined) return remarkLine(name, release, reason, inBrackets, line);
  if (TEXT_WORDS.has(word)) return textNote(name, release, word as NoteKind, inBrackets, line);
  if (!FLAGGED_WORDS.has(word)) return unknownWord(body, word);
  const flags = parseFlags(inBrackets, body);
  if ("fault" in flags) return flags;
  if (word === "itp" && flags.bugs.length === 0)
    return fault("tracker-itp-bug", `Write \`<itp> (bug #N)\` for ${name}.`);
  return { note: note(name, release, word as NoteKind, undefined, flags, "", line) };
}

function versionNote(
  name: string,
  release: string | undefined,
  version: string | undefined,
  inBrackets: string | undefined,
  line: number,
  body: string,
): NoteLine {
  const flags = parseFlags(inBrackets, body);
  if ("fault" in flags) return flags;
  const kind = version === undefined ? "unfixed" : "fixed";
  return { note: note(name, release, kind, version, flags, "", line) };
}

function textNote(
  name: string,
  release: string | undefined,
  kind: NoteKind,
  text: string | undefined,
  line: number,
): NoteLine {
  if (kind === "withdrawn" && !text) return fault("tracker-withdrawn-text", "Write `<withdrawn> (why)`.");
  const urgency = kind === "end-of-life" ? "end-of-life" : kind === "not-affected" ? "unimportant" : "not yet assigned";
  return { note: note(name, release, kind, undefined, { urgency, bugs: NO_BUGS }, text ?? "", line) };
}

function remarkLine(
  name: string,
  release: string | undefined,
  reason: RemarkReason,
  text: string | undefined,
  line: number,
): NoteLine {
  if (release === undefined)
    return fault("tracker-remark-release", `Name the release that this is about: \`[release] - ${name} …\`.`);
  if (!text) return fault("tracker-remark-text", "Write the reason in round brackets after the word.");
  return { remark: { package: name, release, reason, text, line } };
}

function parseFlags(text: string | undefined, body: string): Flags | { readonly fault: Fault } {
  if (text === undefined) return NO_FLAGS;
  let urgency: Urgency = "not yet assigned";
  let bugs: number[] | undefined;
  // White space before a semicolon is cut off afterwards: a form for it is slow on lines of nothing else.
  for (const part of text.includes(";") ? text.split(/;\s+/) : [text]) {
    const flag = part.trimEnd();
    if (URGENCY_WORDS.has(flag)) urgency = flag as Urgency;
    else if (/^bug #\d{1,9}$/.test(flag)) {
      bugs ??= [];
      bugs.push(Number(flag.slice(5)));
    } else if (flag !== "bug filed") {
      const near = nearestName(flag, URGENCIES);
      const at = body.indexOf(flag, body.lastIndexOf(`(${text})`));
      const meant = near === undefined ? "" : `; is it ${near}?`;
      const message = `\`${flag}\` is neither an urgency nor \`bug #N\`${meant}${meant === "" ? "." : ""}`;
      return fault("tracker-flag", message, at, near && replacing(flag, near));
    }
  }
  return { urgency, bugs: bugs ?? NO_BUGS };
}

function note(
  name: string,
  release: string | undefined,
  kind: NoteKind,
  version: string | undefined,
  flags: Flags,
  text: string,
  line: number,
): Note {
  return { package: name, release, kind, version, urgency: flags.urgency, bugs: flags.bugs, text, line };
}

function unknownWord(body: string, word: string): NoteLine {
  const at = body.indexOf(`<${word}>`) + 1;
  const near = nearestName(word, [...REMARKS.keys(), ...FLAGGED_WORDS, ...TEXT_WORDS]);
  const meant = near === undefined ? "." : `; is it <${near}>?`;
  return fault(
    "tracker-word",
    `<${word}> is not a word that a note may carry${meant}`,
    at,
    near && replacing(word, near),
  );
}

function replacing(word: string, by: string): Fault["instead"] {
  return { length: word.length, by, says: `Replace ${word} by ${by}.` };
}

function fault(
  code: TrackerProblemCode,
  message: string,
  at = 0,
  instead?: Fault["instead"] | "",
): { readonly fault: Fault } {
  return { fault: { code, message, at, ...(instead && { instead }) } };
}
