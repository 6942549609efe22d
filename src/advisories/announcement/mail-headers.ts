import { SamedayError } from "../../kernel/index.ts";

/** The head of a mail that goes out. */
export interface MailHead {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly date: Date;
  /** Without angle brackets: `20261124.abc@example.org`. */
  readonly messageId: string;
}

/** Header lines with CR LF, encoded and folded (RFC 5322, section 2.2.3; RFC 2047). Throws INPUT_INVALID for a line end inside. */
export function mailHeaders({ from, to, subject, date, messageId }: MailHead): string {
  for (const value of [from, ...to, subject, messageId]) {
    // A line end would begin a header of somebody else's.
    if (/[\r\n\0]/.test(value)) throw new SamedayError("INPUT_INVALID", "A header of the mail would hold a line end.");
  }
  const fields: readonly (readonly [string, string])[] = [
    ["From", from],
    ["To", to.join(", ")],
    ["Subject", encodeWords(subject)],
    ["Date", date.toUTCString().replace("GMT", "+0000")],
    ["Message-ID", `<${messageId}>`],
    ["MIME-Version", "1.0"],
  ];
  return fields.map(([name, value]) => fold(name, value)).join("");
}

/** Bytes of text in an encoded word, so that a line of 76 characters holds it beside the header's name (RFC 2047, section 2). */
const WORD_BYTES = 36;

/** Encoded words of at most 75 characters where the text is not ASCII; a character is never cut apart (RFC 2047, section 5). */
function encodeWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let bytes: Buffer = Buffer.alloc(0);
  for (const character of text) {
    const more = Buffer.from(character, "utf8");
    if (bytes.length + more.length > WORD_BYTES) {
      words.push(bytes.toString("base64"));
      bytes = Buffer.alloc(0);
    }
    bytes = Buffer.concat([bytes, more]);
  }
  words.push(bytes.toString("base64"));
  return words.map((word) => `=?UTF-8?B?${word}?=`).join(" ");
}

function fold(name: string, value: string): string {
  const lines: string[] = [];
  let line = `${name}:`;
  for (const word of value.split(" ")) {
    if (line.length + 1 + word.length > 76 && line !== `${name}:`) {
      lines.push(line);
      line = "";
    }
    line += ` ${word}`;
  }
  return `${[...lines, line].join("\r\n")}\r\n`;
}
