import type { Place } from "../../kernel/index.ts";

/** `CVE/list:1427:4`, as editors follow it. */
export function placeText({ file, line, column }: Place): string {
  return [file ?? "", line, column].join(":");
}
