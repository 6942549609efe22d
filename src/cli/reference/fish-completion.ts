import { COMMON_OPTIONS } from "../frame/help.ts";
import { flagName } from "../frame/verb.ts";
import { choicesOf, type DescribedNoun } from "./describe.ts";

/** One `complete` line for every word; fish itself knows which subcommand was seen. */
export function fishCompletion(nouns: readonly DescribedNoun[]): string {
  const lines = ["# fish completion for sameday(1)", "complete -c sameday -f -n __fish_use_subcommand"];
  for (const [key, spec] of Object.entries(COMMON_OPTIONS)) {
    lines.push(
      `complete -c sameday -l ${flagName(key).slice(2)}${spec.kind === "switch" ? "" : " -r"} -d ${quote(spec.summary)}`,
    );
  }
  for (const { summary, noun } of nouns) {
    lines.push(`complete -c sameday -n __fish_use_subcommand -a ${noun.name} -d ${quote(summary)}`);
    const inNoun = `__fish_seen_subcommand_from ${noun.name}`;
    const names = noun.verbs.map((verb) => verb.name).join(" ");
    for (const verb of noun.verbs) {
      const noVerbYet = `${inNoun}; and not __fish_seen_subcommand_from ${names}`;
      lines.push(`complete -c sameday -n ${quote(noVerbYet)} -a ${verb.name} -d ${quote(verb.summary)}`);
    }
    for (const verb of noun.own ? [noun.own, ...noun.verbs] : noun.verbs) {
      const here = verb.name === "" ? inNoun : `${inNoun}; and __fish_seen_subcommand_from ${verb.name}`;
      for (const choice of choicesOf(verb)) lines.push(`complete -c sameday -f -n ${quote(here)} -a ${choice}`);
      for (const [key, spec] of Object.entries(verb.options)) {
        const value = spec.kind === "switch" ? "" : spec.choices ? ` -x -a ${quote(spec.choices.join(" "))}` : " -r";
        lines.push(
          `complete -c sameday -n ${quote(here)} -l ${flagName(key).slice(2)}${value} -d ${quote(spec.summary)}`,
        );
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
