import type { FileKind } from "../model.ts";

/**
 * The language of a program or module without a shebang, by its first statement: comments, documentation in front of it
 * and prose that mentions code do not count. A second mark in the text must agree.
 */
export function kindOfProgram(first: string, head: string): FileKind {
  if (isPerl(withoutPod(first), head)) return "perl";
  if (isPython(withoutDocstring(first), head)) return "python";
  if (isShell(first, head)) return "shell";
  const code = head.replace(/^(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)+/, "");
  if (isJavaScript(code)) return "javascript";
  return C_FIRST.test(code) || VALA_FIRST.test(code) ? "c-like" : "other";
}

const C_FIRST = /^#[ \t]*(?:include[ \t]*[<"]|(?:ifndef|ifdef|define|pragma|undef)[ \t]|if[ \t(!])/;
/** Attributes may stand in front. */
const VALA_FIRST =
  /^(?:\[[^\]\n]*\]\s*)*(?:using[ \t]+\w[\w.]*[ \t]*;|namespace[ \t]+\w[\w.]*\s*\{|(?:(?:public|private|internal|protected|abstract|sealed|static|extern)[ \t]+)*(?:class|interface|errordomain|enum|struct|delegate)[ \t]+\w|(?:public|private|internal|protected)[ \t]+(?:static|delegate|const|async)[ \t]|const[ \t]+\w+[ \t]+\w+[ \t]*=|(?:static[ \t]+)?(?:int|void)[ \t]+main[ \t]*\()/;

const PERL_FIRST =
  /^(?:\{\s*)?(?:package[ \t]+[A-Za-z_]\w*(?:::\w+)*(?:[ \t]+v?[\d._]+)?\s*[;{]|use[ \t]+(?:v?5[\d._]*|[A-Za-z]\w*(?:::\w+)*)\b[^\n]*;|no[ \t]+[a-z]\w*\b[^\n]*;|require[ \t]+["']?[\w:./]+["']?;|@(?:main::)?INC[ \t]*=|BEGIN[ \t]*\{)/;
const PERL_MARK =
  /^[ \t]*(?:our|my|local)[ \t]+[($@%]|^[ \t]*sub[ \t]+\w+|^1;|^__(?:PACKAGE|END|DATA)__|^use[ \t]+(?:strict|warnings|parent|base|v?5)\b|[@%]\w+[ \t]*=/m;

function isPerl(first: string, head: string): boolean {
  return PERL_FIRST.test(first) && PERL_MARK.test(head);
}

const PYTHON_FIRST =
  /^(?:import[ \t]+[\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+)*[ \t]*(?:#.*)?(?=[\r\n]|$)|from[ \t]+\.*[\w.]*[ \t]+import[ \t]+[\w(*]|(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(|class[ \t]+\w+[ \t]*(?:\([^\n]*)?:|@[\w.]+(?:\(.*)?(?=[\r\n]|$)|if[ \t]+.+:[ \t]*(?=[\r\n]|$)|try:[ \t]*(?=[\r\n]|$)|[A-Za-z_]\w*[ \t]*(?::[ \t]*[\w[\], .]+)?=[ \t]*\S)/;
const PYTHON_MARK =
  /^[ \t]*(?:import[ \t]+[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*\r?$|from[ \t]+\.*[\w.]*[ \t]+import[ \t]+[\w(*]|(?:async[ \t]+)?def[ \t]+\w+[ \t]*\([^\n]*|class[ \t]+\w+[ \t]*(?:\([^\n]*)?:[ \t]*\r?$)/m;
const OTHER_IMPORTS =
  /^[ \t]*(?:func|fun|fn|let|var|val|const|public|private|proc|struct|module|package)[ \t]|[;{][ \t]*\r?$/m;

function isPython(first: string, head: string): boolean {
  return PYTHON_FIRST.test(first) && PYTHON_MARK.test(first) && !OTHER_IMPORTS.test(head.slice(0, 2048));
}

const SHELL_FIRST =
  /^(?:set[ \t]+[-+][a-z]|\.[ \t]+["$/]|source[ \t]+["$/]|export[ \t]+\w+|[A-Za-z_][\w-]*[ \t]*\(\)|function[ \t]+[\w-]+|if[ \t]+(?:\[|!|test|command)|case[ \t]+["$]|for[ \t]+\w+[ \t]+in\b|\[[ \t]|local[ \t]|readonly[ \t]|(?:declare|typeset)[ \t]+-|[A-Za-z_]\w*=)/;
/** What may be prose, where no function of a shell follows. */
const PLAIN_COMMAND = /^[a-z_][\w-]*[ \t]+["'$\w./-]+[ \t]*\r?\n/;
const SHELL_FUNCTION = /^(?:function[ \t]+[\w-]+[ \t]*(?:\(\))?|[\w-]+[ \t]*\(\))[ \t]*\{?[ \t]*\r?\n/m;
const SHELL_END = /(?:^|;)[ \t]*(?:fi|esac|done|\})[ \t]*(?:;|#.*|\|\|.*|&&.*)?\r?$/m;
/** A first line that comments have pushed down. */
const LATE_SHEBANG = /^(?:[ \t]*(?:#(?!!).*)?\r?\n){1,12}#![ \t]*\/(?:usr\/)?bin\/(?:env[ \t]+)?(?:ba|da|k|z)?sh\b/;
const SHELL_HINT = /mode:|shellcheck|ft=/;
const SHELL_MODE = /^#.*(?:-\*-.*mode:[ \t]*(?:sh|shell-script)|\bshellcheck[ \t]+shell=|vim?:.*\bft=(?:sh|bash))/m;

function isShell(first: string, head: string): boolean {
  const start = head.slice(0, 512);
  if (SHELL_HINT.test(start) && SHELL_MODE.test(start)) return true;
  if (start.includes("\n#!") && LATE_SHEBANG.test(start)) return true;
  return (
    (SHELL_FIRST.test(first) || (PLAIN_COMMAND.test(first) && SHELL_FUNCTION.test(head))) &&
    SHELL_END.test(first) &&
    /\$[\w{(@]/.test(first) &&
    !/^[^#\n]*[^;#\n];[ \t]*\r?$/m.test(first.slice(0, 1024))
  );
}

const SCRIPT_FIRST =
  /^(?:['"]use strict['"]|import[ \t]+(?:[\w{*$].*from[ \t]+)?['"]|import[ \t]*\{[\w$,\s]{1,2000}\}\s*from\s*['"]|const[ \t]+(?!\w+[ \t]+\w+[ \t]*=)[\w{[$].*=|(?:let|var)[ \t]+[\w{[$]|export[ \t]|;?\(function|[!;]?function[ \t]*\w*[ \t]*\(|\/\* exported|class[ \t]+\w+[^:\n]*\{)/;
function isJavaScript(first: string): boolean {
  return SCRIPT_FIRST.test(first);
}

/** `=head1 … =cut` in front of the first statement (perlpod(1)). */
function withoutPod(text: string): string {
  let rest = text;
  while (/^=[a-z]/.test(rest)) {
    const end = /^=cut.*\n/m.exec(rest);
    if (!end) return "";
    rest = rest.slice(end.index + end[0].length).replace(/^(?:[ \t]*(?:#.*)?\r?\n)+/, "");
  }
  return rest;
}

function withoutDocstring(text: string): string {
  const open = /^[rRuU]?("""|'''|"|')/.exec(text);
  if (!open) return text;
  const quote = open[1] ?? "";
  const end = text.indexOf(quote, open[0].length);
  return end < 0 ? "" : text.slice(end + quote.length).replace(/^(?:[ \t]*(?:#.*)?\r?\n)+/, "");
}
