/** The letter of a family of rules; `x` is what the audit says about its own input. */
export type RuleClass = "a" | "b" | "c" | "d" | "e" | "f" | "x";

/** A `note` is shown and never counts as a hit. */
export type Severity = "high" | "medium" | "low" | "note";

/** What becomes of a file: in the image, used to build it, a test, or a developer's tool. Only `image` ships. */
export type Fate = "image" | "build" | "test" | "dev";

export type AuditScope = "tree" | "image";

/** What a file is, by its content. */
export type FileKind =
  | "perl"
  | "python"
  | "shell"
  | "javascript"
  /** Vala and C. */
  | "c-like"
  | "sudoers"
  | "unit"
  | "dbus-service"
  | "desktop"
  | "pkla"
  | "polkit-action"
  | "polkit-rules"
  | "apparmor"
  | "onion-grater"
  | "patch"
  | "crontab"
  /** Settings in which a line names a program that the system starts: udev's rules, hooks of apt, pam.d, logrotate.d. */
  | "hook-table"
  /** Settings of cloud-init: accounts, files and commands of a machine's first start. */
  | "cloud-config"
  /** Answers to an installer that run commands: kickstart, preseed. */
  | "installer"
  /** What sets a machine up, or a program in a language that no rule reads, that may write what rules read. */
  | "setup"
  /** What a container is built by. */
  | "dockerfile"
  | "makefile"
  /** `meson.build`. */
  | "meson"
  | "rpm-spec"
  | "dpkg-status"
  | "statoverride"
  | "other";

/** One regular file of the audited tree. Its text is read once, and only when somebody asks. */
export interface AuditedFile {
  /** From the root of the audit, with `/`; bytes that are no UTF-8 as `\xNN`. */
  readonly path: string;
  /** Where it stands in the image, absolute; undefined when it does not ship or nobody knows. */
  readonly installedPath: string | undefined;
  /** What installs it sets its executable bit, whatever its own mode is. */
  readonly isProgram?: true;
  readonly fate: Fate;
  readonly kind: FileKind;
  /** As lstat says: permission bits with setuid, setgid, sticky. In a git tree only the executable bit means something. */
  readonly mode: number;
  /** In image scope as lstat says; in a source tree undefined, since the checkout's owner means nothing. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  readonly size: number;
  /** UTF-8, with U+FFFD for what is none; lines end in LF or CR LF as read. Empty when it cannot be read any more. */
  text(): string;
}

/** A step of the way that an attacker takes, from where privilege starts to the place of the finding. */
export interface EntryStep {
  /** Such as `sudoers`, `unit`, `desktop`, `script`, `interpreter`, `module`. */
  readonly what: string;
  /** One line for people: `amnesia may run /usr/local/bin/x as root without a password`. */
  readonly says: string;
  readonly path: string;
  readonly line: number;
}

/** With whose rights a program runs that is reached this way. */
export type Privilege = "root" | "service" | "session";

export interface EntryPath {
  readonly privilege: Privilege;
  /** The account, where it is known: `root`, `tails-persistent-storage`. */
  readonly runsAs: string | undefined;
  /** Where the caller's environment, arguments or directory reach the program: through sudo, pkexec, a session. */
  readonly callerControls: readonly ("arguments" | "environment" | "directory")[];
  readonly steps: readonly EntryStep[];
}

/** The graph from where privilege starts to programs. */
export interface EntryGraph {
  /** How the program at this installed path is reached, the most privileged way first; none when nobody knows one. */
  of(installedPath: string): readonly EntryPath[];
  /** Installed paths that are started by naming an interpreter (`python3 /usr/lib/x`), which bypasses their shebang. */
  readonly startedExplicitly: ReadonlySet<string>;
  /** Whether a script starts this Python file by its name, in a tree that does not say where its files go. */
  isStartedByName(path: string): boolean;
}

/** What a detector reports; the run adds class, fingerprint and what follows from the file's fate. */
export interface RawFinding {
  readonly path: string;
  /** From 1; 0 for the file as such (its mode, its owner, that it is there). */
  readonly line: number;
  readonly severity: Severity;
  /** One sentence for people: what is wrong here, in the words of this line. */
  readonly message: string;
  readonly entryPath?: EntryPath;
  /** What the line does stands in the image, although its file is of the build: a hook or a recipe that sets a mode. */
  readonly shapesImage?: boolean;
}

export interface Finding extends RawFinding {
  readonly rule: string;
  readonly class: RuleClass;
  /** 16 hex digits of rule, path and normalised line. */
  readonly fingerprint: string;
}

/** What every rule may look at. Everything is lazy: what no rule asks for is not read. */
export interface AuditContext {
  readonly scope: AuditScope;
  /** Every regular file that has a kind, in the order of bytes of their paths. */
  readonly files: readonly AuditedFile[];
  ofKind(...kinds: readonly FileKind[]): readonly AuditedFile[];
  /** The file that stands at this place of the image; links inside the root are followed as the image would. */
  installed(path: string): AuditedFile | undefined;
  /** Debian codename of the base, from the configuration or from the tree; undefined when nobody says. */
  readonly baseRelease: string | undefined;
  readonly entries: EntryGraph;
}

export interface Reference {
  readonly title: string;
  /** Absent for a manual page or a book. */
  readonly url?: string;
}

/** A rule: its contract, from which its page in docs is made, and its detector. */
export interface Rule {
  /** Stable and kebab-case: `perl-inc-relative`. */
  readonly id: string;
  readonly class: RuleClass;
  readonly title: string;
  /** The highest that it reports. */
  readonly severity: Exclude<Severity, "note">;
  readonly scopes: readonly AuditScope[];
  /** Paragraphs in Markdown: what an attacker does with it. */
  readonly why: string;
  /** Paragraphs in Markdown, with the good form of the line. */
  readonly fix: string;
  readonly references: readonly Reference[];
  detect(context: AuditContext): Iterable<RawFinding>;
}
