import { SamedayError } from "../../kernel/index.ts";
import { createWords } from "../format/words.ts";
import { createTracker, type Tracker } from "../model/tracker.ts";
import type { Layer } from "./layer.ts";
import { parseLayer } from "./parse-layer.ts";
import { readLayerFiles } from "./read-layer-files.ts";

export interface LayerDirectory {
  readonly name: string;
  readonly directory: string;
}

/**
 * Reads data directories and puts them over each other, lowest first. Faults in the data are among the layers' problems.
 * Throws INPUT_INVALID when a directory cannot be read or when no layer says which releases there are.
 */
export async function loadTracker(directories: readonly LayerDirectory[]): Promise<Tracker> {
  const layers = await loadLayers(directories);
  if (!layers.some((layer) => layer.lists.length > 0)) {
    const where = directories.map(({ directory }) => directory).join(", ");
    throw new SamedayError("INPUT_INVALID", `No list of issues or advisories stands in ${where}.`);
  }
  return createTracker(layers);
}

/** Reads and parses data directories, lowest first. Throws INPUT_INVALID when one cannot be read. */
export async function loadLayers(directories: readonly LayerDirectory[]): Promise<readonly Layer[]> {
  const words = createWords();
  const layers: Layer[] = [];
  for (const { name, directory } of directories) layers.push(parseLayer(name, await readLayerFiles(directory), words));
  return layers;
}
