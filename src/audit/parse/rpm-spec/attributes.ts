/** What `%attr(MODE, USER, GROUP)` of a package's file list gives a file. */
export interface RpmAttribute {
  readonly mode: string;
  readonly target: string;
  /** Folders have the words for files, with `%dir` in front. */
  readonly isFolder: boolean;
  readonly line: number;
}

const ATTRIBUTE =
  /^[ \t]*((?:%\w+(?:\([^)\n]{0,200}\))?[ \t]+)*)%attr\([ \t]*([0-7]{3,6})[ \t]*,[^)\n]{0,200}\)[ \t]+((?:%\w+(?:\([^)\n]{0,200}\))?[ \t]+)*)(\S+)/;

/** The attributes in the file lists of a spec file, one a line. */
export function rpmAttributes(text: string): RpmAttribute[] {
  return text.split("\n").flatMap((line, index): RpmAttribute[] => {
    const [, before = "", mode = "", after = "", target = ""] = (line.includes("%attr(") && ATTRIBUTE.exec(line)) || [];
    if (target === "") return [];
    return [{ mode, target, isFolder: /%dir\b/.test(before + after) || target.endsWith("/"), line: index + 1 }];
  });
}
