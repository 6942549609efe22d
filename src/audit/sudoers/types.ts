import type { Place } from "../../kernel/index.ts";

/** Which arguments a grant allows. */
export type GrantArguments =
  | { readonly kind: "none" }
  /** Lists of which each is allowed as a whole; an empty one is none. */
  | { readonly kind: "lists"; readonly lists: readonly (readonly string[])[] }
  | { readonly kind: "any"; readonly reason: string };

/** A widening with the reason that somebody has written for it. */
export interface Reasoned<T> {
  readonly value: T;
  readonly reason: string;
}

/** One right that a person has thought about. */
export interface Grant {
  readonly id: string;
  readonly purpose: string;
  /** A user, or a group as `%group`. */
  readonly from: string;
  readonly runAs: string;
  readonly runAsReason: string | undefined;
  readonly command: string;
  readonly arguments: GrantArguments;
  readonly blankReason: string | undefined;
  /** Why nobody is asked for a password; undefined when somebody is. */
  readonly withoutPassword: string | undefined;
  readonly environment: readonly Reasoned<string>[];
  readonly settings: readonly Reasoned<GrantSetting>[];
  readonly noexec: boolean;
  readonly digests: readonly string[];
  readonly place: Place;
}

/** Settings of sudo that widen what one command receives. Others are not offered. */
export const GRANT_SETTINGS = ["closefrom_override", "!use_pty"] as const;
export type GrantSetting = (typeof GRANT_SETTINGS)[number];

export interface Description {
  readonly grants: readonly Grant[];
}
