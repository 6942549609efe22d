import type { Clock, ProcessRunner, Random } from "../../kernel/index.ts";
import type { Progress } from "../progress/index.ts";
import type { Style } from "../style.ts";

/**
 * How a command describes itself. One description serves the parser, --help, the manual page, shell completion and
 * docs/reference/cli.md, so that none of them can lag behind.
 *
 *   noun: what the command is about (`update`); verb: what is done to it (`approve`).
 */
export interface Noun {
  readonly name: string;
  /** One or more sentences under the summary of the registry. */
  readonly description: string;
  readonly verbs: readonly Verb[];
  /** What the noun does without a verb: `sameday doctor`. Its `name` is empty. */
  readonly own?: Verb;
  /** Whether --data names directories that lie over each other, instead of the one data directory of a desk. */
  readonly layered?: true;
}

/** One line of the command line's table: enough for --help, and how to load the rest when it is asked for. */
export interface NounEntry {
  readonly name: string;
  /** A clause without a full stop. */
  readonly summary: string;
  readonly load: () => Promise<Noun>;
}

export interface ArgumentSpec {
  readonly summary: string;
  readonly required?: boolean;
  /** Takes all the rest; only for the last argument. */
  readonly variadic?: boolean;
  readonly choices?: readonly string[];
}

export interface OptionSpec {
  /** switch: true when given; list: may be given several times. */
  readonly kind: "switch" | "text" | "number" | "list";
  readonly summary: string;
  /** The word that stands for the value in help: `NAME`. Not for switches. */
  readonly value?: string;
  readonly required?: boolean;
  readonly choices?: readonly string[];
}

export interface Example {
  readonly line: string;
  /** What it does, as a clause without a full stop. */
  readonly says: string;
}

export type Arguments = Readonly<Record<string, ArgumentSpec>>;
export type Options = Readonly<Record<string, OptionSpec>>;

/** A verb with the types of its values erased: what the frame holds. */
export interface Verb {
  readonly name: string;
  /** A clause without a full stop, in the imperative. */
  readonly summary: string;
  /** Sentences for the help page; may be left out when the summary says all. */
  readonly description?: string;
  readonly arguments: Arguments;
  readonly options: Options;
  /** At least one. */
  readonly examples: readonly Example[];
  /** Exit codes with a meaning of their own, beside the common ones. */
  readonly exits: Readonly<Record<number, string>>;
  /** Why it answers nothing, with and without --json: a clause such as "runs until it is stopped". */
  readonly silent?: string;
  readonly run: (
    context: CommandContext,
    values: { readonly args: Record<string, unknown>; readonly options: Record<string, unknown> },
  ) => Promise<number>;
}

type ArgumentValue<S> = S extends { variadic: true }
  ? readonly string[]
  : S extends { required: true }
    ? string
    : string | undefined;

type Scalar<S> = S extends { kind: "number" } ? number : string;

type OptionValue<S> = S extends { kind: "switch" }
  ? boolean
  : S extends { kind: "list" }
    ? readonly string[]
    : S extends { required: true }
      ? Scalar<S>
      : Scalar<S> | undefined;

/** What `run` receives: the values in the types that the specifications promise. */
export interface Values<A extends Arguments, O extends Options> {
  readonly args: { readonly [K in keyof A]: ArgumentValue<A[K]> };
  readonly options: { readonly [K in keyof O]: OptionValue<O[K]> };
}

export interface VerbDefinition<A extends Arguments, O extends Options> {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  /** In order of the command line. */
  readonly arguments?: A;
  /** Keys are camelCase and become `--kebab-case`. */
  readonly options?: O;
  readonly examples: readonly [Example, ...Example[]];
  readonly exits?: Readonly<Record<number, string>>;
  readonly silent?: string;
  /** Answers through the context; the number is the exit code (default 0). Failures are thrown as SamedayError. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a command that always succeeds returns nothing.
  run(context: CommandContext, values: Values<A, O>): Promise<number | void>;
}

/**
 * A verb whose `run` is typed by its own argument and option tables.
 *
 *     defineVerb({
 *       name: "check",
 *       summary: "check a distribution definition",
 *       arguments: { file: { summary: "the definition", required: true } },
 *       examples: [{ line: "sameday distribution check debian.toml", says: "name every fault with its place" }],
 *       async run(context, { args }) { … args.file is a string … },
 *     })
 */
export function defineVerb<const A extends Arguments = Arguments, const O extends Options = Options>(
  definition: VerbDefinition<A, O>,
): Verb {
  return {
    name: definition.name,
    summary: definition.summary,
    ...(definition.description === undefined ? {} : { description: definition.description }),
    arguments: definition.arguments ?? {},
    options: definition.options ?? {},
    examples: definition.examples,
    exits: definition.exits ?? {},
    ...(definition.silent === undefined ? {} : { silent: definition.silent }),
    // The parser builds the values from these same tables; this is the one place where the types meet again.
    run: async (context, values) => (await definition.run(context, values as unknown as Values<A, O>)) ?? 0,
  };
}

/** `dryRun` is `--dry-run`. Keys that begin with `no` are refused by a test: the parser would read a negation. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** What a command may touch. Tests hand over streams and ports of their own. */
export interface CommandContext {
  /** Whether --json was given: one JSON document on standard output, nothing else there. */
  readonly json: boolean;
  /** Absolute path; need not exist yet. */
  readonly dataDirectory: string;
  /** What --data named, absolute, in its order; more than one only for a noun that is `layered`. */
  readonly layerDirectories: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  readonly processes: ProcessRunner;
  readonly streams: Streams;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  /** Colours for standard output; plain where they are not wanted. */
  readonly style: Style;
  /** Aborted by the first Ctrl-C or SIGTERM. A command that never asks for it is simply ended by them. */
  readonly signal: AbortSignal;
  /** Every noun of the program, for the commands that describe it. */
  readonly nouns: readonly NounEntry[];
  /** The command's answer: `value` as JSON with --json, else the text, which gets a final newline when it lacks one. */
  answer(value: unknown, text: () => string): void;
}
