import { type Cursor, fail, isAtEnd, isBlank, peek, skipBlanks } from "./cursor.ts";
import { readCommand } from "./read-command.ts";
import { readMembers, takeComma } from "./read-members.ts";
import type { SudoersDefault, SudoersMember } from "./types.ts";
import { readNegation, readQuoted, readValue } from "./words.ts";

const BINDINGS = { "@": "host", ":": "user", "!": "command", ">": "runas" } as const;

/** What follows `Defaults`: whom it binds, and settings with commas between them. Undefined after a problem. */
export function readDefaults(cursor: Cursor): readonly SudoersDefault[] | undefined {
  const sign = peek(cursor);
  const kind = sign in BINDINGS ? BINDINGS[sign as keyof typeof BINDINGS] : undefined;
  const members = kind === undefined ? undefined : readBinding(cursor, kind);
  if (kind !== undefined && members === undefined) return undefined;
  if (!isBlank(peek(cursor)) && !skipBlanks(cursor))
    return fail(cursor, "sudoers-syntax", "After Defaults and whom it is for stands a blank with the settings.");
  const binding = kind && members && { kind, members };
  const defaults: SudoersDefault[] = [];
  do {
    const setting = readSetting(cursor);
    if (setting === undefined) return undefined;
    defaults.push({ ...setting, binding });
  } while (takeComma(cursor));
  return isAtEnd(cursor)
    ? defaults
    : fail(cursor, "sudoers-syntax", "The settings should end here, or go on with a comma.");
}

function readBinding(
  cursor: Cursor,
  kind: "host" | "user" | "command" | "runas",
): readonly SudoersMember[] | undefined {
  cursor.at += 1;
  while (isBlank(peek(cursor))) cursor.at += 1;
  if (kind !== "command") return readMembers(cursor, kind === "host" ? "host" : "user", () => false);
  const members: SudoersMember[] = [];
  do {
    if (members.length > 0) skipBlanks(cursor);
    const command = readCommand(cursor, true);
    if (command === undefined) return undefined;
    const { line, column, name, isNegated } = command;
    members.push({ line, column, name, isNegated });
  } while (takeComma(cursor));
  return members;
}

/** `name`, `!name`, `name=value`, `name+=value`, `name-=value`. */
function readSetting(cursor: Cursor): Omit<SudoersDefault, "binding"> | undefined {
  const isUnset = readNegation(cursor, skipBlanks);
  if (isUnset === undefined) return undefined;
  const place = cursor.place();
  const start = cursor.at;
  while (/[a-z_]/.test(peek(cursor))) cursor.at += 1;
  const name = cursor.text.slice(start, cursor.at);
  if (name === "") return fail(cursor, "sudoers-syntax", "Here must stand the name of a setting.");
  skipBlanks(cursor);
  const sign = peek(cursor);
  const added = (sign === "+" || sign === "-") && peek(cursor, 1) === "=";
  if (isUnset || (!added && sign !== "="))
    return { ...place, name, operator: isUnset ? "unset" : "set", value: undefined };
  cursor.at += added ? 2 : 1;
  skipBlanks(cursor);
  const value = peek(cursor) === '"' ? readQuoted(cursor) : readPlainValue(cursor);
  if (value === undefined) return undefined;
  const operator = added ? (`${sign}=` as "+=" | "-=") : "=";
  return { ...place, name, operator, value };
}

function readPlainValue(cursor: Cursor): string | undefined {
  const { raw, text } = readValue(cursor);
  return raw === "" ? fail(cursor, "sudoers-syntax", "Here must stand a value.") : text;
}
