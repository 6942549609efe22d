import { type Cursor, fail, isAtEnd, skipBlanks, take } from "./cursor.ts";
import { readCommand } from "./read-command.ts";
import { readMembers, takeComma } from "./read-members.ts";
import type { SudoersAlias, SudoersCommand } from "./types.ts";
import { readWord } from "./words.ts";

const RESERVED: ReadonlySet<string> = new Set([
  ...["ALL", "TIMEOUT", "NOTBEFORE", "NOTAFTER", "CWD", "CHROOT", "ROLE", "TYPE"],
  ...["PRIVS", "LIMITPRIVS", "APPARMOR_PROFILE"],
]);

/** What follows `User_Alias` and its like: `NAME = members : NAME = members`. Undefined after a problem. */
export function readAliases(cursor: Cursor, kind: SudoersAlias["kind"]): readonly SudoersAlias[] | undefined {
  const aliases: SudoersAlias[] = [];
  do {
    skipBlanks(cursor);
    const place = cursor.place();
    const name = readWord(cursor).raw;
    if (!/^[A-Z][A-Z0-9_]*$/.test(name) || RESERVED.has(name))
      return fail(
        cursor,
        "sudoers-alias-name",
        "An alias is capitals, digits and _, begins with a capital, and is no word of the grammar.",
        place,
      );
    skipBlanks(cursor);
    if (!take(cursor, "=")) return fail(cursor, "sudoers-syntax", `After ${name} stands = with its members.`);
    const commands = kind === "Cmnd" ? readCommands(cursor) : [];
    const members = kind === "Cmnd" ? [] : readMembers(cursor, kind === "Host" ? "host" : "user");
    if (commands === undefined || members === undefined) return undefined;
    aliases.push({ ...place, kind, name, members, commands });
    skipBlanks(cursor);
  } while (take(cursor, ":"));
  return isAtEnd(cursor) ? aliases : fail(cursor, "sudoers-syntax", "The alias should end here, or go on with , or :.");
}

function readCommands(cursor: Cursor): readonly SudoersCommand[] | undefined {
  const commands: SudoersCommand[] = [];
  do {
    const command = readCommand(cursor);
    if (command === undefined) return undefined;
    commands.push(command);
  } while (takeComma(cursor));
  return commands;
}
