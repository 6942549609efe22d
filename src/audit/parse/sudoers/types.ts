/** What follows a command (sudoers(5), "Command line arguments"). */
export type SudoersArguments =
  /** Nothing is written: any arguments may be given. */
  | { readonly kind: "any" }
  /** `""`: none may be given. */
  | { readonly kind: "none" }
  /** Exactly these, after unescaping. */
  | { readonly kind: "fixed"; readonly text: string }
  /** With `*`, `?` or `[…]`, which match blanks and slashes too. */
  | { readonly kind: "wildcard"; readonly text: string }
  /** `^…$`, sudo 1.9.10 and later. */
  | { readonly kind: "regex"; readonly text: string };

export interface SudoersPlace {
  readonly line: number;
  readonly column: number;
}

/** One member of a list: a user, host, runas or command name, perhaps negated, perhaps an alias. */
export interface SudoersMember extends SudoersPlace {
  /** `%group`, `#uid`, `+netgroup`, `ALL`, an alias in capitals, or a name. */
  readonly name: string;
  readonly isNegated: boolean;
}

export interface SudoersCommand extends SudoersPlace {
  readonly isNegated: boolean;
  /** An absolute path (perhaps with wildcards or a trailing `/`), `ALL`, `sudoedit`, `list`, or an alias in capitals. */
  readonly name: string;
  readonly arguments: SudoersArguments;
  readonly digests: readonly string[];
}

export interface SudoersGrant extends SudoersPlace {
  readonly users: readonly SudoersMember[];
  readonly hosts: readonly SudoersMember[];
  /** undefined: no runas list, so root. */
  readonly runAsUsers: readonly SudoersMember[] | undefined;
  readonly runAsGroups: readonly SudoersMember[] | undefined;
  readonly options: Readonly<Record<string, string>>;
  /** Tags in force for this command, inherited along the list: `NOPASSWD`, `SETENV`, `NOEXEC` … */
  readonly tags: ReadonlySet<string>;
  readonly command: SudoersCommand;
}

export interface SudoersDefault extends SudoersPlace {
  /** `Defaults@host`, `:user`, `!command`, `>runas`; undefined for all. */
  readonly binding:
    | { readonly kind: "host" | "user" | "command" | "runas"; readonly members: readonly SudoersMember[] }
    | undefined;
  readonly name: string;
  readonly operator: "=" | "+=" | "-=" | "set" | "unset";
  readonly value: string | undefined;
}

export interface SudoersAlias extends SudoersPlace {
  readonly kind: "User" | "Runas" | "Host" | "Cmnd";
  readonly name: string;
  readonly members: readonly SudoersMember[];
  /** Of a command alias. */
  readonly commands: readonly SudoersCommand[];
}

export interface SudoersFile {
  /** One entry a command, in the order of the file; aliases are not resolved. */
  readonly grants: readonly SudoersGrant[];
  readonly defaults: readonly SudoersDefault[];
  readonly aliases: readonly SudoersAlias[];
  readonly includes: readonly (SudoersPlace & { readonly path: string; readonly isDirectory: boolean })[];
}
