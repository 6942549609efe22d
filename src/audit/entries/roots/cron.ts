import type { AuditContext, AuditedFile } from "../../model.ts";
import { readShell } from "../../parse/shell/read-shell.ts";
import { privilegeOf, type Root } from "./root.ts";

const LINE = /^[ \t]*(?:@[a-z]+|(?:\S+[ \t]+){4}\S+)[ \t]+(.+)$/;

/** What cron runs: tables of the system name an account in their sixth field (crontab(5)). */
export function* cronRoots(context: AuditContext): Iterable<Root> {
  for (const file of context.ofKind("crontab")) {
    if (file.fate !== "image") continue;
    const owner = /\/var\/spool\/cron\/(?:crontabs\/)?([^/]+)$/.exec(file.installedPath ?? "")?.[1];
    for (const [index, text] of file.text().split("\n").entries()) {
      if (/^\s*(?:#|\w+\s*=)/.test(text) || text.length > 4096) continue;
      const rest = LINE.exec(text)?.[1];
      if (rest !== undefined) yield* rootsOf(file, rest, owner, index + 1);
    }
  }
}

function* rootsOf(file: AuditedFile, rest: string, owner: string | undefined, line: number): Iterable<Root> {
  const account = owner ?? rest.split(/\s/, 1)[0] ?? "root";
  const command = owner === undefined ? rest.slice(account.length) : rest;
  for (const { words } of readShell(command.trim()).value.commands) {
    yield {
      privilege: privilegeOf(account),
      runsAs: account,
      callerControls: [],
      step: { what: "cron", says: `cron runs it as ${account}`, path: file.path, line },
      words: words.map((word) => ({ ...word, line })),
    };
  }
}
