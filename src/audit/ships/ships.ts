import { liveBuild, usesLiveBuild } from "./live-build.ts";
import { mirroredRoot, mirroredRoots } from "./mirrored-root.ts";
import { type Convention, inImage, outside, type Place } from "./place.ts";
import { testsAndTools } from "./tests-and-tools.ts";

/** What becomes of each file of a source tree, by the conventions that the tree is seen to follow. */
export function shipsOf(directories: readonly string[]): (path: string) => Place {
  const conventions: Convention[] = [];
  const hasLiveBuild = usesLiveBuild(directories);
  if (hasLiveBuild) conventions.push(liveBuild);
  const roots = mirroredRoots(
    directories.filter((directory) => !testsAndTools(`${directory}/`) && !liveBuild(`${directory}/x`)),
  );
  if (roots.length > 0) conventions.push(mirroredRoot(roots));
  conventions.push(testsAndTools);
  // Who says what ships has said it of everything; of a tree that says nothing, all may ship.
  const rest = conventions.length > 1 ? outside("dev") : inImage(undefined);
  return (path) => {
    for (const convention of conventions) {
      const place = convention(path);
      if (place) return place;
    }
    return rest;
  };
}
