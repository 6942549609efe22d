import { readWhole } from "../../parse/control-port-filter/whole.ts";
import { wildcardsOf } from "../../parse/pattern/measure.ts";

/** Whether a pattern takes anything in some place: `.*`, `.+`, `\S+`. */
export function isWide(pattern: string): boolean {
  return wildcardsOf(readWhole(pattern).value).length > 0;
}
