/** Where a directory comes from, as far as the program's text tells. */
export type Directory =
  /** Text that begins it; all of it when `isWhole`. */
  | { readonly from: "text"; readonly text: string; readonly isWhole: boolean }
  /** The place of the program: `$0`, FindBin, `__FILE__`. */
  | { readonly from: "program"; readonly by: string }
  | { readonly from: "environment"; readonly by: string }
  /** The current directory: `cwd`, `abs_path('.')`, `$ENV{PWD}`. */
  | { readonly from: "working-directory"; readonly by: string }
  /** What stands in @INC or %INC already. */
  | { readonly from: "inc" }
  /** Something that is no directory, such as a hook, or that nobody can tell. */
  | { readonly from: "unknown" };

export const UNKNOWN: Directory = { from: "unknown" };

export function textDirectory(text: string, isWhole = true): Directory {
  return { from: "text", text, isWhole };
}

/** What a directory means to who may plant modules: safe ones and those that nobody can tell are undefined. */
export type Danger = "relative" | "empty" | "working-directory" | "environment" | "program";

/** Placeholders that a build fills in: `@libdir@`, `%%PERLLIB%%`, `__PREFIX__`, `--libdir--`, `HELLO_LIBDIR`, `${prefix}`. */
const PLACEHOLDER = /^(?:@\w+@|@@|%%?\w|__\w+__|--\w+--|[A-Z][A-Z0-9]*_[A-Z0-9_]+(?:\/|$)|\$[{(]|<%|\{\{|\/)/;

export function dangerOf(directory: Directory): Danger | undefined {
  switch (directory.from) {
    case "text":
      if (directory.text === "") return directory.isWhole ? "empty" : undefined;
      return PLACEHOLDER.test(directory.text) || /^[A-Za-z]:[\\/]/.test(directory.text) ? undefined : "relative";
    case "program":
    case "environment":
    case "working-directory":
      return directory.from;
    default:
      return undefined;
  }
}

/** `first . second`: the beginning decides, unless it is empty. */
export function joined(first: Directory, second: Directory): Directory {
  if (first.from !== "text" || !first.isWhole) return first;
  if (first.text === "") return second;
  return textDirectory(
    first.text + (second.from === "text" ? second.text : ""),
    second.from === "text" && second.isWhole,
  );
}

/** What a path becomes when it is made absolute: a relative one begins in the current directory. */
export function madeAbsolute(directory: Directory, by: string): Directory {
  const danger = dangerOf(directory);
  return danger === "relative" || danger === "empty" ? { from: "working-directory", by } : directory;
}
