import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { Chroot } from "../chroot/index.ts";
import { asStepFailure, type StepFailure, saysNoSpace, stepFailure } from "../failure.ts";
import { announce, keepMade, type MadeFile, runIn, type StepContext } from "./context.ts";
import type { Manner } from "./manner.ts";

/** The room left below which a failed build is put down to a full disk. */
const FULL_BYTES = 1024 * 1024;

/** Builds the unpacked tree as an unprivileged user without network, by dpkg-buildpackage(1). */
export async function compile(
  context: StepContext,
  chroot: Chroot,
  tree: string,
  manner: Manner,
  archAll: boolean,
): Promise<void> {
  announce(context, `build in ${tree} as ${manner.user.name}, ${manner.cpus.length} processors, without network`);
  try {
    await runIn(context, chroot, {
      argv: ["dpkg-buildpackage", "-us", "-uc", `--build=${archAll ? "any,all" : "any"}`],
      user: manner.user,
      cwd: tree,
      umask: manner.umask,
      cpus: manner.cpus,
      env: manner.env,
      network: false,
    });
  } catch (error) {
    throw await explain(context, chroot, error);
  }
}

async function explain(context: StepContext, chroot: Chroot, error: unknown): Promise<StepFailure> {
  const failure = asStepFailure(error, "does-not-build", "dpkg-buildpackage failed; the end of the log says why.");
  if (context.signal.aborted) return failure;
  const said = error instanceof SamedayError && saysNoSpace(error);
  if (said || (failure.reason === "does-not-build" && (await freeBytes(context, chroot)) < FULL_BYTES)) {
    return stepFailure("disk-full", "The build needs more space than this builder gives to a chroot.", error);
  }
  return failure;
}

async function freeBytes(context: StepContext, chroot: Chroot): Promise<number> {
  const argv = ["stat", "--file-system", "--format=%a %S", "/"] as const;
  const { stdout } = await runIn(context, chroot, { argv, network: false, answer: true });
  const [blocks = 0, size = 0] = Buffer.from(stdout).toString().split(" ").map(Number);
  return blocks * size;
}

const MADE = /^[A-Za-z0-9][A-Za-z0-9.+~_-]*\.(deb|udeb|buildinfo|changes)$/;

/** Takes what the build made out of the chroot, by name and hash. */
export async function collect(context: StepContext, chroot: Chroot, manner: Manner): Promise<MadeFile[]> {
  const argv = ["find", manner.path, "-maxdepth", "1", "-type", "f", "-printf", "%f\\n"] as const;
  const { stdout } = await runIn(context, chroot, { argv, network: false, answer: true });
  const names = Buffer.from(stdout)
    .toString()
    .split("\n")
    .filter((name) => MADE.test(name))
    .sort();
  if (!names.some((name) => name.endsWith("deb"))) {
    throw stepFailure("does-not-build", "dpkg-buildpackage ended well but made no binary package.");
  }
  const taken = await chroot.copyOut(
    names.map((name) => join(manner.path, name)),
    "made",
  );
  const files: MadeFile[] = [];
  for (const name of names) files.push(await keepMade(context, join(taken, name), name));
  return files;
}
