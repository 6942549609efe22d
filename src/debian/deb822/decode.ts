import type { Parsed } from "../../kernel/index.ts";

/**
 * Control data as text. Bytes that are not UTF-8 become U+FFFD, with a warning at the first line that has one (Policy
 * 5.1).
 */
export function decodeText(input: string | Uint8Array, file?: string): Parsed<string> {
  if (typeof input === "string") return { value: input, problems: [] };
  try {
    return { value: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(input), problems: [] };
  } catch {
    const value = new TextDecoder("utf-8", { ignoreBOM: true }).decode(input);
    const line = value.slice(0, value.indexOf("\ufffd")).split("\n").length;
    return {
      value,
      problems: [
        {
          code: "deb822-encoding",
          severity: "warning",
          message: "The text is not valid UTF-8; what could not be read is shown as a replacement character.",
          place: { ...(file === undefined ? {} : { file }), line, column: 1 },
        },
      ],
    };
  }
}
