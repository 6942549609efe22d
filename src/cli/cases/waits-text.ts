import type { DisclosureAnswer } from "../../api/index.ts";
import { formatTimeLeft, SamedayError } from "../../kernel/index.ts";
import { commandsFor, commandsOfActs, withCommands } from "./give.ts";
import { line } from "./line.ts";
import type { Look } from "./look.ts";
import { inWords } from "./when.ts";

type Plan = DisclosureAnswer["plan"];

const HOUR = "hour-has-come";

/** For what a publication waits beside its plan, one a line: for whom, until when, and what gives it. None when for nothing. */
export function waitLines({ waits, canPublish, seen }: Plan, id: string, { now, zone }: Look): readonly string[] {
  if (waits.length === 0) return [];
  const lines = waits.map(({ gate, needs, who, until, canBeSetAside, first }) => {
    const givers = who.length === 0 ? "" : `; it waits for ${listed(who.map(line))}`;
    const left = until ? `; ${formatTimeLeft(new Date(until.at), now)}, until ${inWords(until.at, zone)}` : "";
    const aside = canBeSetAside ? "; the director may set it aside" : "";
    const commands = first.length > 0 ? commandsOfActs(first.slice(0, 1), id) : commandsFor([gate], id);
    const how = commands.map((command) => `: ${command}`);
    // The hour stands behind it as the reader's own clock shows it.
    const what = until ? needs.replace(/: .*/, "") : needs;
    return `  ${line(what)}${left}${givers}${aside}${how.join("")}`;
  });
  const when = waits.some(({ gate }) => gate === HOUR) ? "Publish at its hour" : "Publish when that is there";
  const next = `${when}: sameday cases disclose ${id} --seen ${seen}`;
  return ["It cannot be published yet. It waits for:", ...lines, ...(canPublish ? [next] : [])];
}

/** A refusal to publish with the commands that give what is missing, and the one for its hour. */
export function refusedYet(thrown: unknown, id: string, seen: string): unknown {
  const error = withCommands(thrown, id);
  if (!(error instanceof SamedayError) || !error.details.lacks?.includes(HOUR)) return error;
  const next = `Publish at its hour: \`sameday cases disclose ${id} --seen ${seen}\`.`;
  return new SamedayError(error.code, `${error.message} ${next}`, error, error.details);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
