import { quotedPrintable } from "../../mail/index.ts";

/** A text as the body of a part in seven bits, which no mail system on the way has a reason to change (RFC 3156, 3). */
export interface TextBody {
  readonly mediaType: string;
  readonly encoding: "7bit" | "quoted-printable";
  /** In CR LF, its last line ended. */
  readonly body: string;
}

/** What readers without wrapping of their own still show whole. */
const LONGEST_LINE = 78;
const WRAP_AT = 72;
const SIGNATURE_MARK = "-- ";

/**
 * Text for a mail: other controls than tabs and line ends are left out, blanks at line ends too. Where a line is too long it
 * flows (RFC 3676): readers that know the form join what was wrapped, so that nothing is changed; quotes and what is
 * indented stay as they are.
 */
export function textBody(text: string): TextBody {
  const lines = linesOf(text);
  const flows = lines.some(isTooLong);
  const laid = flows ? lines.flatMap(flowed) : lines;
  const flow = flows ? "; format=flowed" : "";
  if (laid.every(isSafe)) {
    return { mediaType: `text/plain; charset=us-ascii${flow}`, encoding: "7bit", body: ended(laid) };
  }
  const body = ended(laid.map(quotedPrintable));
  return { mediaType: `text/plain; charset=utf-8${flow}`, encoding: "quoted-printable", body };
}

function linesOf(text: string): readonly string[] {
  const lines = text
    .replace(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
    .split("\n")
    .map((line) => (line === SIGNATURE_MARK ? line : line.trimEnd()));
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1);
}

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join("");
}

function isTooLong(line: string): boolean {
  return line.length > LONGEST_LINE && !/^[>\s]/.test(line);
}

function flowed(line: string): readonly string[] {
  if (!isTooLong(line)) return [stuffed(line)];
  const wrapped: string[] = [];
  let current = "";
  for (const word of line.match(/[^ ]+ *| +/g) ?? []) {
    if (current !== "" && current.length + word.trimEnd().length > WRAP_AT) {
      wrapped.push(stuffed(current));
      current = "";
    }
    current += word;
  }
  return [...wrapped, stuffed(current.trimEnd())];
}

/** A blank in front of what would be read otherwise (RFC 3676, 4.4). A quote's mark is meant. */
function stuffed(line: string): string {
  return /^ |^From /.test(line) ? ` ${line}` : line;
}

/** What passes as it is: ASCII, no blank at its end, nothing that an mbox file or a mail system takes for its own. */
function isSafe(line: string): boolean {
  return /^[\t -~]*$/.test(line) && line.length <= LONGEST_LINE && !/[ \t]$|^From |^\.$/.test(line);
}
