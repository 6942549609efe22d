import type { Severity } from "../../model.ts";
import type { SudoersDefault } from "../../parse/sudoers/types.ts";
import { isUserPlace } from "../sudo-target/places.ts";
import { judgeVariable } from "./variables.ts";

interface Judged {
  readonly severity: Severity;
  readonly message: string;
}

const ORDER: readonly Severity[] = ["high", "medium", "low", "note"];

/** What a setting lets through of the caller's environment; undefined for one that takes away or changes nothing. */
export function judgeKept({ name, operator, value, binding }: SudoersDefault): Judged | undefined {
  const everywhere = binding === undefined;
  if (name === "env_reset" && operator === "unset")
    return { severity: "high", message: "!env_reset lets the caller's whole environment through." };
  if (name === "setenv" && operator === "set")
    return {
      severity: everywhere ? "high" : "medium",
      message: "setenv lets callers set every variable on the command line.",
    };
  if (name === "env_delete" && operator !== "+=")
    return { severity: "medium", message: "Variables that sudo would take away are let through." };
  if (name === "env_file" && value !== undefined && isUserPlace(value))
    return { severity: "high", message: `The environment is read from ${value}, which users may write.` };
  if ((name !== "env_keep" && name !== "env_check") || value === undefined || operator === "-=") return undefined;
  return judgeList(name, value);
}

function judgeList(name: string, value: string): Judged | undefined {
  const variables = value.split(/\s+/).filter((word) => word !== "");
  const judged = variables.flatMap((variable) => judgeVariable(variable) ?? []);
  const [worst, ...others] = judged.toSorted(
    (one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity),
  );
  if (!worst) return undefined;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  const checked = name === "env_check" ? " unless it holds / or %" : "";
  return { severity: worst.severity, message: `sudo hands on ${worst.says}${more}, as the caller sets it${checked}.` };
}
