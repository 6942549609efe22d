import type { PythonProgram } from "../../parse/python/types.ts";
import type { Lookup } from "./lookup.ts";

/** Calls that start what a text says, or make words of it for one that does. */
const STARTERS =
  /(?:^|\.)(?:system|popen|run|Popen|call|check_call|check_output|getoutput|getstatusoutput|create_subprocess_shell|spawn_command_line_(?:a?sync)|create_from_commandline)$|^shlex\.split$/;
/** A text that begins with the launcher, where a value begins: `(f"gtk-launch {x}"`, `= "gtk-launch " + x`. */
const BEGINS = /[(=]\s*[rRbBuUfF]{0,2}["']{1,3}(?:\/[\w/]*\/)?gtk-launch\s/;

/** Command lines that a program puts together from a text and other values. */
export function computedLookups({ calls, assignments }: PythonProgram, text: string): Lookup[] {
  const starting = calls.filter(({ name, arguments: [first] }) => STARTERS.test(name) && first?.kind !== "string");
  if (starting.length === 0) return [];
  const lines = text.split("\n");
  const isHere = (line: number): boolean => BEGINS.test((lines[line - 1] ?? "").slice(0, 1000));
  const made = new Map(assignments.flatMap(({ name, line }) => (isHere(line) ? [[name, line] as const] : [])));
  return starting.flatMap(({ line, arguments: [first] }) => {
    const place = first?.kind === "name" ? made.get(first.name) : isHere(line) ? line : undefined;
    return place === undefined ? [] : [{ line: place, says: "gtk-launch looks an application up by its id" }];
  });
}
