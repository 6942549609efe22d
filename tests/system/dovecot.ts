import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a mailbox is served, and with what. */
export interface Mailbox {
  /** Holds `mail` (a Maildir), `run`, `state`, `cert.pem` and `key.pem`; `log` and `dovecot.conf` are written there. */
  readonly root: string;
  readonly ports: { readonly plain: number; readonly tls: number };
  readonly password: string;
}

/** Serves a mailbox by IMAP, with and without TLS, until it is killed: Dovecot 2.3 (Debian 12) or 2.4 (Debian 13). */
export function serveMailbox(mailbox: Mailbox): ChildProcess {
  const version = execFileSync("dovecot", ["--version"], { encoding: "utf8" });
  const file = join(mailbox.root, "dovecot.conf");
  writeFileSync(
    file,
    `${/^2\.[0-3]\./.test(version) ? settingsOf23(mailbox) : settingsOf24(mailbox)}${common(mailbox)}`,
  );
  return spawn("dovecot", ["-F", "-c", file], { stdio: ["ignore", "inherit", "inherit"] });
}

const common = ({ root, ports }: Mailbox): string => `base_dir = ${root}/run
state_dir = ${root}/state
log_path = ${root}/log
listen = 127.0.0.1
ssl = yes
first_valid_uid = 1
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
service imap-login {
  inet_listener imap {
    port = ${ports.plain}
  }
  inet_listener imaps {
    port = ${ports.tls}
  }
  chroot =
}
service anvil {
  chroot =
}
`;

const settingsOf23 = ({ root, password }: Mailbox): string => `protocols = imap
ssl_cert = <${root}/cert.pem
ssl_key = <${root}/key.pem
disable_plaintext_auth = no
mail_location = maildir:${root}/mail
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${root}
}
`;

/** The first setting has to be the version whose settings follow. */
const settingsOf24 = ({ root, password }: Mailbox): string => `dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {
  imap = yes
}
ssl_server_cert_file = ${root}/cert.pem
ssl_server_key_file = ${root}/key.pem
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ${root}/mail
passdb static {
  password = ${password}
}
userdb static {
  fields {
    uid = 65534
    gid = 65534
    home = ${root}
  }
}
`;
