import { isIssueId, SamedayError, type Sha256 } from "../../kernel/index.ts";
import { type AdvisoryEntry, addAdvisoryEntry } from "../edit/add-advisory-entry.ts";
import { addNote, setNotForUs, takeOutNotForUs, withoutTodo } from "../edit/comments.ts";
import {
  addIssueInLists,
  type IssueLists,
  listsOfIssues,
  missingInLists,
  recordAdvisoryInLists,
} from "../edit/issue-lists.ts";
import { dropNeeded, takeNeeded } from "../edit/needed.ts";
import { lineSays, lineWithBug, type Saying } from "../edit/says.ts";
import { type NoteTarget, removeReleaseNote, setReleaseNote } from "../edit/set-note.ts";
import { editableRecord, plainAscii, readIssueList } from "../edit/splice.ts";
import { didYouMean } from "../format/nearest-name.ts";
import type { Note } from "../format/types.ts";
import { isNeededFile } from "../layers/which-files.ts";
import { addRenaming, ISSUE_NAMES_FILE } from "../names/issue-names.ts";
import { noIssue } from "../verdict/unknown-names.ts";
import { type DataEdit, type DataNow, issueLists, type ReadData } from "./data-edit.ts";

/** One package in one release, or by default where no release is named. */
export interface Target {
  readonly package: string;
  readonly release?: string;
}

/** What people do to tracker data: each becomes one commit. */
export type TrackerEdit =
  | ({ readonly act: "say"; readonly issue: string; readonly says: Saying } & Target)
  | ({ readonly act: "take-out"; readonly issue: string } & Target)
  | ({ readonly act: "link-bug"; readonly issue: string; readonly bug: number } & Target)
  | { readonly act: "add-note"; readonly issue: string; readonly text: string }
  | { readonly act: "not-for-us"; readonly issue: string; readonly what: string }
  | { readonly act: "for-us"; readonly issue: string }
  | ({ readonly act: "take"; readonly queue: string } & Target)
  | ({ readonly act: "drop"; readonly queue: string; readonly entirely: boolean } & Target)
  | { readonly act: "advisory"; readonly entry: AdvisoryEntry };

/** Who edits, and when; `seen` guards the record of the edit's issue. */
export interface Editor {
  readonly name: string;
  readonly today: Date;
  readonly seen?: Sha256;
}

/** The edit as a function of the bytes that are there. Throws INPUT_INVALID for a wish that can never be one. */
export function dataEdit(wish: TrackerEdit, { name, today, seen }: Editor): DataEdit {
  const edit = editOf(wish, name, today);
  if (!("issue" in wish)) return edit;
  if (!isIssueId(wish.issue)) throw new SamedayError("INPUT_INVALID", `${wish.issue} is not the name of an issue.`);
  return seen === undefined ? edit : { ...edit, seen: { issue: wish.issue, record: seen } };
}

function editOf(wish: TrackerEdit, name: string, today: Date): DataEdit {
  switch (wish.act) {
    case "say":
      return recordEdit(wish.issue, `${placeOf(wish)}: ${stateOf(wish.says)}`, today, (list, now) => {
        const target = targetOf(wish);
        const says = lineSays(plainSaying(wish.says), wish.release, noteIn(list, target));
        return setReleaseNote(list, target, says, now.releases);
      });
    case "take-out":
      return recordEdit(wish.issue, `${placeOf(wish)}: line taken out`, today, (list) =>
        removeReleaseNote(list, targetOf(wish)),
      );
    case "link-bug":
      return recordEdit(wish.issue, `${placeOf(wish)}: bug ${wish.bug}`, today, (list, now) => {
        const target = targetOf(wish);
        const note = noteIn(list, target) ?? noteBelow(now, target);
        if (note === undefined) {
          throw new SamedayError("NOT_FOUND", `No line of ${wish.issue} is about ${placeOf(wish)}; write that first.`);
        }
        return setReleaseNote(list, target, lineWithBug(note, wish.bug), now.releases);
      });
    case "add-note":
      return recordEdit(wish.issue, "note", today, (list) => addNote(list, wish.issue, plainAscii(wish.text)));
    case "not-for-us":
      return recordEdit(wish.issue, "not for us", today, (list) =>
        setNotForUs(list, wish.issue, plainAscii(wish.what)),
      );
    case "for-us":
      return recordEdit(wish.issue, "to be checked again", today, (list) => takeOutNotForUs(list, wish.issue));
    case "take":
      return neededEdit(wish, `take ${placeOf(wish)}`, (file, path, now) => {
        requireRelease(wish.release, now.releases);
        return takeNeeded(file, path, neededTarget(wish), { name, today });
      });
    case "drop":
      return neededEdit(wish, `${wish.entirely ? "take out" : "drop"} ${placeOf(wish)}`, (file, path) =>
        dropNeeded(file, path, neededTarget(wish), { name, entirely: wish.entirely }),
      );
    case "advisory":
      return advisoryEdit(wish.entry);
  }
}

