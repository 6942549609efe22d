import { CONFIGURATION_FILE, configurationOf } from "../ships/configuration/load-configuration.ts";
import type { Configuration } from "../ships/configuration/read-configuration.ts";
import { shapeOf, type TreeShape } from "../source-tree.ts";
import type { EarlierTree } from "./earlier-tree.ts";

/** How the earlier revision said what ships; `configuration` is that of now. */
export async function earlierShape(earlier: EarlierTree, configuration: Configuration | undefined): Promise<TreeShape> {
  const before = await earlierConfiguration(earlier, configuration);
  const { sources, directories } = earlier.held();
  const paths = sources.map((source) => source.path);
  return shapeOf(directories, paths, earlier.textOf, before);
}

/** What the earlier revision was configured to be; `configuration` is that of now. */
export async function earlierConfiguration(
  earlier: EarlierTree,
  configuration: Configuration | undefined,
): Promise<Configuration | undefined> {
  return earlier.changed.has(CONFIGURATION_FILE) ? usable(earlier.textOf(CONFIGURATION_FILE)) : configuration;
}

/** A configuration that was broken then said nothing. */
async function usable(text: string): Promise<Configuration | undefined> {
  return text === "" ? undefined : configurationOf(text).catch(() => undefined);
}
