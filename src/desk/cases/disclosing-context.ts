import type { DisclosingContext, HandlingContext } from "../../cases/index.ts";
import type { Layout } from "../layout.ts";

/** Handling, with what telling the world takes: our own layer of tracker data, and where advisories are served from. */
export function disclosingContext(layout: Layout, context: HandlingContext): DisclosingContext {
  const { layers } = context.definition;
  const own = layers.findIndex(({ ours }) => ours);
  return {
    ...context,
    definitionFile: layout.definition,
    tree: layout.advisories,
    trackerDirectory: layers[own]?.directory ?? "",
    layersBelow: layers.slice(0, Math.max(own, 0)).map(({ name, directory }) => ({ name, directory })),
  };
}