/**
 * Changes one record; an issue that only a layer below knows gets a record in these data. Where the edit gives an issue
 * without a number another name, the one that it had goes on leading to it.
 */
function recordEdit(
  issue: string,
  subject: string,
  today: Date,
  edit: (list: Uint8Array, now: DataNow) => Uint8Array,
): DataEdit {
  return {
    subject: `${issue}: ${subject}`,
    async apply(read, now) {
      const lists = withRecord(await issueLists(read, now), issue, now);
      const [path] = [...listsOfIssues(lists, [issue]).values()] as [string];
      const list = lists.get(path) ?? new Uint8Array();
      const after = edit(list, now);
      const name = nameAfter(list, after, issue);
      if (name === issue) return new Map([[path, after]]);
      const day = today.toISOString().slice(0, 10);
      const names = addRenaming(await read(ISSUE_NAMES_FILE), { old: issue, now: name, day });
      return new Map([
        [path, after],
        [ISSUE_NAMES_FILE, names],
      ]);
    },
  };
}

/** What the record is called after its edit: a temporary name follows from its first bug, see `temporaryName`. */
function nameAfter(before: Uint8Array, after: Uint8Array, issue: string): string {
  if (!issue.startsWith("TEMP-")) return issue;
  const { start } = editableRecord(readIssueList(before), issue);
  return readIssueList(after).records.find((record) => record.start === start)?.name ?? issue;
}

function withRecord(lists: IssueLists, issue: string, { tracker }: DataNow): IssueLists {
  if (missingInLists(lists, [issue]).length === 0) return lists;
  if (tracker.issue(issue) === undefined) throw noIssue(tracker, issue);
  const [[path, list]] = [...addIssueInLists(lists, issue)] as [[string, Uint8Array]];
  return new Map([...lists, [path, withoutTodo(list, issue)]]);
}

function neededEdit(
  { queue }: { readonly queue: string },
  subject: string,
  edit: (file: Uint8Array, path: string, now: DataNow) => Uint8Array,
): DataEdit {
  if (!/^[a-z]+$/.test(queue)) throw new SamedayError("INPUT_INVALID", `No queue is called ${queue}; one is dsa.`);
  const path = `${queue}-needed.txt`;
  return {
    subject: `${path}: ${subject}`,
    async apply(read, now) {
      const known = [...new Set([...QUEUES, ...now.paths.filter(isNeededFile).map((one) => one.replace(/-.*/, ""))])];
      if (!known.includes(queue)) {
        throw new SamedayError("INPUT_INVALID", `No queue is called ${queue}; there are ${known.join(", ")}.`);
      }
      return new Map([[path, edit(await read(path), path, now)]]);
    },
  };
}

/** Debian's, which an edit begins; a house that has others begins their files itself. */
const QUEUES = ["dsa", "dla"];

function requireRelease(release: string | undefined, releases: readonly string[]): void {
  if (release === undefined || releases.includes(release)) return;
  throw new SamedayError("INPUT_INVALID", `No release is called ${release}.${didYouMean(release, releases)}`);
}

function advisoryEdit(entry: AdvisoryEntry): DataEdit {
  const path = `${entry.id.replace(/-\d+-\d+$/, "")}/list`;
  return {
    subject: `${entry.id} for ${entry.package}`,
    async apply(read: ReadData, now) {
      const list = addAdvisoryEntry(await read(path), entry);
      let lists = await issueLists(read, now);
      for (const issue of entry.issues) {
        // What a layer below judges has not to be checked again; an issue that nobody knows gets its TODO.
        if (now.tracker.issue(issue) !== undefined) lists = withRecord(lists, issue, now);
      }
      return new Map([...recordAdvisoryInLists(lists, entry), [path, list]]);
    },
  };
}

function noteIn(list: Uint8Array, target: NoteTarget): Note | undefined {
  const record = readIssueList(list).records.find(({ name }) => name === target.issue);
  return record?.notes.find((note) => note.package === target.package && note.release === target.release);
}

/** What counts about it now, whichever layer says so. */
function noteBelow({ tracker }: DataNow, target: NoteTarget): Note | undefined {
  const claims = tracker.issue(target.issue)?.claims ?? [];
  return claims.find(({ note }) => note.package === target.package && note.release === target.release)?.note;
}

function plainSaying(says: Saying): Saying {
  return says.reason === undefined ? says : { ...says, reason: plainAscii(says.reason) };
}

function stateOf({ state, version }: Saying): string {
  return state === "fixed" ? `fixed in ${version}` : state;
}

function placeOf({ package: name, release }: Target): string {
  return release === undefined ? name : `${name} in ${release}`;
}

function targetOf(wish: Target & { readonly issue: string }): NoteTarget {
  return { issue: wish.issue, package: wish.package, release: wish.release };
}

function neededTarget({ package: name, release }: Target): {
  readonly package: string;
  readonly release: string | undefined;
} {
  return { package: name, release };
}
