import type { Token } from "./tokens.ts";
import type { ApparmorInclude, ApparmorProfile, ApparmorVariable } from "./types.ts";

/** `include <x>`, `#include "x"`, `include if exists <x>`. */
export function readInclude(token: Token, profile: ApparmorProfile | undefined): ApparmorInclude {
  const written = token.text.replace(/^#?include[ \t]+/, "");
  const name = written.replace(/^if[ \t]+exists[ \t]+/, "");
  const isSearched = name.startsWith("<");
  const path = /^[<"]?([^>"]*)/.exec(name)?.[1] ?? "";
  return {
    path: (isSearched ? path : path.replace(/[\s,]{1,200}$/, "")).trim(),
    isSearched,
    isOptional: name !== written,
    profile,
    line: token.line,
  };
}

/** `@{HOME}=/root/`, `@{HOMEDIRS}+=/srv/home/`; values are parted by blanks, and may stand in quotes. */
export function readAssignment(token: Token): ApparmorVariable | undefined {
  const head = /^[@$]\{([^\s{}]{1,200})\}[ \t]{0,200}(\+?)=/.exec(token.text);
  if (!head) return undefined;
  const values: string[] = [];
  for (const [piece, quoted] of token.text.slice(head[0].length).matchAll(/"((?:[^"\\]|\\.)*)"|\\\r?\n|\S+/g)) {
    if (piece.startsWith("#")) break;
    if (!/^\\\r?\n?$/.test(piece)) values.push(quoted ?? piece);
  }
  return { name: head[1] ?? "", values, isAppended: head[2] === "+", line: token.line };
}
