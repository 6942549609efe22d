import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { callersOf } from "../sudo-arguments/callers.ts";
import { byLine, entryPathOf, placeIn, sudoersPolicy } from "../sudo-arguments/powers.ts";
import { judgeSetting } from "./judge-setting.ts";

/** Settings and options of sudo rules that widen what callers may do. */
export const sudoOptions: Rule = {
  id: "sudo-options",
  class: "c",
  title: "A setting of sudo widens what callers may do",
  severity: "high",
  scopes: ["tree", "image"],
  why: "Settings apply to every rule that they are bound to, in other files too. `!authenticate` turns each rule into one without a password; a `secure_path` with a relative directory or a user's own lets a caller's program run in a command's place; descriptors, terminals and root directories that callers choose are inputs that the command does not expect.",
  fix: "Remove the setting, or bind it to the one command that needs it and say there why:\n\n    Defaults!/usr/local/lib/connect closefrom_override",
  references: [{ title: "sudoers(5), SUDOERS OPTIONS" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    const policy = sudoersPolicy(context);
    for (const { file, value } of policy.files)
      for (const setting of value.defaults) {
        const judged = judgeSetting(setting);
        const isRoot = setting.binding?.kind === "user" && setting.binding.members.every(({ name }) => name === "root");
        if (judged && !isRoot) yield { ...placeIn(file, setting.line), ...judged };
      }
    const chosen = policy.powers.filter(({ grant }) => grant.options.CHROOT === "*");
    for (const [power] of byLine(chosen)) {
      if (callersOf(policy, power) !== "others") continue;
      const message = `The caller chooses the root directory of ${power.command.name} (CHROOT=*).`;
      yield {
        ...placeIn(power.file, power.line),
        severity: "high",
        message,
        entryPath: entryPathOf(power, ["directory"]),
      };
    }
  },
};
