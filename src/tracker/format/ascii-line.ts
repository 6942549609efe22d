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
  const plain = Array.from(text, (letter) => PLAIN[letter] ?? letter.normalize("NFKD").replace(/[\u0300-\u036f]/g, ""));
  const ascii = plain.join("").replace(/\r$/, "");
  return /^[\t -~]*$/.test(ascii) ? ascii : undefined;
}
