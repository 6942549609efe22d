const ADDRESS = /^\s*\/((?:\\.|[^/\\])*)\/I?\s*/;
const REPLACES = /^\s*s([/|#,!:@~])((?:\\.|(?!\1)[^\\])*)\1((?:\\.|(?!\1)[^\\])*)\1/s;
/** A rule longer than this is none that a person wrote. */
const LONGEST = 4096;
/** What stands in sudo's own file behind a `#`, for whoever wants it. */
const READY = "%wheel ALL=(ALL:ALL) NOPASSWD: ALL";

/**
 * The rule of sudo that a command of sed makes out of one that was there: it takes the `#` away, or the password. Undefined
 * for one that does neither. What the pattern leaves open is taken as Debian and its kin have it.
 */
export function ruleOfSed(script: string): string | undefined {
  if (!script.includes("NOPASSWD")) return undefined;
  const address = ADDRESS.exec(script);
  const [whole, , pattern = "", instead = ""] = REPLACES.exec(script.slice(address?.[0].length ?? 0)) ?? [];
  if (whole === undefined || /^[ \t]*#/.test(instead)) return undefined;
  const [place, was] = [plain(address?.[1] ?? ""), plain(pattern)];
  if (/^\^?[ \\s[:\]]*#/.test(pattern.replace(/^\\\(/, "")) && !instead.includes("#")) {
    const rule = instead === "" ? place : instead === "%wheel" ? place || was : made(instead, pattern);
    if (rule?.includes("NOPASSWD")) return /ALL[ \t]*=/.test(rule) ? rule : READY;
    // What is replaced by nothing is gone: the address alone tells what is left.
    const isLeft = place.includes("NOPASSWD") || (instead !== "" && was.includes("NOPASSWD"));
    return rule !== undefined && isLeft ? READY : undefined;
  }
  const rule = made(instead, pattern);
  if (!rule?.includes("NOPASSWD")) return undefined;
  if (/^[^\s=]+[ \t]+ALL[ \t]*=/.test(rule)) return rule;
  const who = /(?:^|[\s(])(%?[a-z]\w*)/.exec(`${place} ${was}`)?.[1] ?? "$USER";
  const what = /NOPASSWD[ \t]*:[ \t]*([!/A-Z].*)/.exec(rule)?.[1] ?? "ALL";
  return `${who} ALL=(ALL:ALL) NOPASSWD: ${what}`;
}

/** What is put in, with the parts of what was there that it takes over; undefined where that is longer than a rule. */
function made(instead: string, pattern: string): string | undefined {
  const groups = [...pattern.matchAll(/\\?\(((?:[^()\\]|\\[^()]|\((?:[^()\\]|\\[^()])*\))*)\\?\)/g)].map((group) =>
    plain(group[1] ?? ""),
  );
  const all = plain(pattern);
  let length = instead.length;
  const text = instead.replace(/\\(\d)|(?<!\\)&/g, (_whole, number: string | undefined) => {
    if (length > LONGEST) return "";
    const part = number === undefined ? all : (groups[Number(number) - 1] ?? "");
    length += part.length;
    return part;
  });
  return length > LONGEST ? undefined : plain(text);
}

/** A pattern as the text that it is written for. */
function plain(pattern: string): string {
  return pattern
    .replace(/^\^|\$$/g, "")
    .replace(/(?:\\s|\[\[:(?:space|blank):\]\]|\[ \\t\]|\\t)(?:\\?[+*?])?|[ \t]+\\?[*+]?/g, " ")
    .replace(/\\\(:ALL\\\)\\\?|\(:ALL\)\?/g, ":ALL")
    .replace(/^#+ *|\.\*|\\([()/|&%])/g, "$1")
    .replace(/^ *#? */, "")
    .trimEnd();
}
