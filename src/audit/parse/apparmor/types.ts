/** A profile, an abstraction or a file of tunables, as apparmor.d(5) has them. Includes are named, not followed. */
export interface ApparmorFile {
  /** In the order of the file; a hat and a child stand after their parent. */
  readonly profiles: readonly ApparmorProfile[];
  /** Every rule of the file, in its order; an abstraction's stand in no profile. */
  readonly rules: readonly ApparmorRule[];
  readonly includes: readonly ApparmorInclude[];
  readonly variables: readonly ApparmorVariable[];
  readonly aliases: readonly { readonly from: string; readonly to: string; readonly line: number }[];
}

export interface ApparmorProfile {
  /** As written, without quotes; a hat's name without `^`. */
  readonly name: string;
  /** The glob of the programs that it is for; undefined when it is entered by name alone. */
  readonly attachment: string | undefined;
  readonly flags: readonly string[];
  readonly isHat: boolean;
  readonly parent: ApparmorProfile | undefined;
  readonly line: number;
}

export interface ApparmorInclude {
  /** `abstractions/base`, or a path of its own. */
  readonly path: string;
  /** `<…>`: looked up below /etc/apparmor.d. */
  readonly isSearched: boolean;
  readonly isOptional: boolean;
  readonly profile: ApparmorProfile | undefined;
  readonly line: number;
}

export interface ApparmorVariable {
  /** `HOME` for `@{HOME}`. */
  readonly name: string;
  readonly values: readonly string[];
  /** `+=`. */
  readonly isAppended: boolean;
  readonly line: number;
}

interface RuleBase {
  readonly profile: ApparmorProfile | undefined;
  readonly line: number;
  readonly endLine: number;
  readonly isDenied: boolean;
  readonly isAudited: boolean;
  /** `owner`: for files of the process's own user alone. */
  readonly ownerOnly: boolean;
}

/** How a program is started: in another profile, in this one, or out of all of them. */
export interface ApparmorTransition {
  /** `p` a profile, `c` a child profile, `u` none, `i` this one, `-` a bare `x` (of a denial). */
  readonly to: "p" | "c" | "u" | "i" | "-";
  /** `PUx`, `cix`: where the named profile does not exist. */
  readonly fallback: "u" | "i" | undefined;
  /** A capital letter: the loader scrubs the environment as for a setuid program. */
  readonly scrubs: boolean;
}

export interface ApparmorFileRule extends RuleBase {
  readonly kind: "file";
  /** Undefined for `file,`, which means every file. */
  readonly path: string | undefined;
  /** Letters of `rwaklmd`; empty for a bare `file,`, which means all of them. */
  readonly access: string;
  readonly transition: ApparmorTransition | undefined;
  /** After `->`: a profile, or where a link points. */
  readonly target: string | undefined;
}

export interface ApparmorCapabilityRule extends RuleBase {
  readonly kind: "capability";
  /** In lower case, without `cap_`; none means all of them. */
  readonly names: readonly string[];
}

export interface ApparmorChangeProfileRule extends RuleBase {
  readonly kind: "change_profile";
  readonly program: string | undefined;
  /** Undefined: any profile. */
  readonly target: string | undefined;
}

/** Rules whose words are kept as they stand. */
export interface ApparmorOtherRule extends RuleBase {
  readonly kind:
    | "all"
    | "dbus"
    | "io_uring"
    | "link"
    | "mount"
    | "mqueue"
    | "network"
    | "pivot_root"
    | "ptrace"
    | "remount"
    | "rlimit"
    | "signal"
    | "umount"
    | "unix"
    | "userns";
  readonly words: readonly string[];
}

export type ApparmorRule = ApparmorFileRule | ApparmorCapabilityRule | ApparmorChangeProfileRule | ApparmorOtherRule;
