import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Located, Report } from "../read/field.ts";
import type { Definition } from "../schema.ts";

/** The little that a definition must know of the machine's files. */
export interface FileSystem {
  kind(path: string): "file" | "directory" | "nothing";
}

/** Every file and directory that the definition names must be there. */
export function checkFiles(definition: Definition, directory: string, files: FileSystem, report: Report): void {
  const expect = (at: Located<string>, kind: "file" | "directory", what: string, hint: string): void => {
    const path = resolvePath(directory, at.value);
    const found = files.kind(path);
    if (found === kind) return;
    const message = found === "nothing" ? `There is no ${what} ${path}.${hint}` : `${path} is not a ${kind}.`;
    report.error("distribution-missing-file", at.place, message);
  };
  const said = new Set<string>();
  for (const suite of definition.release.flatMap((release) => release.suite)) {
    if (said.has(suite.keyring.value)) continue;
    said.add(suite.keyring.value);
    const debian = suite.keyring.value === "/usr/share/keyrings/debian-archive-keyring.gpg";
    expect(suite.keyring, "file", "keyring", debian ? " Install the package debian-archive-keyring." : "");
  }
  for (const person of definition.person) {
    expect(
      person["key-file"],
      "file",
      "key file",
      ` Export it: gpg --armor --export ${person.fingerprints[0]?.value ?? ""}`,
    );
  }
  for (const layer of definition.layer) {
    const path = resolvePath(directory, layer.directory.value);
    const begin = ` Begin with an empty one: ${beginGit(path)}`;
    expect(layer.directory, "directory", "tracker directory", layer.ours ? begin : "");
    if (layer.ours && files.kind(path) === "directory" && !isInGit(path, files)) {
      const message = `${path} is no git work tree: advisories could not be committed. Make it one: ${beginGit(path)}`;
      report.warning("distribution-layer-not-in-git", layer.directory.place, message);
    }
  }
  for (const image of definition.image) {
    if (!isAddress(image.manifest.value)) expect(image.manifest, "file", "manifest", "");
  }
}

const DESK = { directory: "/var/lib/sameday/", user: "sameday" } as const;

/** The desk has to write there: what root makes in its data directory, it could not even read (git refuses another's). */
function beginGit(path: string): string {
  if (!path.startsWith(DESK.directory)) return `git init ${path}, as the user who runs the desk`;
  return `sudo install --directory --owner ${DESK.user} ${path} && sudo -u ${DESK.user} git init ${path}`;
}

/** As git looks for it: here or in a directory above. A `.git` file is that of a further work tree or a submodule. */
function isInGit(path: string, files: FileSystem): boolean {
  if (files.kind(join(path, ".git")) !== "nothing") return true;
  return dirname(path) !== path && isInGit(dirname(path), files);
}

export function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text);
}

/** Relative paths are relative to the definition, so that it can be moved with what belongs to it. */
export function resolvePath(directory: string, path: string): string {
  return isAbsolute(path) ? path : resolve(directory, path);
}
