import { readFile } from "node:fs/promises";
import path from "node:path";
import type { DeskClient } from "../../api/index.ts";
import type { CommandContext } from "../frame/context.ts";
import type { Options } from "../frame/verb.ts";

/** Where the desk listens unless it was told otherwise. */
export const DEFAULT_DESK = "http://127.0.0.1:8420";

/** Options of every command that talks to a desk. */
export const DESK_OPTIONS = {
  desk: { kind: "text", value: "URL", summary: `the desk's address (default $SAMEDAY_DESK, else ${DEFAULT_DESK})` },
} as const satisfies Options;

/** The desk that a command means, with the token that `sameday login` left, or this machine's administrator's. */
export async function openDesk(context: CommandContext, address: string | undefined): Promise<DeskClient> {
  const token = await findToken(context);
  const { createDeskClient } = await import("../../api/index.ts");
  return createDeskClient(deskAddress(context, address), () => token);
}

/** Without a trailing slash. */
export function deskAddress(context: CommandContext, address: string | undefined): string {
  return (address ?? context.environment.SAMEDAY_DESK ?? DEFAULT_DESK).replace(/\/+$/, "");
}

async function findToken(context: CommandContext): Promise<string | null> {
  const files = [
    context.environment.SAMEDAY_TOKEN_FILE,
    tokenFile(context),
    path.join(context.dataDirectory, "admin-token"),
  ];
  for (const file of files) {
    const token = file && (await readFile(file, "utf8").catch(() => ""));
    if (token) return token.trim();
  }
  return null;
}

/** Where `sameday login` keeps the token: a file of mode 0600 in the user's configuration. */
export function tokenFile(context: CommandContext): string {
  const { XDG_CONFIG_HOME, HOME } = context.environment;
  return path.join(XDG_CONFIG_HOME ?? path.join(HOME ?? "/", ".config"), "sameday", "token");
}
