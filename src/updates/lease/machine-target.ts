import type { AptSource, MachineLease } from "../../builder/index.ts";
import { compareVersions, SamedayError } from "../../kernel/index.ts";
import { toBinaryKeys } from "../../openpgp/index.ts";
import type { LineContext } from "../context.ts";
import type { UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";

/** The suite that users have in their sources.list: ours, as the signer publishes it. */
export async function targetSource(context: LineContext, release: string): Promise<AptSource> {
  const keys = await context.signer.keys();
  const archive = keys.filter((key) => key.use === "archive").map((key) => toBinaryKeys(Buffer.from(key.publicKey)));
  return {
    url: `${context.publicUrl}/archive`,
    suite: `${release}-security`,
    components: ["main"],
    keyring: Buffer.concat(archive).toString("base64"),
  };
}

/**
 * Which binary packages a machine has before the fix: those of the update that the release shipped in an older version.
 * None when the release never shipped any: then there is no machine to fix. Throws ARCHIVE_UNREACHABLE while it is not
 * known what the release shipped for this architecture.
 */
export async function machinePackages(
  context: LineContext,
  update: UpdateRecord,
  files: readonly UpdateFile[],
  architecture: string,
): Promise<MachineLease["packages"]> {
  const suites = await context.suites.ofRelease(update.release);
  const shipped = suites.find(({ suite }) => suite.role === "main");
  const gaps = await context.suites.leftOut(update.release, architecture);
  if (!shipped || gaps.some(({ suite }) => suite === shipped.suite.name)) {
    const what = `what ${update.release} shipped for ${architecture}`;
    throw new SamedayError("ARCHIVE_UNREACHABLE", `It is not known ${what}: its main suite has no verified index.`);
  }
  return builtPackages(files, architecture).flatMap(({ name, version }) => {
    const vulnerable = shipped.binary(name, architecture)?.version;
    if (!vulnerable || compareVersions(vulnerable, version) >= 0) return [];
    return [{ name, vulnerable, fixed: version }];
  });
}

/** What the update built for this architecture, without debug symbols, which no release ships installed. */
function builtPackages(files: readonly UpdateFile[], architecture: string): { name: string; version: string }[] {
  return files
    .filter((file) => file.role === "built" && (file.architecture === architecture || file.name.endsWith("_all.deb")))
    .filter((file) => file.package !== "" && !file.package.endsWith("-dbgsym"))
    .map((file) => ({ name: file.package, version: file.package_version }));
}
