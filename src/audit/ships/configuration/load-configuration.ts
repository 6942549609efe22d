import { statSync } from "node:fs";
import { join } from "node:path";
import { formatProblem, SamedayError } from "../../../kernel/index.ts";
import { readText } from "../../tree/read.ts";
import type { Configuration } from "./read-configuration.ts";

/** Where an audited repository says what ships. */
export const CONFIGURATION_FILE = ".sameday-audit.toml";
const MOST_BYTES = 1024 * 1024;

/** The configuration of a tree, undefined where it has none. Throws INPUT_INVALID with the places of what is wrong in it. */
export async function loadConfiguration(root: string): Promise<Configuration | undefined> {
  const read = readText(join(root, CONFIGURATION_FILE), MOST_BYTES);
  if (typeof read !== "string") return withItsFolders(root, await configurationOf(read.text));
  if (read === "ENOENT") return undefined;
  const why = read === "ELOOP" ? "it is a link" : read;
  throw new SamedayError("INPUT_INVALID", `${CONFIGURATION_FILE} cannot be read: ${why}.`);
}

/** A misspelt folder would make everything else a note, and an audit that has seen nothing would say that it found nothing. */
function withItsFolders(root: string, configuration: Configuration): Configuration {
  const isFolder = (from: string) => statSync(join(root, from), { throwIfNoEntry: false })?.isDirectory() === true;
  const lost = configuration.folders.find((from) => !isFolder(from));
  if (lost === undefined) return configuration;
  const message = `${CONFIGURATION_FILE} says that "${lost}" ships, and there is no such folder.`;
  throw new SamedayError("INPUT_INVALID", message);
}

/** A configuration from its text, such as that of an earlier revision. */
export async function configurationOf(text: string): Promise<Configuration> {
  // Most trees have none: the reader of TOML is loaded for those that do.
  const { readConfiguration } = await import("./read-configuration.ts");
  const { value, problems } = readConfiguration(Buffer.from(text), CONFIGURATION_FILE);
  if (value) return value;
  const places = problems.map((problem) =>
    formatProblem({ ...problem, place: { ...problem.place, file: CONFIGURATION_FILE } }),
  );
  throw new SamedayError("INPUT_INVALID", `${CONFIGURATION_FILE} cannot be used.\n${places.join("\n")}`);
}
