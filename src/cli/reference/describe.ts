import { COMMON_OPTIONS } from "../frame/help.ts";
import { flagName, type Noun, type NounEntry, type OptionSpec, type Verb } from "../frame/verb.ts";

/** A noun with everything its file says: what manual page, reference and completion are made from. */
export interface DescribedNoun {
  readonly summary: string;
  readonly noun: Noun;
}

export async function describeCommands(nouns: readonly NounEntry[]): Promise<readonly DescribedNoun[]> {
  return await Promise.all(nouns.map(async ({ summary, load }) => ({ summary, noun: await load() })));
}

/** The noun's own command first, then its verbs. */
export function verbsOf(noun: Noun): readonly Verb[] {
  return noun.own ? [noun.own, ...noun.verbs] : noun.verbs;
}

export interface DescribedOption {
  readonly flag: string;
  readonly spec: OptionSpec;
}

/** Options of a verb and those of every command. */
export function optionsOf(verb: Verb | undefined): readonly DescribedOption[] {
  return Object.entries({ ...verb?.options, ...COMMON_OPTIONS }).map(([key, spec]) => ({ flag: flagName(key), spec }));
}

/** Fixed words that may stand as arguments. */
export function choicesOf(verb: Verb): readonly string[] {
  return Object.values(verb.arguments).flatMap((spec) => spec.choices ?? []);
}
