import type { AuditContext, AuditedFile, FileKind } from "../model.ts";
import { shellOfDockerfile } from "../parse/dockerfile/shell-of.ts";
import { parsedOf } from "../parse/parsed-of.ts";
import { readPatch } from "../parse/patch/read-patch.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import { readCloudConfig } from "./by-cloud-config.ts";
import { shellOfInstaller } from "./by-installer.ts";
import { textsOfPatch } from "./by-patch.ts";
import { maySay, textsOfProgram, textsOfSetup } from "./by-setup.ts";
import { textsOfShell } from "./by-shell.ts";
import { shapesImage } from "./shapes-image.ts";
import type { WrittenText } from "./types.ts";

/** A file that is written by others: its text and lines, and where those who answer for it are found. */
export interface WrittenSource extends WrittenText {
  /** The script or patch as if it were that file: its own path, and its kind and place in the image. */
  readonly file: AuditedFile;
}

/** What somebody looks for in the texts that a tree's scripts and patches write. */
export interface Wanted {
  readonly kind: FileKind;
  /** What a script or patch that writes such a file names, one of these at least. */
  readonly marks: readonly string[];
  /** Whether a path is that of such a file, perhaps below a folder that a run would tell. */
  readonly form: RegExp;
  /** Patches change what others wrote: who looks for whole files finds none there. */
  readonly withoutPatches?: true;
}

/** The texts of a kind that scripts, patches and settings of an installation write. Those without the mark are not parsed. */
export function writtenSources(context: AuditContext, { kind, marks, form, withoutPatches }: Wanted): WrittenSource[] {
  const found: WrittenSource[] = [];
  const isWanted = (target: string): boolean => form.test(target);
  const isMarked = (file: AuditedFile): boolean => marks.some((mark) => file.text().includes(mark));
  const add = (file: AuditedFile, texts: readonly WrittenText[]): void => {
    for (const text of texts) found.push({ ...text, file: asFile(context, file, kind, text.target) });
  };
  for (const file of context.ofKind("shell")) {
    // What packages' scripts wrote into an image stands there.
    if (context.scope === "image" && file.installedPath?.startsWith("/var/lib/dpkg/")) continue;
    if (isMarked(file)) add(file, textsOfShell(parsedOf(file, readShell).value, isWanted));
  }
  for (const file of withoutPatches ? [] : context.ofKind("patch"))
    if (isMarked(file)) add(file, textsOfPatch(parsedOf(file, readPatch).value.targets, isWanted));
  for (const file of context.ofKind("installer"))
    if (isMarked(file)) add(file, textsOfShell(readShell(shellOfInstaller(file.text())).value, isWanted));
  for (const file of context.ofKind("dockerfile"))
    if (isMarked(file)) add(file, textsOfShell(readShell(shellOfDockerfile(file.text())).value, isWanted));
  for (const file of context.ofKind("cloud-config")) {
    const { texts, shell } = readCloudConfig(file.text());
    const wanted = texts.filter(({ target }) => isWanted(target));
    add(file, shell === "" ? wanted : [...wanted, ...textsOfShell(readShell(shell).value, isWanted)]);
  }
  for (const file of context.ofKind("setup"))
    if (maySay(file) && isMarked(file)) add(file, textsOfSetup(file, kind, isWanted, marks));
  for (const file of kind === "sudoers" || kind === "unit" ? context.ofKind("python", "javascript", "perl") : [])
    if (maySay(file) && isMarked(file)) add(file, textsOfProgram(file.text(), kind));
  return found;
}

function asFile(context: AuditContext, file: AuditedFile, kind: FileKind, target: string): AuditedFile {
  const { path, mode, owner, size } = file;
  const fate = shapesImage(context, file) ? "image" : file.fate;
  const installedPath = /(?<=^|[^/])\/etc\/.*$/.exec(target)?.[0];
  return { path, mode, owner, size, kind, fate, installedPath, text: () => file.text() };
}
