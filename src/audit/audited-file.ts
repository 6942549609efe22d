import { kindOf } from "./files/kind-of.ts";
import { saysSomething } from "./files/setup.ts";
import { filledIn, withoutTemplate } from "./files/template.ts";
import type { AuditedFile, AuditScope } from "./model.ts";
import type { Place } from "./ships/place.ts";
import { TEXT_LIMIT, tooLarge } from "./tree/read.ts";
import type { FileSource } from "./tree/source.ts";
import type { TreeTrouble } from "./tree/walk.ts";

/** Texts that are kept, in characters altogether: what several rules look at is read once. */
const KEPT = 24 * 1024 * 1024;

/** Makes audited files; none of what nobody can ask about, and what cannot be read is told of. */
export type FileMaker = (
  source: FileSource,
  place: Place,
  tell: (trouble: TreeTrouble) => void,
) => AuditedFile | undefined;

export function createFileMaker(scope: AuditScope): FileMaker {
  const texts = createTexts();
  return (source, place, tell) => {
    const { path } = source;
    const judged = source.judge(({ head, state, whole }): AuditedFile | undefined => {
      const told = kindOf(withoutTemplate(place.installedPath ?? `/${path}`), filledIn(path, head));
      const kind = told === "setup" && whole && !saysSomething(whole.text()) ? "other" : told;
      if (kind === "other" && scope === "tree") return place.installedPath ? plainFile(source, place) : undefined;
      if (scope === "tree" && whole && whole.size <= TEXT_LIMIT) {
        const file = shortFile(source, place, kind, whole.size, () => texts.of(file, source, place));
        texts.keep(file, installedText(path, place, whole.text()));
        return file;
      }
      const { mode, size, uid, gid } = state();
      if (kind !== "other" && size > TEXT_LIMIT) tell({ path, why: tooLarge(TEXT_LIMIT) });
      const owner = scope === "image" ? { uid, gid } : undefined;
      const text = (): string => texts.of(file, source, place);
      const file: AuditedFile = { path, ...place, kind, mode, owner, size, text };
      if (kind !== "other" && whole) texts.keep(file, installedText(path, place, whole.text()));
      return file;
    });
    if (typeof judged !== "string") return judged;
    tell({ path, why: `the file cannot be read (${judged})` });
    return undefined;
  };
}

/** What stands in the image: a template is filled in, and what an install step replaces is replaced. */
function installedText(path: string, { replacing }: Place, text: string): string {
  const made = filledIn(path, text);
  return replacing ? replacing(made) : made;
}

/** A file of which the whole text is at hand; its state is read when a rule asks for it. */
function shortFile(
  source: FileSource,
  place: Place,
  kind: AuditedFile["kind"],
  size: number,
  text: () => string,
): AuditedFile {
  let mode: number | undefined;
  return {
    path: source.path,
    ...place,
    kind,
    owner: undefined,
    get mode() {
      mode ??= source.state().mode;
      return mode;
    },
    size,
    text,
  };
}

/** A file that no rule asks about unless something leads to it: its state is read then. */
function plainFile(source: FileSource, place: Place): AuditedFile {
  return {
    path: source.path,
    ...place,
    kind: "other",
    owner: undefined,
    get mode() {
      return source.state().mode;
    },
    get size() {
      return source.state().size;
    },
    text() {
      const read = source.read();
      return typeof read === "string" ? "" : read.text;
    },
  };
}

interface Texts {
  of(file: AuditedFile, source: FileSource, place: Place): string;
  keep(file: AuditedFile, text: string): string;
}

/** The texts that were asked last, up to a limit altogether. */
function createTexts(): Texts {
  const kept = new Map<AuditedFile, string>();
  let characters = 0;
  const keep = (file: AuditedFile, text: string): string => {
    kept.set(file, text);
    characters += text.length;
    for (const [oldest, itsText] of kept) {
      if (characters <= KEPT || oldest === file) break;
      kept.delete(oldest);
      characters -= itsText.length;
    }
    return text;
  };
  return {
    keep,
    of(file, source, place) {
      const known = kept.get(file);
      if (known !== undefined) return known;
      const read = source.read();
      return keep(file, typeof read === "string" ? "" : installedText(file.path, place, read.text));
    },
  };
}
