import type { Parsed } from "../../../kernel/index.ts";
import type { AuditContext, AuditedFile } from "../../model.ts";
import { parsedOf } from "../parsed-of.ts";
import { readPatch } from "../patch/read-patch.ts";
import type { PatchHunk, PatchLine } from "../patch/types.ts";
import { readApparmor } from "./read-apparmor.ts";
import type { ApparmorFile } from "./types.ts";

/** A text of AppArmor's language: a file, or what a hunk of a patch leaves of one. */
export interface ApparmorSource {
  readonly file: AuditedFile;
  readonly apparmor: ApparmorFile;
  /** It lies ready for an administrator, and nothing loads it. */
  readonly isSpare: boolean;
  /** The line of the audited file for which its author answers; undefined when a patch merely shows what is there. */
  placeOf(lines: { readonly line: number; readonly endLine?: number }, key: string): number | undefined;
}

/** As many problems as a file of junk has. */
const MANY = 20;

const known = new WeakMap<AuditContext, readonly ApparmorSource[]>();

/** Every profile and abstraction of a tree, and what its patches change in some. */
export function apparmorSources(context: AuditContext): readonly ApparmorSource[] {
  const before = known.get(context);
  if (before) return before;
  const sources = [
    ...context.ofKind("apparmor").filter(isProfile).flatMap(sourceOf),
    ...context.ofKind("patch").flatMap(patchSources),
  ];
  known.set(context, sources);
  return sources;
}

/** The folder `abi` holds lists of what a kernel knows, in a form of their own. */
function isProfile(file: AuditedFile): boolean {
  return !/(?:^|\/)apparmor\.d\/abi\//.test(file.path);
}

/** Outside of the folder that AppArmor reads, a text with a profile in it may be a program's or a page's. */
function sourceOf(file: AuditedFile): ApparmorSource[] {
  const isPlaced = /(?:^|\/)apparmor\.d\//.test(file.installedPath ?? file.path);
  if (!isPlaced && !readsAsRules(readApparmor(file.text()))) return [];
  const apparmor = parsedOf(file, readApparmor).value;
  const isSpare = /^\/usr\/share\/(?:apparmor|doc)\//.test(file.installedPath ?? "");
  return [{ file, apparmor, isSpare, placeOf: ({ line }) => line }];
}

function readsAsRules({ value, problems }: Parsed<ApparmorFile>): boolean {
  return problems.length < MANY && value.rules.length + value.includes.length > problems.length;
}

function patchSources(file: AuditedFile): ApparmorSource[] {
  if (!/apparmor/i.test(file.text())) return [];
  return parsedOf(file, readPatch)
    .value.targets.filter(({ path, change }) => change !== "deleted" && /apparmor(?!\.d\/abi\/)/i.test(path))
    .flatMap(({ path, hunks }) => hunks.flatMap((hunk) => hunkSource(file, path, hunk)));
}

function hunkSource(file: AuditedFile, path: string, hunk: PatchHunk): ApparmorSource[] {
  const fresh = hunk.lines.filter(({ kind }) => kind !== "removed");
  if (!fresh.some(({ kind }) => kind === "added")) return [];
  const read = readApparmor(textOf(fresh));
  if (!/(?:^|\/)apparmor\.d\//.test(path) && !readsAsRules(read)) return [];
  const apparmor = read.value;
  const old = readApparmor(textOf(hunk.lines.filter(({ kind }) => kind !== "added"))).value;
  const keys = new Set([...old.rules.map(keyOf), ...old.profiles.map(keyOf)]);
  return [
    {
      file,
      apparmor,
      isSpare: false,
      placeOf: ({ line, endLine = line }, key) =>
        keys.has(key) ? undefined : fresh.slice(line - 1, endLine).find(({ kind }) => kind === "added")?.line,
    },
  ];
}

function textOf(lines: readonly PatchLine[]): string {
  return lines.map(({ text }) => text).join("\n");
}

/** A rule or a profile without its place, so that the two sides of a hunk can be compared. */
export function keyOf(value: ApparmorFile["rules"][number] | ApparmorFile["profiles"][number]): string {
  const { line: _line, ...rest } = value;
  return JSON.stringify({ ...rest, endLine: undefined, profile: undefined, parent: undefined });
}
