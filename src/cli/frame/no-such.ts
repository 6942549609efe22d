import { SamedayError } from "../../kernel/index.ts";
import { meant } from "./meant.ts";
import type { Noun, NounEntry } from "./verb.ts";

/** USAGE for a word where a verb would stand, with the one that was meant, or all there are. */
export function noSuchVerb(noun: Noun, word: string): SamedayError {
  const names = noun.verbs.map(({ name }) => name);
  const near = meant(word, names);
  const hint = near === undefined ? `its verbs are ${names.join(", ")}.` : `did you mean "${near}"?`;
  return new SamedayError("USAGE", `"${word}" is no verb of "${noun.name}"; ${hint}`);
}

/** USAGE for a first word that is no command, with the one that was meant; a verb without its noun is found, too. */
export async function noSuchNoun(nouns: readonly NounEntry[], word: string): Promise<SamedayError> {
  if (word.startsWith("-")) return new SamedayError("USAGE", `Unknown option "${word}".`);
  const near = meant(
    word,
    nouns.map(({ name }) => name),
  );
  const line = near ?? (await withNoun(nouns, word));
  const hint = line === undefined ? ". `sameday --help` lists them." : `; did you mean "${line}"?`;
  return new SamedayError("USAGE", `There is no command "${word}"${hint}`);
}

/** `sameday cases claim`, where one noun alone has such a verb. */
async function withNoun(nouns: readonly NounEntry[], word: string): Promise<string | undefined> {
  const all = await Promise.all(nouns.map(({ load }) => load()));
  const [found, another] = all.filter(({ verbs }) => verbs.some(({ name }) => name === word));
  return found && !another ? `sameday ${found.name} ${word}` : undefined;
}

/** What a noun threw that takes a word of its own, and the verb that may have been meant by that word. */
export function orMeantVerb(noun: Noun, word: string | undefined, thrown: unknown): unknown {
  if (!(thrown instanceof SamedayError) || thrown.code !== "INPUT_INVALID" || word === undefined) return thrown;
  const near = meant(
    word,
    noun.verbs.map(({ name }) => name),
  );
  if (near === undefined) return thrown;
  return new SamedayError(
    thrown.code,
    `${thrown.message} Did you mean "sameday ${noun.name} ${near}"?`,
    thrown,
    thrown.details,
  );
}
