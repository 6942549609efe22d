/** A longer text is left as it came: nobody reads that much, and its lines would be many. */
const LONGEST = 1_000_000;
const SEPARATOR = "-- ";

/**
 * Text of `format=flowed` (RFC 3676, 4) as it was before it was sent: the space that was put before lines is taken away
 * (4.4), and with `delsp=yes`, where a line may be broken within a word, broken lines are joined again (4.2). Lines that
 * quote stay as they are.
 */
export function unflowed(text: string, joins: boolean): string {
  if (text.length > LONGEST) return text;
  let whole = "";
  let isOpen = false;
  for (const line of text.split(/(?<=\n)/)) {
    const isQuoted = line.startsWith(">");
    if (isOpen && isQuoted) whole += "\n";
    const words = line.startsWith(" ") ? line.slice(1) : line;
    const bare = words.replace(/\r?\n$/, "");
    isOpen = joins && !isQuoted && bare.endsWith(" ") && bare !== SEPARATOR && bare !== words;
    whole += isOpen ? bare.slice(0, -1) : words;
  }
  return whole;
}
