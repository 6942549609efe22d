/**
 * Text from outside (package names, log lines, peers' answers) made safe for a terminal: control characters and
 * characters that change the direction of writing become `�`. Line feeds and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
