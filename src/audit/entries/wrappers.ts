import type { ShellWord } from "../parse/shell/types.ts";

/** A program that starts the one that its arguments name. */
interface Wrapper {
  /** Options that take the next word; `--name=value` needs no mention. */
  readonly valued?: readonly string[];
  /** Words before the program, such as the time of `timeout`. */
  readonly words?: number;
  /** The option that names the account. */
  readonly account?: readonly string[];
  /** It runs the program as root when no account is named. */
  readonly isRoot?: boolean;
}

const PLAIN: Wrapper = {};

/** From the manual pages of each. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  env: { valued: ["-u", "--unset", "-C", "--chdir"] },
  exec: { valued: ["-a"] },
  command: PLAIN,
  builtin: PLAIN,
  nohup: PLAIN,
  setsid: PLAIN,
  time: { valued: ["-f", "-o"] },
  nice: { valued: ["-n", "--adjustment"] },
  ionice: { valued: ["-c", "-n", "-p", "--class", "--classdata"] },
  chrt: { words: 1, valued: ["-T", "-P", "-D"] },
  timeout: { words: 1, valued: ["-s", "-k", "--signal", "--kill-after"] },
  stdbuf: { valued: ["-i", "-o", "-e"] },
  taskset: { words: 1 },
  flock: { words: 1, valued: ["-w", "-E"] },
  chroot: { words: 1 },
  unshare: { valued: ["-S", "-G", "-R", "-w"] },
  nsenter: { valued: ["-t", "-S", "-G"] },
  nocache: PLAIN,
  eatmydata: PLAIN,
  torsocks: PLAIN,
  torify: PLAIN,
  "systemd-run": {
    valued: ["-p", "-u", "-E", "-d", "-M", "-H", "--property", "--unit", "--setenv"],
    account: ["--uid"],
  },
  "systemd-cat": { valued: ["-t", "-p"] },
  "systemd-inhibit": PLAIN,
  "dbus-run-session": { valued: ["--config-file", "--dbus-daemon"] },
  "aa-exec": { valued: ["-p", "-n"] },
  setpriv: { account: ["--reuid", "--ruid"], valued: ["--regid", "--groups", "--inh-caps"] },
  sudo: {
    valued: ["-g", "-h", "-p", "-C", "-r", "-t", "-U", "-D", "-R", "-T"],
    account: ["-u", "--user"],
    isRoot: true,
  },
  doas: { valued: ["-C"], account: ["-u"], isRoot: true },
  pkexec: { account: ["--user"], isRoot: true },
  runuser: { valued: ["-g", "-G"], account: ["-u", "--user"] },
  gosu: { words: 1 },
  xargs: { valued: ["-I", "-n", "-L", "-P", "-d", "-a", "-s", "-E"] },
  watch: { valued: ["-n"] },
};

/** A program that a line starts, behind its wrappers. */
export interface Launch {
  readonly program: ShellWord;
  readonly arguments: readonly ShellWord[];
  /** The account to which a wrapper changes; undefined when none does. */
  readonly account: string | undefined;
  /** Other words of the line that may be wrappers are unknown: `ip netns exec X`, `bwrap …`. */
  readonly line: number;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The program that these words start, with what it gets: `sudo -u x nice python3 y` is python3. */
export function launchOf(words: readonly ShellWord[]): Launch | undefined {
  let at = 0;
  let account: string | undefined;
  for (let rounds = 0; rounds < 12; rounds += 1) {
    while (/^[A-Za-z_]\w*=/.test(words[at]?.text ?? "")) at += 1;
    const name = baseName(words[at]?.text ?? "");
    if (name === "ip" && words[at + 1]?.text === "netns" && words[at + 2]?.text === "exec") {
      at += 4;
      continue;
    }
    if (name === "su" || name === "runuser") account = accountOfSu(words, at) ?? account;
    const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
    if (!wrapper) break;
    const next = afterOptions(words, at + 1, wrapper);
    if (wrapper.isRoot || next.account !== undefined) account = next.account ?? "root";
    const program = next.at + (wrapper.words ?? 0);
    if (words[program] === undefined) break;
    at = program;
  }
  const program = words[at];
  return program && { program, arguments: words.slice(at + 1), account, line: program.line };
}

function afterOptions(words: readonly ShellWord[], from: number, wrapper: Wrapper) {
  let at = from;
  let account: string | undefined;
  for (let word = words[at]; word?.text.startsWith("-") && word.text !== "-"; word = words[at]) {
    const { text } = word;
    at += 1;
    if (text === "--") break;
    const equals = text.indexOf("=");
    const option = equals > 0 ? text.slice(0, equals) : text;
    if (wrapper.account?.includes(option)) {
      account = equals > 0 ? text.slice(equals + 1) : words[at]?.text;
      if (equals < 0) at += 1;
    } else if (equals < 0 && wrapper.valued?.includes(option)) at += 1;
  }
  return { at, account };
}

/** `su [-] USER -c …` and `runuser [-] USER -c …`; their text is read as a script of its own. */
function accountOfSu(words: readonly ShellWord[], at: number): string | undefined {
  const rest = words.slice(at + 1, at + 8).map(({ text }) => text);
  return rest.find((text, i) => !text.startsWith("-") && !/^-(?:c|s|g|G)$/.test(rest[i - 1] ?? ""));
}
