/** What polkit answers: `no`, `yes`, `auth_self`, `auth_admin`, and the two with `_keep` (polkit(8)). */
export type PolkitResult = string;

/** Whose session asks: on an active console, on one in the background, or from anywhere (ssh, a service). */
export type PolkitSession = "any" | "inactive" | "active";

export interface PolkitDefault {
  readonly session: PolkitSession;
  readonly result: PolkitResult;
  readonly line: number;
}

/** An `<action>` of a policy file. */
export interface PolkitAction {
  readonly id: string;
  readonly line: number;
  readonly defaults: readonly PolkitDefault[];
  readonly annotations: readonly { readonly key: string; readonly value: string; readonly line: number }[];
}

export interface PolkitPolicy {
  readonly actions: readonly PolkitAction[];
}

/** A section of a pkla file (pklocalauthority(8)). */
export interface PklaEntry {
  readonly name: string;
  readonly line: number;
  /** Globs such as `unix-user:kim`, `unix-group:*`. */
  readonly identities: readonly string[];
  /** Globs of action ids. */
  readonly actions: readonly string[];
  readonly results: readonly PolkitDefault[];
}

export interface PklaFile {
  readonly entries: readonly PklaEntry[];
}

/** How a rule names actions: the whole id, its beginning, or a regular expression or part of it. */
export interface PolkitActionTest {
  readonly kind: "is" | "begins" | "matches";
  readonly text: string;
}

/** What must hold for a `return` to be reached, as far as it can be read from the tests around it. */
export interface PolkitCondition {
  /** Undefined: any action. */
  readonly actions: readonly PolkitActionTest[] | undefined;
  /** `unix-user:kim`, `unix-group:sudo`; undefined: anybody. */
  readonly subjects: readonly string[] | undefined;
  readonly needsActive: boolean;
  readonly needsLocal: boolean;
  /** What is asked of the action's details: `unit=ssh.service` for `action.lookup("unit") == "ssh.service"`. */
  readonly details: readonly string[] | undefined;
  /** Something else is asked that no table knows. */
  readonly asksMore: boolean;
}

/** A result that a function of `polkit.addRule` may return. */
export interface PolkitAnswer extends PolkitCondition {
  readonly result: PolkitResult;
  readonly line: number;
}

export interface PolkitRules {
  readonly answers: readonly PolkitAnswer[];
}
