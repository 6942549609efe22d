import { readFile } from "node:fs/promises";
import { SamedayError } from "../../kernel/index.ts";

/** The one unprivileged user who owns the data directory, the database cluster and the server. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whose the cluster is: the user given by the supervisor, or else whoever runs this process.
 * PostgreSQL refuses to run as root, and only root may hand it to somebody else.
 */
export async function resolveAccount(given: Account | undefined): Promise<Account> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (!given) {
    if (uid !== 0) return { name: await userName(uid), uid, gid };
    throw new SamedayError("STORE_UNAVAILABLE", "PostgreSQL does not run as root; give it a user of its own.");
  }
  if (given.uid === 0)
    throw new SamedayError("STORE_UNAVAILABLE", "PostgreSQL does not run as root; choose another user.");
  if (uid !== 0 && uid !== given.uid) {
    throw new SamedayError("NOT_ALLOWED", `Only root can run the database as the user ${given.name}.`);
  }
  return given;
}

/** The name in /etc/passwd, or `user id 1234` when there is none there. */
export async function userName(uid: number, passwd = "/etc/passwd"): Promise<string> {
  const lines = (await readFile(passwd, "utf8").catch(() => "")).split("\n");
  const fields = lines.map((line) => line.split(":")).find((parts) => parts[2] === String(uid));
  return fields?.[0] ?? `user id ${uid}`;
}

/**
 * The command as the account runs it: through setpriv(1) when we are root, unchanged when we are the account already.
 * Everything that changes files inside the account's directories goes this way, so that a link laid there can never
 * make root write elsewhere.
 */
export function runAs(account: Account, argv: readonly [string, ...string[]]): readonly [string, ...string[]] {
  if (process.getuid?.() === account.uid) return argv;
  const drop = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups", "--no-new-privs"];
  return ["setpriv", ...drop, "--", ...argv];
}
