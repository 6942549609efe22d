import type { Problem } from "../../kernel/index.ts";
import { checkTracker } from "../check/check-tracker.ts";
import type { Layer } from "../layers/layer.ts";
import { createTracker } from "../model/tracker.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import { ACCESS_FILE } from "./access-list.ts";
import type { SealedWorld } from "./ports.ts";
import { recipients } from "./read-access.ts";
import { asLayer, type SealedLayer } from "./read-layer.ts";

/**
 * Everything that can be said against a sealed layer: what was set aside, older states that were put back, access that has
 * ended, and (over public layers) what the tracker's own check finds in its records.
 */
export async function checkSealed(
  world: SealedWorld,
  layer: SealedLayer,
  below: readonly Layer[],
): Promise<readonly Problem[]> {
  const { problems } = await recipients(world, layer.access, world.clock.now());
  const records = below.length === 0 ? [] : checkTracker(createTracker([...below, asLayer(layer)]));
  const own = records.flatMap(({ depth, problem }) => (depth === below.length ? [problem] : []));
  return [...layer.problems, ...(await putBack(layer)), ...problems, ...own];
}

/** Who can write to the repository could show an older state of a file again, with its good signature. */
async function putBack({ checkout }: SealedLayer): Promise<readonly TrackerProblem[]> {
  const paths = [...(await checkout.putBack(ACCESS_FILE)), ...(await checkout.putBack("issues"))];
  return paths.map((file) =>
    trackerProblem("sealed-put-back", "An earlier commit had this very file, before it was changed.", {
      file,
      line: 1,
      column: 1,
    }),
  );
}
