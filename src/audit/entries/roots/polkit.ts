import type { AuditContext } from "../../model.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { readPolicy } from "../../parse/polkit/read-policy.ts";
import { fixedWord, type Root } from "./root.ts";

const PROGRAM = "org.freedesktop.policykit.exec.path";
/** Its end, or what XML may write instead of a letter. */
const MARK = /exec\.path|&/;

/** Programs that an action names for pkexec(1): they run as root, with any arguments. */
export function* polkitRoots(context: AuditContext): Iterable<Root> {
  for (const file of context.ofKind("polkit-action")) {
    if (file.fate !== "image" || !MARK.test(file.text())) continue;
    for (const { id, annotations } of parsedOf(file, readPolicy).value.actions) {
      for (const { key, value, line } of annotations) {
        if (key !== PROGRAM) continue;
        yield {
          privilege: "root",
          runsAs: "root",
          callerControls: ["arguments", "directory"],
          step: { what: "polkit", says: `pkexec runs ${value.trim()} as root for ${id}`, path: file.path, line },
          words: [fixedWord(value.trim(), line)],
        };
      }
    }
  }
}
