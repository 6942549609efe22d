/** A line of a program or of a description of a machine. */
export interface WrittenLine {
  readonly text: string;
  readonly line: number;
  /** It is a line of a text by itself, such as a value of YAML: no quote has to stand around a rule. */
  readonly isText: boolean;
}

/** A literal that is put together out of several by `+`, `.` or `~`. */
const JOINED = /(["'`])[ \t]*[+.~][ \t]*([$\w.()[\]>-]{1,80}?)[ \t]*[+.~][ \t]*\1/g;
/** What is put in when the program runs: `{{ x }}`, `#{x}`, `${x}`, `<%= x %>`, `%(x)s`, `{x}`, `%s`. */
const PUT_IN =
  /\{\{[^{}\n]{0,80}\}\}|[#$]\{[^{}\n]{0,80}\}|<%=[^%\n]{0,80}%>|%\(\w{1,40}\)s|\{\w{0,40}\}|%(?:\[\d\])?[sv](?![\w-])/g;
const COMMENT = /^[ \t]*(?:#|\/\/|\/\*|\*|--[ \t]|<!--)/;
/** What a program tells people is no rule; what it prints into a file is. */
const TOLD =
  /(?<![.\w"'`])(?:print(?:f|ln)?|puts|echo|warn(?:ing)?|raise|throw|die|fail|abort|notice)\b[ (]*(?:f?["'`])|\b(?:log(?:ger|ging)?|console|click)\.[A-Za-z]+\(|\bfmt\.(?:Print|Errorf)|\b(?:help|description|message|msg|usage|title|regexp?|pattern|search|insertafter|insertbefore)["']?[ \t]*(?:=>|[:=])/i;
/** What is looked for, compared or asserted. */
const COMPARED =
  /\bassert|\bexpect\(|[!=]==?[ \t]*f?["'`]|["'`][ \t]*(?:[!=]==?|(?:not[ \t]+)?in\b)|\bgrep\b|(?:[cC]ontains|includes|[sS]tarts_?[wW]ith|[eE]nds_?[wW]ith|\bfind|index(?:Of)?|[mM]atch(?:es)?|search)\(/;
const INTO_FILE = /sudoers|\bfile=|\btee\b|>>?[ \t]*["'$/]/;
/** A shell that looks for a rule and then adds it: sudo's file alone may also be what is looked through. */
const ADDED = /\btee\b|(?<![=-])>>?[ \t]*(?!\/dev\/)["'$/]/;

const GRANT = /(?<![\w$/-])ALL[ \t]*=(?!=)[ \t]*/g;
const WHO = /^(?:%{0,2}[\w.@+$-]+(?:[ \t]*,[ \t]*%?[\w.@+$-]+)*)?$/;
const WHAT =
  /^(?:(?:\([^()\n]{0,80}\)[ \t]*)?(?:(?:NO)?(?:PASSWD|EXEC|SETENV|LOG_INPUT|LOG_OUTPUT|FOLLOW|MAIL)[ \t]*:[ \t]*)*!?(?:ALL\b|\/|\$\w+[ \t/])|(?:\([^()\n]{0,80}\)[ \t]*)?NOPASSWD[ \t]*:[ \t]*\S)/;
const ACCOUNTS_KEY = /(?:^|[\s{,-])["']?sudo["']?[ \t]{0,20}(?::|=>|=)[ \t]{0,20}\[?[ \t]{0,20}["']?$/;
/** Behind a quote, an end of line, a key or nothing. */
const SETTING =
  /(^[ \t]*(?:-[ \t]+)?(?:[\w.-]+:[ \t]+)?["'`]?|["'`][ \t]*|\\n[ \t]*)(?=Defaults(?:[:@!>]\S+)?[ \t]+!?(?:env_\w+|authenticate|setenv|secure_path|requiretty|visiblepw|timestamp_\w+|passwd_\w+|root\w+|target\w+|exec_\w+|log\w*|use_pty|lecture\w*|insults|tty_tickets|mail\w*|umask|editor|closefrom)\b|(?:User|Runas|Host|Cmnd)_Alias[ \t]+[A-Z][A-Z0-9_]*[ \t]*=[ \t]*[^\s=])/g;
/** A line longer than this is no line that a person wrote. */
const LONGEST = 4096;

/** The lines of sudoers(5) among lines of programs and descriptions, with the lines on which they stand. */
export function sudoLines(
  written: readonly WrittenLine[],
): { readonly text: string; readonly lines: readonly number[] } | undefined {
  const found: string[] = [];
  const lines: number[] = [];
  let goesOn = false;
  for (const { text, line, isText } of written) {
    if (text.length > LONGEST) continue;
    const here: readonly string[] = goesOn ? [ended(plain(text).trim(), "")] : rulesIn(text, isText);
    for (const rule of here) {
      found.push(rule);
      lines.push(line);
    }
    goesOn = here.at(-1)?.endsWith("\\") ?? false;
  }
  return found.length === 0 ? undefined : { text: `${found.join("\n")}\n`, lines };
}

function rulesIn(text: string, isText: boolean): readonly string[] {
  if (!/ALL[ \t]*=|Defaults|_Alias/.test(text) || COMMENT.test(text)) return [];
  if (!isText && TOLD.test(text) && !INTO_FILE.test(text)) return [];
  if (!isText && COMPARED.test(text) && !ADDED.test(text)) return [];
  const line = plain(text);
  return [...grantsIn(line, isText), ...settingsIn(line)];
}

function* grantsIn(line: string, isText: boolean): Iterable<string> {
  for (const { index, 0: mark } of line.matchAll(GRANT)) {
    const what = line.slice(index + mark.length);
    if (!WHAT.test(what)) continue;
    const { open, from } = startOf(line, index);
    const before = line.slice(from, index).trim();
    const isOfAccount = ACCOUNTS_KEY.test(line.slice(Math.max(0, index - 80), index));
    // Outside of quotes a rule is all of its line, or all of a value.
    const who = isOfAccount ? "" : open === "" ? before.replace(/^(?:-[ \t]+)?(?:[\w.-]+:[ \t]+)?/, "") : before;
    if (who === "" ? !isOfAccount && open === "" && !isText : !WHO.test(who)) continue;
    yield `${who || "$USER"} ALL=${ended(what, open)}`;
  }
}

function* settingsIn(line: string): Iterable<string> {
  for (const { index, 0: before } of line.matchAll(SETTING)) {
    const from = index + before.length;
    yield ended(line.slice(from), startOf(line, from).open);
  }
}

/** Where the text begins in which a place of a line stands: behind the quote that is open there, or `\n` in it. */
function startOf(line: string, at: number): { readonly open: string; readonly from: number } {
  const open: string[] = [];
  let from = 0;
  for (let index = 0; index < at; index += 1) {
    const isEscaped = line[index] === "\\";
    const mark = isEscaped ? line.slice(index, index + 2) : (line[index] as string);
    if (mark === "\\n") from = index + 2;
    if (/["'`]$/.test(mark)) {
      const known = open.indexOf(mark);
      if (known >= 0) open.length = known;
      else open.push(mark);
      from = index + mark.length;
    }
    if (isEscaped) index += 1;
  }
  return { open: open.at(-1) ?? "", from };
}

/** A rule up to where its text ends: the quote that is open, or what closes a text of several lines. */
function ended(what: string, open: string): string {
  const line = what.replace(/\\n.*$/s, "");
  if (open === "") return line.replace(/(?<![ \t"])["'`]{1,3}[)\],;]*[ \t]*\r?$/, "").trimEnd();
  for (let index = 0; index < line.length; index += 1) {
    if (line.startsWith(open, index)) return unescaped(line.slice(0, index));
    if (line[index] === "\\") index += 1;
  }
  return unescaped(line);
}

function unescaped(text: string): string {
  return text.replace(/\\(["'`])/g, "$1").trimEnd();
}

function plain(text: string): string {
  return text
    .replace(JOINED, (_whole, _quote, name: string) => named(name))
    .replace(PUT_IN, named)
    .replace(/%%(?=[\w$])/g, "%");
}

function named(whole: string): string {
  return `$${/[A-Za-z_]\w+/.exec(whole)?.[0] ?? "NAME"}`;
}
