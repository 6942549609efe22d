import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DeskClient } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { CommandContext } from "../frame/context.ts";
import type { Options } from "../frame/verb.ts";

/** Where the desk listens unless it was told otherwise. */
export const DEFAULT_DESK = "http://127.0.0.1:8420";

/** Options of every command that talks to a desk. */
export const DESK_OPTIONS = {
  desk: { kind: "text", value: "URL", summary: `the desk's address (default $SAMEDAY_DESK, else ${DEFAULT_DESK})` },
} as const satisfies Options;

/** The desk that a command means, with the token that `sameday login` left for it, or this machine's administrator's. */
export async function openDesk(context: CommandContext, address: string | undefined): Promise<DeskClient> {
  const desk = deskAddress(context, address);
  return clientOf(desk, await firstToken([...ownTokens(context, desk), ...administratorsToken(context, desk)]));
}

/**
 * The desk for what its machine's administrator alone may do: whoever can read the data directory is that, also after a
 * login as somebody else. Throws NOT_ALLOWED when there is no such token here.
 */
export async function openDeskAsAdministrator(
  context: CommandContext,
  address: string | undefined,
): Promise<DeskClient> {
  const desk = deskAddress(context, address);
  const files = [...namedToken(context), ...administratorsToken(context, desk)];
  const token = await firstToken(files);
  if (token === null) {
    const where = files.join(" or ") || `a data directory, since ${desk} is not an address of this machine`;
    throw new SamedayError(
      "NOT_ALLOWED",
      `Only the administrator of the desk's machine may do this: no token can be read from ${where}. As root, name the desk's data directory with --data.`,
    );
  }
  return clientOf(desk, token);
}

/** Without a trailing slash. Throws USAGE for what is no address of a web server. */
export function deskAddress(context: CommandContext, address: string | undefined): string {
  const named = (address ?? context.environment.SAMEDAY_DESK ?? DEFAULT_DESK).replace(/\/+$/, "");
  if (/^https?:$/.test(URL.parse(named)?.protocol ?? "")) return named;
  const where = address === undefined ? "$SAMEDAY_DESK" : "--desk";
  throw new SamedayError(
    "USAGE",
    `${where} takes the desk's address, such as https://desk.example.org or ${DEFAULT_DESK}, not "${named}".`,
  );
}

/** Keeps a session's token for this desk, in a file of mode 0600 of the user's configuration; answers the file. */
export async function keepToken(context: CommandContext, desk: string, token: string): Promise<string> {
  const file = tokenFile(context, desk);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return file;
}

async function clientOf(desk: string, token: string | null): Promise<DeskClient> {
  const { createDeskClient } = await import("../../api/index.ts");
  return createDeskClient(desk, () => token);
}

async function firstToken(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const token = (await readFile(file, "utf8").catch(() => "")).trim();
    if (token !== "") return token;
  }
  return null;
}

function ownTokens(context: CommandContext, desk: string): string[] {
  return [...namedToken(context), tokenFile(context, desk)];
}

function namedToken({ environment }: CommandContext): string[] {
  return environment.SAMEDAY_TOKEN_FILE ? [environment.SAMEDAY_TOKEN_FILE] : [];
}

/** Only for a desk on this machine: whoever listens elsewhere must not be handed the key to this one. */
function administratorsToken(context: CommandContext, desk: string): string[] {
  return isOnThisMachine(desk) ? [path.join(context.dataDirectory, "admin-token")] : [];
}

/** By its address alone: nobody between can be another. */
export function isOnThisMachine(desk: string): boolean {
  const host = URL.parse(desk)?.hostname ?? "";
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** A file for each desk, since a token shown to another desk could be used by whoever runs that one. */
function tokenFile({ environment }: CommandContext, desk: string): string {
  const { XDG_CONFIG_HOME, HOME } = environment;
  // Empty counts as unset, and a relative one is ignored, as the XDG Base Directory Specification asks.
  const isPlace = XDG_CONFIG_HOME !== undefined && path.isAbsolute(XDG_CONFIG_HOME);
  const configuration = isPlace ? XDG_CONFIG_HOME : path.join(HOME ?? "/", ".config");
  return path.join(configuration, "sameday", "tokens", encodeURIComponent(desk));
}
