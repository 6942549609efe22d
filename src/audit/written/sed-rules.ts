const ADDRESS = /^\s*\/((?:\\.|[^/\\])*)\/I?\s*/;
const REPLACES = /^\s*s([/|#,!:@~])((?:\\.|(?!\1)[^\\])*)\1((?:\\.|(?!\1)[^\\])*)\1/s;
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
    const rule = instead === "" || instead === "%wheel" ? `${place || was}` : made(instead, pattern);
    if (rule.includes("NOPASSWD")) return /ALL[ \t]*=/.test(rule) ? rule : READY;
    return place.includes("NOPASSWD") || was.includes("NOPASSWD") ? READY : undefined;
  }
  const rule = made(instead, pattern);
  if (!rule.includes("NOPASSWD")) return undefined;
  if (/^[^\s=]+[ \t]+ALL[ \t]*=/.test(rule)) return rule;
  const who = /(?:^|[\s(])(%?[a-z]\w*)/.exec(`${place} ${was}`)?.[1] ?? "$USER";
  return `${who} ALL=(ALL:ALL) NOPASSWD: ALL`;
}

/** What is put in, with the parts of what was there that it takes over. */
function made(instead: string, pattern: string): string {
  const groups = [...pattern.matchAll(/\\?\(((?:[^()\\]|\\[^()]|\((?:[^()\\]|\\[^()])*\))*)\\?\)/g)].map(
    (group) => group[1] ?? "",
  );
  const text = instead.replace(/\\(\d)|(?<!\\)&/g, (_whole, number: string | undefined) =>
    plain(number === undefined ? pattern : (groups[Number(number) - 1] ?? "")),
  );
  return plain(text);
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
