import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { versionWithoutEpoch } from "../../kernel/index.ts";
import type { Chroot } from "../chroot/index.ts";
import { asStepFailure, stepFailure } from "../failure.ts";
import type { NamedFile } from "../protocol.ts";
import { announce, fetchFiles, runIn, type StepContext } from "./context.ts";
import type { Manner } from "./manner.ts";

/** The .dsc among the files of a lease. */
export function dscOf(files: readonly NamedFile[]): NamedFile {
  const found = files.filter((file) => file.name.endsWith(".dsc"));
  const [dsc] = found;
  if (!dsc || found.length > 1) throw stepFailure("internal", "The lease must name exactly one .dsc.");
  return dsc;
}

/** `libmodbus-3.1.6`, as `dpkg-source -x` names the tree of 3.1.6-2.1. */
export function sourceDirectory(source: string, version: string): string {
  const plain = versionWithoutEpoch(version);
  const dash = plain.lastIndexOf("-");
  return `${source}-${dash < 0 ? plain : plain.slice(0, dash)}`;
}

/** Fetches the source, makes the build user, and unpacks as that user; gives the tree's path inside. */
export async function unpackSource(
  context: StepContext,
  chroot: Chroot,
  files: readonly NamedFile[],
  manner: Manner,
): Promise<string> {
  const { phases, lease } = context;
  const dsc = dscOf(files);
  const paths = await phases.time("fetch", () => fetchFiles(context, files));
  const tree = join(manner.path, sourceDirectory(lease.source, lease.version));
  await phases.time("unpack", async () => {
    await mkdir(join(chroot.exchange, "source"), { recursive: true });
    for (const [index, path] of paths.entries()) {
      // A copy: root inside is the owner of our files, and a second name would let it write to the first.
      await copyFile(path, join(chroot.exchange, "source", files[index]?.name ?? ""));
    }
    announce(context, `unpack ${dsc.name} to ${tree}`);
    const { name, uid, gid } = manner.user;
    await runIn(context, chroot, {
      argv: ["sh", "-euc", SET_UP, "set-up", name, `${uid}`, `${gid}`, manner.path],
      network: false,
    });
    const argv = ["dpkg-source", "--no-check", "--extract", dsc.name, tree] as const;
    await runIn(context, chroot, {
      argv,
      user: manner.user,
      cwd: manner.path,
      umask: manner.umask,
      network: false,
    }).catch((error: unknown) => {
      throw asStepFailure(error, "does-not-build", "The source cannot be unpacked; the end of the log says why.");
    });
  });
  return tree;
}

const SET_UP = `
printf '%s:*:%s:%s::/nonexistent:/usr/sbin/nologin\\n' "$1" "$2" "$3" >>/etc/passwd
printf '%s:x:%s:\\n' "$1" "$3" >>/etc/group
install -d -o "$2" -g "$3" -- "$4"
install -m 644 -o "$2" -g "$3" -- /.sameday/source/* "$4/"
rm -rf /.sameday/source
`;
