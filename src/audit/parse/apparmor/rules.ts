import { fileRule } from "./file-rule.ts";
import type { Token } from "./tokens.ts";
import type { ApparmorOtherRule, ApparmorProfile, ApparmorRule } from "./types.ts";

/** Words that stand before a rule or a block of rules. */
export const QUALIFIERS: ReadonlySet<string> = new Set([
  "allow",
  "audit",
  "deny",
  "noaudit",
  "other",
  "owner",
  "prompt",
  "quiet",
]);

const OTHERS: ReadonlySet<string> = new Set([
  "all",
  "dbus",
  "io_uring",
  "link",
  "mount",
  "mqueue",
  "network",
  "pivot_root",
  "ptrace",
  "remount",
  "rlimit",
  "signal",
  "umount",
  "unix",
  "userns",
]);

/** A statement without its comma as a rule; undefined when it is none. */
export function readRule(
  words: readonly Token[],
  endLine: number,
  profile: ApparmorProfile | undefined,
  outer: readonly string[],
): ApparmorRule | undefined {
  let at = 0;
  const qualifiers = new Set(outer);
  for (; at < words.length; at += 1) {
    const text = words[at]?.text ?? "";
    if (!QUALIFIERS.has(text) && !/^priority=/.test(text)) break;
    qualifiers.add(text);
  }
  if (words[at]?.text === "set" && words[at + 1]?.text === "rlimit") at += 1;
  const name = words[at];
  if (!name) return undefined;
  const base = {
    profile,
    line: words[0]?.line ?? endLine,
    endLine,
    isDenied: qualifiers.has("deny"),
    isAudited: qualifiers.has("audit"),
    ownerOnly: qualifiers.has("owner"),
  };
  const rest = words.slice(at + 1);
  const texts = rest.map(({ kind, text }) => (kind === "list" ? `(${text})` : text));
  if (name.kind === "word") {
    if (name.text === "capability")
      return { ...base, kind: "capability", names: texts.map((text) => text.toLowerCase().replace(/^cap_/, "")) };
    if (name.text === "change_profile") {
      const arrow = texts.indexOf("->");
      const before = (arrow < 0 ? texts : texts.slice(0, arrow)).filter((text) => !/^(?:un)?safe$/.test(text));
      return { ...base, kind: "change_profile", program: before[0], target: arrow < 0 ? undefined : texts[arrow + 1] };
    }
    if (OTHERS.has(name.text)) return { ...base, kind: name.text as ApparmorOtherRule["kind"], words: texts };
  }
  return fileRule(base, words.slice(at));
}
