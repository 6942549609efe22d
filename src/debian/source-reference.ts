import { isValidVersion } from "../kernel/index.ts";
import { isPackageName } from "./names.ts";

export interface SourceReference {
  readonly name: string;
  /** Absent when the source has the version of the binary package that refers to it. */
  readonly version?: string;
}

const REFERENCE = /^(\S+)(?:[ \t]+\(([^()\s]+)\))?$/;

/** `gcc-12` or `gcc-12 (12.2.0-14)`, as the field Source of a binary package or a .changes gives it (Policy 5.6.1). */
export function parseSourceReference(text: string): SourceReference | undefined {
  const match = REFERENCE.exec(text);
  const name = match?.[1];
  const version = match?.[2];
  if (name === undefined || !isPackageName(name)) return undefined;
  if (version === undefined) return { name };
  return isValidVersion(version) ? { name, version } : undefined;
}

const BUILT_USING = /^(\S+)[ \t]+\(=[ \t]*([^()\s]+)\)$/;

/**
 * `Built-Using` or `Static-Built-Using` (Policy 7.8): sources in exact versions whose parts are inside the package.
 * Entries of another form are left out: the field informs, nothing rests on it alone.
 */
export function parseBuiltUsing(text: string): { readonly name: string; readonly version: string }[] {
  return text.split(",").flatMap((entry) => {
    const [, name, version] = BUILT_USING.exec(entry.trim()) ?? [];
    if (!name || !version || !isPackageName(name) || !isValidVersion(version)) return [];
    return [{ name, version }];
  });
}
