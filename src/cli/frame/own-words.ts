import { SamedayError } from "../../kernel/index.ts";
import { flagName, type Verb } from "./verb.ts";

/**
 * What a desk said of a field, with the flag under which it was typed: `override reason: …` is `--override-reason: …`. A field
 * that is no option, such as the key of a `key=value`, keeps its name.
 */
export function inOwnWords(thrown: unknown, { options }: Pick<Verb, "options">): unknown {
  if (!(thrown instanceof SamedayError) || thrown.details.path === undefined) return thrown;
  const field = thrown.details.path.split(".").findLast((name) => !/^\d+$/.test(name)) ?? "";
  const keys = Object.keys(options);
  // A text that is read from a file has a flag that says so: `body` is `--body-file`.
  const key = keys.find((one) => one === field) ?? keys.find((one) => one === `${field}File`);
  const named = /^([a-z ]+): /.exec(thrown.message)?.[1];
  if (key === undefined || named?.replaceAll(" ", "") !== field.toLowerCase()) return thrown;
  const message = `${flagName(key)}${thrown.message.slice(named.length)}`;
  return new SamedayError(thrown.code, message, thrown, thrown.details);
}
