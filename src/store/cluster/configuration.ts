import { SOCKET_PORT } from "./socket-directory.ts";

/** Made by initdb; owns the cluster and does its housekeeping. The program itself connects as DATABASE_ROLE. */
export const ADMIN_ROLE = "sameday_admin";

/** Owns the database and is no superuser: a hole in a query must not reach files or programs of the machine. */
export const DATABASE_ROLE = "sameday";
export const DATABASE_NAME = "sameday";

function quote(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/**
 * postgresql.conf, written anew at each start: a private cluster has no settings of its own.
 * Nothing that was written may be lost (fsync, full pages, synchronous commit), nobody connects over a network,
 * and the log never quotes statements or rows, which may hold text under embargo.
 */
export function postgresqlConf(directories: { readonly socket: string; readonly log: string }): string {
  const settings: Record<string, string> = {
    listen_addresses: "''",
    unix_socket_directories: quote(directories.socket),
    unix_socket_permissions: "0700",
    port: String(SOCKET_PORT),
    max_connections: "40",
    shared_buffers: "64MB",
    dynamic_shared_memory_type: "posix",
    jit: "off",
    fsync: "on",
    full_page_writes: "on",
    synchronous_commit: "on",
    wal_level: "minimal",
    max_wal_senders: "0",
    max_wal_size: "512MB",
    timezone: "'UTC'",
    log_timezone: "'UTC'",
    lc_messages: "'C'",
    default_text_search_config: "'pg_catalog.simple'",
    logging_collector: "on",
    log_directory: quote(directories.log),
    log_filename: "'postgresql-%Y%m%dT%H%M%S.log'",
    log_file_mode: "0600",
    log_rotation_size: "8MB",
    log_rotation_age: "1d",
    log_line_prefix: "'%m [%p] '",
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
    log_statement: "'none'",
    log_min_duration_statement: "-1",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `# Written at each start of the cluster; changes are lost.\n${lines.join("\n")}\n`;
}

/** pg_hba.conf: the socket, and the kernel's word on who is at its other end. */
export const HBA_CONF = "local all all peer map=sameday\n";

/** pg_ident.conf: the cluster's owner may connect, and root, who could become the owner anyway. */
export function identConf(osUser: string): string {
  const users = osUser === "root" ? ["root"] : [osUser, "root"];
  const quoted = users.map((user) => `"${user.replaceAll('"', '""')}"`);
  return quoted.flatMap((user) => [ADMIN_ROLE, DATABASE_ROLE].map((role) => `sameday ${user} ${role}\n`)).join("");
}
