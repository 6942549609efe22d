import { scriptText } from "./scripts.ts";
import { type ChrootCommand, ROOT } from "./types.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface Entrance {
  /** Process number of the holder, as seen outside. */
  readonly holder: number;
  readonly architecture: string;
  readonly cpus: readonly number[];
}

/**
 * The argument list that runs a command in the holder's namespaces (nsenter(1), unshare(1), taskset(1), setarch(8)).
 * Not joining the holder's network namespace is what leaves a command with this machine's network.
 */
export function enterArguments(entrance: Entrance, command: ChrootCommand): readonly [string, ...string[]] {
  const cpus = command.cpus ?? entrance.cpus;
  const user = command.user ?? ROOT;
  return [
    "taskset",
    "--cpu-list",
    cpus.join(","),
    ...(entrance.architecture === "i386" ? ["setarch", "i386"] : []),
    "nsenter",
    `--target=${entrance.holder}`,
    "--user",
    "--mount",
    "--pid",
    "--uts",
    "--ipc",
    ...(command.network ? [] : ["--net"]),
    "--",
    ...["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--"],
    ...["/bin/sh", "-euc", scriptText("enter.sh"), "enter"],
    command.cwd ?? "/",
    command.umask ?? "022",
    String(user.uid),
    String(user.gid),
    command.answer ? "keep" : "log",
    ...["env", "-i", ...Object.entries(environment(command)).map(([name, value]) => `${name}=${value}`)],
    ...command.argv,
  ];
}

function environment(command: ChrootCommand): Record<string, string> {
  const user = command.user ?? ROOT;
  return {
    PATH,
    // A build that needs a home is not reproducible; one that makes one is told so by its own error.
    HOME: user.uid === 0 ? "/root" : "/nonexistent",
    USER: user.name,
    LOGNAME: user.name,
    SHELL: "/bin/sh",
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    ...(user.uid === 0 && { DEBIAN_FRONTEND: "noninteractive" }),
    ...command.env,
  };
}
