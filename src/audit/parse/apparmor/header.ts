import type { Token } from "./tokens.ts";
import type { ApparmorProfile } from "./types.ts";

/** What stands before the brace of a profile or a hat; undefined when that is nothing of the kind. */
export function profileHeader(
  words: readonly Token[],
  parent: ApparmorProfile | undefined,
): ApparmorProfile | undefined {
  const names: string[] = [];
  let flags: readonly string[] = [];
  let isFlags = true;
  for (const { kind, text } of words) {
    if (kind === "list") {
      if (isFlags) flags = text.split(/[\s,]+/).filter((flag) => flag !== "");
      continue;
    }
    if (/^(?:flags|xattrs)=?$/.test(text)) isFlags = text.startsWith("flags");
    else if (text !== "=") names.push(text);
  }
  const keyword = names.length > 1 && (names[0] === "profile" || names[0] === "hat") ? names.shift() : undefined;
  const [name, attachment] = names;
  if (name === undefined || names.length > 2) return undefined;
  const isHat = keyword === "hat" || name.startsWith("^");
  if (keyword === undefined && !isHat && !isPath(name)) return undefined;
  return {
    name: name.replace(/^\^/, ""),
    attachment: attachment ?? (isPath(name) && !isHat ? name : undefined),
    flags,
    isHat,
    parent,
    line: words[0]?.line ?? 1,
  };
}

function isPath(name: string): boolean {
  return name.startsWith("/") || name.startsWith("@{");
}
