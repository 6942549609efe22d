import type { CLikeToken } from "./tokens.ts";

/**
 * Whose value something is: a variable of a function (`info#3`), a field, property or named argument (`.info`), what a
 * function gives back (`find()`), or a call, by the place of its name among the tokens.
 */
export type CLikeSource = string | number;

/** A call, with the tokens of its arguments. */
export interface CLikeCall {
  /** The place of the name among the tokens; a call is known by it. */
  readonly at: number;
  readonly name: string;
  readonly line: number;
  readonly arguments: readonly (readonly CLikeToken[])[];
  /** What a method is called on. */
  readonly on: readonly CLikeSource[];
  /** Values of the first argument, which is what C's functions are called on. */
  readonly first: readonly CLikeSource[];
}

/** Enough of a program in Vala or C to see what it calls, and where the results go. */
export interface CLikeProgram {
  readonly calls: readonly CLikeCall[];
  readonly flows: readonly { readonly to: CLikeSource; readonly from: readonly CLikeSource[] }[];
  readonly tokens: readonly CLikeToken[];
}
