import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "./free-port.ts";

/*
 * A Postfix of a test's own: its configuration, queue, port and mailboxes lie in one directory, which is removed
 * afterwards. The machine's own mail system and /etc/postfix are not touched.
 */

export interface Postfix {
  readonly port: number;
  /** `smtp://127.0.0.1:PORT`, as a definition names a relay. */
  readonly transport: string;
  /** Where its daemons work. */
  readonly queueDirectory: string;
  /** Every mail that has arrived for this reader, oldest first, as it lies in the mailbox. */
  inbox(name: string): string[];
  start(): void;
  /** The mail system is away: nobody listens on the port. */
  stop(): void;
  /** What waits to be delivered, and why, as `mailq` says it. */
  queued(): string;
  /** Tries now what waits. */
  flush(): void;
  remove(): void;
}

/** Whether Postfix is installed; a machine with another mail system keeps that. */
export const hasPostfix = existsSync("/usr/lib/postfix/sbin/master");

const DOMAIN = "desk.invalid";

const MASTER = `PORT inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
showq unix n - n - - showq
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/**
 * Starts one that takes mail for these readers of `desk.invalid` and refuses every other (as root). With `lmtpPort` it hands
 * their mail to whoever listens on that port of this machine, in place of keeping it in mailboxes. `settings` are lines of
 * main.cf over its own.
 */
export async function openPostfix(
  readers: readonly string[],
  { lmtpPort, settings: more = {} }: { readonly lmtpPort?: number; readonly settings?: Record<string, string> } = {},
): Promise<Postfix> {
  const directory = mkdtempSync("/var/lib/sameday-postfix-");
  const at = (...names: string[]): string => path.join(directory, ...names);
  execFileSync("chmod", ["755", directory]);
  for (const name of ["conf", "queue", "data", "mail"]) mkdirSync(at(name));
  execFileSync("chown", ["postfix:", at("data")]);
  execFileSync("chown", ["nobody:nogroup", at("mail")]);
  const port = await freePort();
  const uid = execFileSync("id", ["--user", "nobody"]).toString().trim();
  const settings = {
    compatibility_level: "3.6",
    queue_directory: at("queue"),
    data_directory: at("data"),
    maillog_file: at("log"),
    inet_interfaces: "127.0.0.1",
    inet_protocols: "ipv4",
    myhostname: "mail.desk.invalid",
    mydestination: "",
    // Nothing that it takes leaves this machine.
    default_transport: "error:no mail goes out from a test",
    virtual_mailbox_domains: DOMAIN,
    recipient_delimiter: "+",
    ...(lmtpPort === undefined ? {} : { virtual_transport: `lmtp:inet:127.0.0.1:${lmtpPort}` }),
    virtual_mailbox_base: at("mail"),
    virtual_mailbox_maps: `texthash:${at("conf", "readers")}`,
    virtual_uid_maps: `static:${uid}`,
    virtual_gid_maps: `static:${uid}`,
    smtpd_recipient_restrictions: "reject_unauth_destination",
    smtpd_peername_lookup: "no",
    ...more,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(at("conf", "main.cf"), lines.join(""));
  writeFileSync(at("conf", "master.cf"), MASTER.replace("PORT", `127.0.0.1:${port}`));
  writeFileSync(at("conf", "readers"), readers.map((name) => `${name}@${DOMAIN} ${name}/\n`).join(""));
  const postfix = (command: string): void => {
    execFileSync("/usr/sbin/postfix", ["-c", at("conf"), command], { stdio: "pipe" });
  };
  let running = false;
  const inbox = (name: string): string[] => {
    const box = at("mail", name, "new");
    if (!existsSync(box)) return [];
    return readdirSync(box)
      .sort()
      .map((file) => readFileSync(path.join(box, file), "utf8"));
  };
  const one: Postfix = {
    port,
    transport: `smtp://127.0.0.1:${port}`,
    queueDirectory: at("queue"),
    inbox,
    start() {
      postfix("start");
      running = true;
    },
    stop() {
      postfix("stop");
      running = false;
    },
    queued: () => execFileSync("/usr/sbin/postqueue", ["-c", at("conf"), "-p"]).toString(),
    flush: () => void execFileSync("/usr/sbin/postqueue", ["-c", at("conf"), "-f"]),
    remove() {
      if (running) one.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  one.start();
  return one;
}
