import { strictToml } from "../../distribution/index.ts";
import { GRANT_SETTINGS } from "./types.ts";

/** Every key of a description: how it is read, what it means. docs/reference/sudoers.md is written from this. */

const { choice, flag, list, located, optional, otherwise, required, table, text } = strictToml;

const id = text({
  form: "small letters, digits and hyphens",
  pattern: /^[a-z](?:-?[a-z0-9]){0,59}$/,
  mustBe: "small letters, digits and single hyphens, such as collect-logs",
});

/** Words that mean something else where sudo expects a name. */
const NO_NAME = /^%?(?:[A-Z][A-Z0-9_]*|Defaults|(?:User|Runas|Host|Cmnd|Cmd)_Alias|sha(?:224|256|384|512)|sudoedit)$/;
const isName = (written: string): boolean => !NO_NAME.test(written);

const user = text({
  form: "name of a user",
  pattern: /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/,
  accepts: isName,
  mustBe: "the name of one user; ALL, aliases and lists are not taken",
});
const caller = text({
  form: "name of a user, or of a group after %",
  pattern: /^%?[A-Za-z_][A-Za-z0-9_.-]{0,63}$/,
  accepts: isName,
  mustBe: "the name of one user, or of one group after %; ALL, aliases and lists are not taken",
});
const command = text({
  form: "absolute path",
  pattern: /^(?:\/[A-Za-z0-9_+@][A-Za-z0-9._+@-]*)+$/,
  accepts: (path) => path.length <= 1024 && !path.endsWith("/sudoedit"),
  mustBe: "the absolute path of one program, of letters, digits and . _ + @ -, without wildcards",
});
const variable = text({
  form: "name of a variable",
  pattern: /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
  mustBe: "the name of one variable, without wildcards or a value",
});
const digest = text({
  form: "`sha256:` or `sha512:` and hexadecimal digits",
  pattern: /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/,
  mustBe: "sha256: and 64, or sha512: and 128 small hexadecimal digits",
});

/** Judged afterwards, so that an empty reason has words of its own. */
const reason: strictToml.Field<string> = {
  form: "text",
  read(node, report) {
    if (node.kind !== "text") return strictToml.wrongKind(node, "text", report);
    const words = node.value.split(/\s+/).join(" ").trim();
    if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(words) && words.length <= 2000) return words;
    report.error("sudo-bad-value", node.place, "This has at most 2000 characters and no control characters.");
    return undefined;
  },
};

/** sudo compares arguments as one text: what cannot stand in it, or not alone, cannot be granted. */
const argument: strictToml.Field<string> = {
  form: "text",
  read(node, report) {
    if (node.kind !== "text") return strictToml.wrongKind(node, "text", report);
    // A blank at its end would stand before the end of a line, where sudo takes its escape for a line that goes on.
    const isPlain = node.value !== "" && node.value.trim() === node.value;
    // What nobody sees, or what turns the line around, would let a reviewer read another rule.
    if (isPlain && !/(?! )[\p{C}\p{Z}]/u.test(node.value)) return node.value;
    report.error(
      "sudo-bad-value",
      node.place,
      "An argument is not empty, begins and ends in no blank, and has no line breaks, control characters or characters that nobody sees.",
    );
    return undefined;
  },
};

const argumentsTable = table({
  none: optional(flag, "`true`: the command is called without arguments."),
  fixed: optional(list(argument, { atLeast: 1 }), "Exactly these arguments."),
  alternatives: optional(
    list(list(argument), { atLeast: 1 }),
    "Lists of arguments of which each is allowed as a whole; an empty list is no arguments.",
  ),
  "any-reason": optional(located(reason), "Why the caller may choose any arguments."),
});

const environment = table({
  variable: required(located(variable), "The variable that sudo keeps as the caller has set it."),
  reason: required(located(reason), "Why the command needs the caller's value, and what a bad one can do."),
});

const setting = table({
  name: required(choice(GRANT_SETTINGS), "The setting of sudo that widens what the command receives."),
  reason: required(located(reason), "Why the command needs it."),
});

export const grantTable = table({
  id: required(located(id), "Names the grant in comments and messages."),
  purpose: required(located(reason), "What it is for."),
  from: required(caller, "Who may run the command. Hosts are not told apart."),
  "run-as": required(user, "The account that the command runs as."),
  "run-as-reason": optional(located(reason), "Why it must be root; required for root."),
  command: required(located(command), "The program."),
  arguments: required(located(argumentsTable), "Which arguments are allowed: one of the keys below."),
  "blank-reason": optional(
    located(reason),
    'Why arguments may hold blanks: sudo compares arguments joined by blanks, so "a b" allows "a" and "b" as well.',
  ),
  authentication: otherwise(choice(["required", "off"]), "required", "Whether the caller gives a password."),
  "authentication-reason": optional(located(reason), "Why nobody is asked; required when it is off."),
  environment: otherwise(list(environment), [], "Variables of the caller that are kept.", "none"),
  setting: otherwise(list(setting), [], "Settings that widen.", "none"),
  noexec: otherwise(flag, false, "Keeps the program from starting others, where it is linked dynamically."),
  digests: otherwise(list(digest), [], "Contents that the program may have.", "any content"),
});

export const descriptionTable = table({
  grant: required(list(grantTable, { atLeast: 1 }), "The rights."),
});

type RowOf<F> = F extends { read(...rest: never[]): infer R | undefined } ? NonNullable<R> : never;
export type GrantRow = RowOf<typeof grantTable>;
