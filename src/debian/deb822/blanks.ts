function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

/** Without spaces, tabs and carriage returns at the end; other white space of Unicode is text in control data. */
export function trimBlanksEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

export function trimBlanksStart(text: string): string {
  let start = 0;
  while (start < text.length && isBlank(text.charCodeAt(start))) start += 1;
  return start === 0 ? text : text.slice(start);
}
