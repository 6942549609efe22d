import type { FileKind } from "../model.ts";
import { kindByContent } from "./by-content.ts";
import { kindByPlace } from "./by-place.ts";
import { kindByShebang } from "./by-shebang.ts";
import { isSetup } from "./setup.ts";

/**
 * What a file is. The folders that a program reads whole decide first, since the program takes whatever lies there for
 * its own; then the shebang; then the form of the text. `head` is the beginning of the file, one character a byte.
 */
export function kindOf(place: string, head: string): FileKind {
  const byPlace = kindByPlace(place);
  if (byPlace) return byPlace;
  // Text has no NUL; what is none can only be what its place makes of it.
  const hasShebang = head.startsWith("#!");
  if (!hasShebang && (head === "" || head.includes("\0"))) return "other";
  const kind = hasShebang ? kindByShebang(head) : kindByContent(head);
  return isSetup(place, kind) ? "setup" : kind;
}
