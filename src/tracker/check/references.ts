import type { Place } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";
import type { ListRecord } from "../format/types.ts";
import type { Layer } from "../layers/layer.ts";
import type { Tracker } from "../model/tracker.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import type { ProblemTally } from "../problem-tally.ts";
import { lineInFile, removeLine, replaceWord } from "./line-in-file.ts";

/** The advisories that Debian's own parser takes in braces. */
const DEBIAN_REFERENCE = /^(?:CVE-|VU#|DSA-\d+(?:-\d+)?$|DLA-\d+-\d+$|DTSA-\d+-\d+$)/;

/** Cross references of one layer that name nothing in this layer or below, that stand twice, or that Debian could not read. */
export function checkReferences(tracker: Tracker, depth: number, problems: ProblemTally): void {
  const layers = tracker.layers.slice(0, depth + 1);
  const advisories = advisoryNames(layers);
  const known = (name: string): boolean =>
    name.startsWith("VU#") || (name.startsWith("CVE-") ? isKnownIssue(layers, name) : advisories.has(name));
  for (const file of tracker.layers[depth]?.lists ?? []) {
    for (const record of file.records) {
      const seen = new Set<string>();
      for (const { name, line, column } of record.references) {
        const place = { file: file.path, line, column };
        if (seen.has(name)) problems.push(duplicateReference(name, file, record, place));
        else if (!known(name)) problems.push(unknownReference(name, known, file, record, place));
        else if (!DEBIAN_REFERENCE.test(name)) {
          const message = `${name} is another house's advisory; Debian's own tools cannot read it here.`;
          problems.push(trackerProblem("tracker-foreign-reference", message, place));
        }
        if (file.kind === "advisories" && tracker.issue(name)?.state === "not-for-us") {
          const message = `${record.name} fixes ${name}, which its record calls not for us; nobody will see the issue.`;
          problems.push(trackerProblem("tracker-advisory-not-for-us", message, place));
        }
        seen.add(name);
      }
    }
  }
}

/** A name of another form that is known: `DLA-12` for `DLA-12-1`. */
function unknownReference(
  name: string,
  known: (name: string) => boolean,
  file: ListFile,
  record: ListRecord,
  place: Place,
): TrackerProblem {
  const meant = [`${name}-1`, name.replace(/-\d+$/, "-1")].find((other) => other !== name && known(other));
  if (meant === undefined) return trackerProblem("tracker-unknown-reference", `No list holds ${name}.`, place);
  const fix = replaceWord(lineInFile(file, record, place.line), name, meant);
  return trackerProblem("tracker-unknown-reference", `No list holds ${name}; is it ${meant}?`, place, fix);
}

function duplicateReference(name: string, file: ListFile, record: ListRecord, place: Place): TrackerProblem {
  const line = lineInFile(file, record, place.line);
  const from = line.start + place.column - 1;
  // With the space before it; a name that stands first in its braces takes the space behind it, if there is one.
  const before = file.text.charAt(from - 1) === " " ? 1 : 0;
  const after = before === 0 && file.text.charAt(from + name.length) === " " ? 1 : 0;
  const alone = file.text.charAt(from - 1) === "{" && file.text.charAt(from + name.length) === "}";
  const fix = alone
    ? removeLine(line)
    : {
        says: `Remove the second ${name}.`,
        edits: [{ start: from - before, end: from + name.length + after, text: "" }],
      };
  return trackerProblem("tracker-duplicate-reference", `${name} stands here twice.`, place, fix);
}

/** `DSA-12` stands for `DSA-12-1` too. */
function advisoryNames(layers: readonly Layer[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const layer of layers) {
    for (const file of layer.lists) {
      if (file.kind !== "advisories") continue;
      for (const { name } of [...file.records, ...file.setAside]) {
        if (name === undefined) continue;
        names.add(name);
        names.add(name.replace(/-1$/, ""));
      }
    }
  }
  return names;
}

/** Issues that stand in a list, set-aside records included: one fault is reported once. */
function isKnownIssue(layers: readonly Layer[], name: string): boolean {
  return layers.some((layer) =>
    layer.lists.some(
      (file) => file.kind === "issues" && (file.quiet.stateOf(name) !== undefined || namesOf(file).has(name)),
    ),
  );
}

type List = Layer["lists"][number];
const namesByFile = new WeakMap<List, ReadonlySet<string | undefined>>();

function namesOf(file: List): ReadonlySet<string | undefined> {
  let names = namesByFile.get(file);
  if (names === undefined) {
    names = new Set([...file.records, ...file.setAside].map((record) => record.name));
    namesByFile.set(file, names);
  }
  return names;
}
