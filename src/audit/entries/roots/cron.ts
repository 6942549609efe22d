import type { AuditContext, AuditedFile } from "../../model.ts";
import { readCrontab } from "../../parse/crontab/read-crontab.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { readShell } from "../../parse/shell/read-shell.ts";
import { privilegeOf, type Root } from "./root.ts";

/** What cron runs: tables of the system name an account in their sixth field (crontab(5)). */
export function* cronRoots(context: AuditContext): Iterable<Root> {
  for (const file of context.ofKind("crontab")) {
    if (file.fate !== "image") continue;
    const owner = /\/var\/spool\/cron\/(?:crontabs\/)?([^/]+)$/.exec(file.installedPath ?? "")?.[1];
    for (const { rest, line } of parsedOf(file, readCrontab).value) yield* rootsOf(file, rest, owner, line);
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
