import type { AuditContext, Severity } from "../../model.ts";
import { runsAsRoot } from "./callers.ts";
import type { Power, SudoersPolicy } from "./powers.ts";
import { runAsOf } from "./powers.ts";
import { programAt } from "./program.ts";
import { opensShell, toolPower } from "./tools.ts";

export interface Judgement {
  readonly severity: Severity;
  /** What is wrong, after the command's name. */
  readonly says: string;
}

/** What a caller gains by the arguments that a rule leaves open; undefined when it leaves none. */
export function judge(context: AuditContext, policy: SudoersPolicy, power: Power): Judgement | undefined {
  const { command } = power;
  const { name } = command;
  if (name === "sudoedit") return judgeSudoedit(command.arguments);
  if (/[*?[]/.test(name) || name.startsWith("^"))
    return { severity: "high", says: "is a pattern: every program that it matches may be run" };
  if (name.endsWith("/")) return { severity: "high", says: "is a directory: every program in it may be run" };
  const tool = toolPower(name);
  const given = command.arguments;
  switch (given.kind === "wildcard" && isOneOfFew(given.text) ? "fixed" : given.kind) {
    case "any":
      return judgeAny(context, policy, power);
    case "wildcard":
      return {
        severity: tool === "root" ? "high" : "medium",
        says: "has a wildcard among its arguments, which matches blanks, slashes and further options",
      };
    case "regex":
      return given.kind === "regex" && /(?<!\\)\.[*+]/.test(given.text)
        ? { severity: "medium", says: "has arguments by an expression that lets any text through" }
        : undefined;
    default:
      return opensShell(name) && !power.grant.tags.has("NOEXEC")
        ? { severity: "high", says: "offers a shell to whoever sits before it, whatever its arguments" }
        : undefined;
  }
}

/** `/dev/ttyUSB[0-9]`: single letters and digits of written sets, which no blank, slash or option gets through. */
function isOneOfFew(pattern: string): boolean {
  return /^(?:[^\\*?[]|\\.|\[[\dA-Za-z]+(?:-[\dA-Za-z]+)*\])*$/.test(pattern);
}

function judgeSudoedit(given: Power["command"]["arguments"]): Judgement | undefined {
  if (given.kind === "any") return { severity: "high", says: "names no file, so that any may be written" };
  return given.kind === "wildcard" ? { severity: "medium", says: "names files by a wildcard" } : undefined;
}

function judgeAny(context: AuditContext, policy: SudoersPolicy, power: Power): Judgement {
  const { name } = power.command;
  const tool = toolPower(name);
  if (tool === "root") return { severity: "high", says: "is a tool that any arguments turn into a way to everything" };
  if (tool === "system") return { severity: "medium", says: "is a general tool and takes any arguments" };
  const program = programAt(context, name);
  if (program?.forwards) return { severity: "high", says: "hands any arguments on to another program" };
  if (program?.isGraphical)
    return {
      severity: "medium",
      says: "takes any arguments and brings up windows, whose toolkit has options of its own",
    };
  if (program?.readsArguments) return { severity: "medium", says: "takes any arguments and acts on them" };
  if (!program && leadsFurther(policy, power))
    return {
      severity: "medium",
      says: `takes any arguments and runs as ${runAsOf(power.grant).join(" or ")}, who may do more`,
    };
  if (!program && keepsEnvironment(policy, power))
    return { severity: "medium", says: "takes any arguments, and variables of the caller's environment" };
  return { severity: "low", says: "has no argument list, so that any arguments may be given" };
}

/** The account that the command runs as has dangerous rights of its own. */
function leadsFurther(policy: SudoersPolicy, power: Power): boolean {
  const accounts = new Set(runAsOf(power.grant));
  return policy.powers.some(
    (other) =>
      !other.command.isNegated &&
      other.grant.users.some(({ name, isNegated }) => !isNegated && accounts.has(name)) &&
      runsAsRoot(policy, other) &&
      (other.command.name === "ALL" ||
        (other.command.arguments.kind === "any" && toolPower(other.command.name) === "root")),
  );
}

function keepsEnvironment(policy: SudoersPolicy, { alias, command }: Power): boolean {
  return policy.files.some(({ value }) =>
    value.defaults.some(
      ({ binding, name, operator }) =>
        name === "env_keep" &&
        operator !== "unset" &&
        binding?.kind === "command" &&
        binding.members.some((member) => member.name === alias || member.name === command.name),
    ),
  );
}
