import type { BinaryVersions } from "../../archive/binary-versions.ts";
import type { SourceVersions } from "../../archive/source-versions.ts";
import type { Tracker } from "../../model/tracker.ts";
import type { Judge } from "../../verdict/types.ts";
import { flatNotes } from "./notes.ts";
import { ownOne, ownZero, releaseAnswers } from "./own-answers.ts";
import { debsecanOne } from "./version-one.ts";
import { debsecanZero } from "./version-zero.ts";

/** Path below the address that the client is given, and the text before compression. */
export interface DebsecanFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Every file that a debsecan client may ask for: `release/1/CODENAME` and `release/1/GENERIC` of today's format,
 * `release/CODENAME` of the older one. Latin-1 text; served compressed with zlib. Debian has files for releases with an alias;
 * ours are there for every release of the lists that the archive holds, so that one that has ended does not fall silent.
 */
export function* debsecanFiles(
  tracker: Tracker,
  archive: SourceVersions,
  binaries: BinaryVersions,
  judge: Judge,
): Generator<DebsecanFile, void> {
  const held = [...tracker.releases.values()].filter(({ codename }) => archive.releases.includes(codename));
  const current = held.filter(({ alias }) => alias !== undefined).map(({ codename }) => codename);
  if (judge.asDebian) {
    const flat = flatNotes(tracker, archive, binaries);
    const one = debsecanOne(flat, archive, binaries);
    for (const codename of current) {
      yield { path: `release/${codename}`, text: debsecanZero(flat, codename, archive, judge) };
      yield { path: `release/1/${codename}`, text: one.release(codename) };
    }
    yield { path: "release/1/GENERIC", text: one.generic() };
    return;
  }
  for (const { codename } of held) {
    const answers = releaseAnswers(codename, tracker, archive, judge);
    yield { path: `release/${codename}`, text: ownZero(answers) };
    yield { path: `release/1/${codename}`, text: ownOne(answers, (source) => binaries.binariesOf(source, codename)) };
  }
  // Who does not name a release gets the newest one's fixes, without the word that an update is there.
  const newest = current.at(-1);
  if (newest === undefined) return;
  const generic = releaseAnswers(newest, tracker, archive, judge).map((answer) => ({ ...answer, fixIsThere: false }));
  yield { path: "release/1/GENERIC", text: `${ownOne(generic, undefined)}\n` };
}
