/** What people paste from web pages, in ASCII. */
const PLAIN: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u2010": "-",
  "\u2011": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2212": "-",
  "\u2026": "...",
  "\u00a0": " ",
  "\u200b": "",
  "\ufeff": "",
  "\u00df": "ss",
  "\u00e6": "ae",
  "\u00f8": "o",
  "\u0142": "l",
};

/**
 * A line of bytes (as latin-1) in ASCII, letters without their accents; undefined when some character has no such form,
 * or when the bytes are not UTF-8.
 */
export function asciiLine(line: string): string | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(line, "latin1"));
  } catch {
    return undefined;
  }
  const ascii = plainLetters(text).join("").replace(/\r$/, "");
  return /^[\t -~]*$/.test(ascii) ? ascii : undefined;
}

/**
 * Any text as one line of printable ASCII without spaces at its ends: letters without their accents, `?` for what has no
 * such form, one space for any run of white space and control characters.
 */
export function asciiText(text: string): string {
  // Most texts are of this kind already, and letter by letter each would take a hundred times as long.
  if (/^[\t-\r -~]*$/.test(text)) return text.replace(/\s+/g, " ").trim();
  const ascii = plainLetters(text).map((plain) => {
    if (/^[\s -~]*$/.test(plain)) return plain;
    if (/^\p{Cc}+$/u.test(plain)) return " ";
    return /^\p{Cf}+$/u.test(plain) ? "" : "?";
  });
  return ascii.join("").replace(/\s+/g, " ").trim();
}

function plainLetters(text: string): readonly string[] {
  return Array.from(text, (letter) =>
    letter < "\u0080" ? letter : (PLAIN[letter] ?? letter.normalize("NFKD").replace(/[\u0300-\u036f]/g, "")),
  );
}
