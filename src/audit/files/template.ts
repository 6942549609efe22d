/** Files from which another file is made: Jinja and Ansible, Go's and others' templates. */
const TEMPLATE = /\.(?:j2|jinja2?|tmpl|tpl|erb|mas)$/;
const MARK = /\{[{%#]|<%/;

/** The path of the file that is made from a template: `etc/x` from `etc/x.j2`. */
export function withoutTemplate(path: string): string {
  return path.replace(TEMPLATE, "");
}

/**
 * What a template makes, as far as it is written there: what it only decides is blank, and a value that it puts in stands
 * as `@NAME@`, but one that is a line by itself is blank too. Every line stays where it is.
 */
export function filledIn(path: string, text: string): string {
  if (!TEMPLATE.test(path) || !MARK.test(text)) return text;
  if (path.endsWith(".mas")) return madeByMason(text);
  let made = replaced(text, "{#", "#}", linesOf);
  made = replaced(made, "{%", "%}", linesOf);
  made = replaced(made, "<%", "%>", (whole, isAlone) =>
    whole.startsWith("<%=") ? nameOf(whole, isAlone) : linesOf(whole),
  );
  return replaced(made, "{{", "}}", nameOf);
}

/** Mason: `<%args>` and other blocks, lines of Perl behind a `%`, and values in `<% … %>`. */
function madeByMason(text: string): string {
  let made = text;
  for (const block of ["args", "doc", "init", "perl"]) made = replaced(made, `<%${block}>`, `</%${block}>`, linesOf);
  return replaced(made.replace(/^%.*$/gm, ""), "<%", "%>", (whole) =>
    /^<%[&>/]/.test(whole) ? linesOf(whole) : nameOf(whole, false),
  );
}

/** One pass: what is never closed stays as it is. */
function replaced(
  text: string,
  open: string,
  close: string,
  make: (whole: string, isAlone: boolean) => string,
): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, from)) {
    const end = text.indexOf(close, at + open.length);
    if (end < 0) break;
    const next = end + close.length;
    parts.push(text.slice(from, at), make(text.slice(at, next), isAlone(text, at, next)));
    from = next;
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(from);
}

/** Whether nothing but blanks stands beside it on its lines. */
function isAlone(text: string, from: number, to: number): boolean {
  let before = from - 1;
  while (text[before] === " " || text[before] === "\t") before -= 1;
  let after = to;
  while (text[after] === " " || text[after] === "\t" || text[after] === "\r") after += 1;
  return (before < 0 || text[before] === "\n") && (after >= text.length || text[after] === "\n");
}

function nameOf(whole: string, isAlone: boolean): string {
  return isAlone ? linesOf(whole) : `@${/[A-Za-z_]\w*/.exec(whole)?.[0] ?? "VALUE"}@${linesOf(whole)}`;
}

function linesOf(text: string): string {
  return "\n".repeat(text.split("\n").length - 1);
}
