import { quietStateIn } from "../format/quiet-records.ts";
import type { Note } from "../format/types.ts";
import { recordsOf } from "../live/find.ts";
import type { Snapshot } from "../live/live-state.ts";
import type { ResolvedIssue } from "../model/resolve-issue.ts";
import { productOf } from "./record-text.ts";
import type { Heard } from "./suggest.ts";

const BY_LAYER = 0.95;
const BY_ADVISORY = 0.92;
const BY_RELEASE = 0.9;

/** What lines elsewhere say about an issue that waits in the layer of this depth: layers below, advisories, single releases. */
export function heardAbout(snapshot: Snapshot, resolved: ResolvedIssue | undefined, depth: number): readonly Heard[] {
  const heard: Heard[] = [];
  for (const { note, from } of resolved?.claims ?? []) {
    if (from.file.kind === "advisories") {
      const reason = `${from.record.name} is about ${note.package}`;
      heard.push({ decision: about(note.package, "<unfixed>"), strength: BY_ADVISORY, reason });
    } else if (note.release !== undefined) {
      const reason = `${note.release} has a line about ${note.package}`;
      heard.push({ decision: about(note.package, "<unfixed>"), strength: BY_RELEASE, reason });
    } else if (from.depth < depth) {
      const says = saysOf(note);
      const reason = `the layer below, ${from.layer.name}, says ${note.package} ${says}`;
      heard.push({ decision: about(note.package, says), strength: BY_LAYER, reason });
    }
  }
  return resolved ? [...heard, ...notForUsBelow(snapshot, resolved.name, depth)] : heard;
}

function* notForUsBelow({ tracker, ...snapshot }: Snapshot, issue: string, depth: number): Generator<Heard, void> {
  const { lists, quiet } = tracker.index;
  const below = lists.some(
    (list, at) => list.depth < depth && quietStateIn(quiet[at] as Float64Array, issue) === "not-for-us",
  );
  if (!below) return;
  for (const { layer, text } of recordsOf({ ...snapshot, tracker }, issue)) {
    const product = productOf(text);
    if (product === undefined) continue;
    const reason = `the layer below, ${layer}, says not for us: ${product}`;
    yield { decision: { kind: "not-for-us", product }, strength: BY_LAYER, reason };
  }
}

function about(name: string, says: string): Heard["decision"] {
  return { kind: "package", package: name, says };
}

/** A note's own words behind the package's name, without bugs and urgency: those are the other layer's. */
function saysOf({ kind, version, text, bugs }: Note): string {
  if (kind === "fixed") return version ?? "<unfixed>";
  if (kind === "itp") return `<itp> (${bugs.map((bug) => `bug #${bug}`).join("; ")})`;
  return text === "" ? `<${kind}>` : `<${kind}> (${text})`;
}
