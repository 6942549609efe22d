import type { WishedActInput } from "../../api/index.ts";
import type { ActName } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { CommandContext } from "../frame/context.ts";
import { type ActField, actUsage, fieldsOf } from "./act-fields.ts";
import { readBody } from "./read-body.ts";

/**
 * `key=value` words as a map. A value `@FILE` is read from that file, `@-` from standard input: what is confidential need
 * not stand where other users of the machine can see command lines. Throws USAGE, INPUT_INVALID.
 */
export async function readKeyValues(
  context: CommandContext,
  words: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const word of words) {
    const [, key, written] = /^([a-z][a-z-]*)=(.*)$/s.exec(word) ?? [];
    if (key === undefined || written === undefined) {
      throw new SamedayError("USAGE", `"${word}" is not of the form key=value, such as severity=high.`);
    }
    if (found.has(key)) throw new SamedayError("USAGE", `${key} is given twice.`);
    const value = written.startsWith("@") ? await readBody(context, written.slice(1)) : written;
    found.set(key, value.replace(/\r?\n$/, ""));
  }
  return found;
}

/** An act with its details from such words. Throws USAGE that shows what the act takes. */
export function actFrom(act: ActName, values: ReadonlyMap<string, string>): WishedActInput {
  const fields = fieldsOf(act);
  const unknown = [...values.keys()].find((key) => !fields.some((field) => field.key === key));
  const missing = fields.find(({ key, required }) => required && !values.has(key));
  if (unknown !== undefined) throw new SamedayError("USAGE", `${act} takes no ${unknown}; it is: ${actUsage(act)}.`);
  if (missing) throw new SamedayError("USAGE", `${act} needs ${missing.key}; it is: ${actUsage(act)}.`);
  const details = fields.flatMap((field) => {
    const value = values.get(field.key);
    return value === undefined ? [] : [[field.key, readValue(act, field, value)] as const];
  });
  return { act, ...Object.fromEntries(details) };
}

/** Hours stay as they were written: the desk reads them, with the zone that was agreed on. */
function readValue(act: ActName, { key, kind }: ActField, text: string): unknown {
  if (kind === "names") return text.split(",").map((name) => name.trim());
  if (kind !== "flag") return text;
  if (text === "yes" || text === "no") return text === "yes";
  throw new SamedayError("USAGE", `${key} of ${act} is yes or no, not "${text}".`);
}
