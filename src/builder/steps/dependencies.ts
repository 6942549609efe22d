import type { Chroot } from "../chroot/index.ts";
import { asStepFailure } from "../failure.ts";
import { announce, runIn, type StepContext } from "./context.ts";

/** What is installed for speed only: nobody needs this system after a power cut. */
const QUICK = ["-o", "Dpkg::Options::=--force-unsafe-io"] as const;

/**
 * Runs apt-get inside with network. When it fails it is tried once more after `apt-get update`: the archive may have moved on
 * since the shared indices were fetched. Errors: step failure `dependencies`.
 */
export async function aptGet(context: StepContext, chroot: Chroot, words: readonly string[]): Promise<void> {
  const install = (): Promise<unknown> =>
    runIn(context, chroot, { argv: ["apt-get", "-q", "-y", ...QUICK, ...words], network: true });
  try {
    await install();
  } catch (first) {
    const failure = asStepFailure(first, "dependencies");
    if (failure.reason !== "dependencies" || context.signal.aborted) throw failure;
    announce(context, "once more, after asking the archive anew");
    try {
      await runIn(context, chroot, { argv: ["apt-get", "-q", "update"], network: true });
      await install();
    } catch (second) {
      throw asStepFailure(second, "dependencies", "A package cannot be installed; the end of the log says which.");
    }
  }
}

/** Installs what the source needs to be built (Policy 7.7); without archAll, not what only the `all` packages need. */
export async function installBuildDependencies(
  context: StepContext,
  chroot: Chroot,
  dsc: string,
  archAll: boolean,
): Promise<void> {
  announce(context, "install the build dependencies");
  await aptGet(context, chroot, [...(archAll ? [] : ["--arch-only"]), "build-dep", dsc]);
}
