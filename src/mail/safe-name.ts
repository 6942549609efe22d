import type { SafeName } from "./types.ts";

/** Bytes of UTF-8, so that it is at most as many characters however they are counted, and file systems take it (255). */
const MAX_BYTES = 200;
const MAX_ENDING_BYTES = 20;

/** Device names of Windows, whatever their ending (Microsoft, Naming Files). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i;

/**
 * A file's name that can be shown, downloaded and used in any file system. Of a path the last element is kept; controls and
 * characters without a shape are dropped, others with a meaning become `_`. Without a name it is `attachment-INDEX`.
 */
export function safeFileName(given: string | undefined, index: number): SafeName {
  if (given === undefined || given === "") return { name: `attachment-${index}`, sanitised: false };
  const shown = given.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "").replace(/\p{Zs}/gu, " ");
  const element = shown.slice(Math.max(shown.lastIndexOf("/"), shown.lastIndexOf("\\")) + 1);
  const harmless = withoutEnds(element.replace(/[<>:"|?*]/g, "_"));
  const named = DEVICE.test(harmless) || harmless.startsWith("-") ? `_${harmless}` : harmless;
  const name = shortened(named);
  return name === "" ? { name: `attachment-${index}`, sanitised: true } : { name, sanitised: name !== given };
}

/** Without dots and blanks in front, which hide a file or name a directory, and behind, which Windows drops. */
function withoutEnds(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isDotOrBlank(text.charAt(from))) from += 1;
  while (to > from && isDotOrBlank(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function isDotOrBlank(character: string): boolean {
  return character === "." || character === " ";
}

/** Cut in the middle where it is too long, so that the ending stays. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= MAX_ENDING_BYTES ? name.slice(dot) : "";
  let bytes = Buffer.byteLength(ending);
  let stem = "";
  for (const character of name.slice(0, name.length - ending.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    stem += character;
  }
  return withoutEnds(stem) + ending;
}
