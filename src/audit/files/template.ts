/** Files from which another file is made: Jinja and Ansible, Go's and others' templates. */
const TEMPLATE = /\.(?:j2|jinja2?|tmpl|tpl|erb)$/;
const MARK = /\{[{%#]|<%/;
/** What a template decides and says by itself. */
const ASIDE = /\{#[\s\S]*?#\}|\{%[\s\S]*?%\}|<%(?!=)[\s\S]*?%>/g;
/** A value that is a line, or lines, of its own. */
const WHOLE = /(?<=^|\n)[ \t]*(?:\{\{[^{}]*\}\}|<%=(?:(?!%>)[^\n])*%>)[ \t]*(?=\r?\n|$)/g;
const VALUE = /\{\{([\s\S]*?)\}\}|<%=([\s\S]*?)%>/g;

/** The path of the file that is made from a template: `etc/x` from `etc/x.j2`. */
export function withoutTemplate(path: string): string {
  return path.replace(TEMPLATE, "");
}

/**
 * What a template makes, as far as it is written there: what it only decides is blank, and a value that it puts in stands
 * as `@NAME@`,
 * and one that is a line by itself is blank too. Every line stays where it is.
 */
export function filledIn(path: string, text: string): string {
  if (!TEMPLATE.test(path) || !MARK.test(text)) return text;
  return text
    .replace(ASIDE, (whole) => linesOf(whole))
    .replace(WHOLE, (whole) => linesOf(whole))
    .replace(VALUE, (whole, inBraces?: string, other?: string) => {
      const name = /[A-Za-z_]\w*/.exec(inBraces ?? other ?? "")?.[0] ?? "VALUE";
      return `@${name}@${linesOf(whole)}`;
    });
}

function linesOf(text: string): string {
  return "\n".repeat(text.split("\n").length - 1);
}
