import { isAbsolute, resolve } from "node:path";
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
  for (const layer of definition.layer) expect(layer.directory, "directory", "tracker directory", "");
  for (const image of definition.image) {
    if (!isAddress(image.manifest.value)) expect(image.manifest, "file", "manifest", "");
  }
}

export function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text);
}

/** Relative paths are relative to the definition, so that it can be moved with what belongs to it. */
export function resolvePath(directory: string, path: string): string {
  return isAbsolute(path) ? path : resolve(directory, path);
}
