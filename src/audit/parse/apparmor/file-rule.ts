import type { Token } from "./tokens.ts";
import type { ApparmorFileRule, ApparmorTransition } from "./types.ts";

type Base = Omit<ApparmorFileRule, "kind" | "path" | "access" | "transition" | "target">;

/** `/path rw`, `rw /path`, `file rw /path`, `file`, each perhaps with `-> target`; undefined for anything else. */
export function fileRule(base: Base, words: readonly Token[]): ApparmorFileRule | undefined {
  if (words.some(({ kind }) => kind === "list")) return undefined;
  let texts = words.map(({ text }) => text);
  const named = texts[0] === "file";
  if (named) texts = texts.slice(1);
  const arrow = texts.indexOf("->");
  const target = arrow < 0 ? undefined : texts[arrow + 1];
  if (arrow >= 0 && (target === undefined || texts.length > arrow + 2)) return undefined;
  const rest = (arrow < 0 ? texts : texts.slice(0, arrow)).filter((text) => text !== "subset" && text !== "unsafe");
  const none = { ...base, kind: "file", target } as const;
  if (rest.length === 0) return named ? { ...none, path: undefined, access: "", transition: undefined } : undefined;
  const [first = "", second] = rest;
  if (rest.length > 2) return undefined;
  if (second === undefined) {
    if (named && isPath(first)) return { ...none, path: first, access: "", transition: undefined };
    const alone = named ? permissions(first) : undefined;
    return alone && { ...none, path: undefined, ...alone };
  }
  const path = isPath(first) ? first : second;
  const access = permissions(isPath(first) ? second : first);
  return access && isPath(path) ? { ...none, path, ...access } : undefined;
}

function isPath(text: string): boolean {
  return text.startsWith("/") || text.startsWith("@{");
}

const LETTERS = /^[rwakldmuipcUIPCx]{1,30}$/i;
const TRANSITION = /([pcu]?)([iu]?)x/i;

/** `mrwPUx`: letters of access, and one way to start a program. The order is free. */
function permissions(text: string): Pick<ApparmorFileRule, "access" | "transition"> | undefined {
  if (!LETTERS.test(text)) return undefined;
  const start = TRANSITION.exec(text);
  const access = (start ? text.replace(start[0], "") : text).toLowerCase();
  return /^[rwaklmd]*$/.test(access) ? { access, transition: start ? transition(start[0]) : undefined } : undefined;
}

function transition(text: string): ApparmorTransition {
  const letters = text.slice(0, -1);
  const [to = "-", fallback] = letters.toLowerCase();
  return {
    to: to as ApparmorTransition["to"],
    fallback: fallback as ApparmorTransition["fallback"],
    scrubs: /^[PCU]/.test(letters),
  };
}
