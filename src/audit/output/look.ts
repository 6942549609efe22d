/** How a terminal wants its words; the command line hands it over. Every state is also said in words. */
export interface Look {
  good(text: string): string;
  bad(text: string): string;
  waiting(text: string): string;
  strong(text: string): string;
  quiet(text: string): string;
  /** Takes out what would steer a terminal. */
  safe(text: string): string;
}

/** Characters without a width: by them a name looks like another, or its parts stand in another order. */
const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u2028\u2029\u2060-\u2064\ufeff]/g;

/** Text of the audited tree as one line: a line feed in a name must not begin a line of ours. */
export function oneLine(text: string, look: Look): string {
  return look.safe(text.replaceAll("\n", "\\n").replaceAll("\t", " ").replace(UNSEEN, "\ufffd"));
}

/** Prose in lines of at most `width` characters, each after `indent`; a longer word stands alone. */
export function wrapped(text: string, indent: string, width = 96): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, indent + line];
}

/** Markdown of a contract for a terminal: paragraphs and lists are wrapped, code stays as it is, fences go. */
export function prose(markdown: string, indent: string): readonly string[] {
  const lines: string[] = [];
  const paragraph: string[] = [];
  let inCode = false;
  const flush = () => lines.push(...wrapped(paragraph.splice(0).join(" "), indent));
  for (const line of markdown.trim().split("\n")) {
    if (/^\s*```/.test(line)) {
      flush();
      inCode = !inCode;
    } else if (inCode || /^ {4}/.test(line)) {
      flush();
      lines.push(line.trim() === "" ? "" : `${indent}    ${inCode ? line : line.slice(4)}`);
    } else {
      if (line.trim() === "" || /^\s*(?:[*-]|\d+\.) /.test(line)) flush();
      if (line.trim() === "") lines.push("");
      else paragraph.push(line.trim());
    }
  }
  flush();
  return lines;
}
