import { checkStatus } from "../../image/check-status.ts";
import type { AuditContext, AuditedFile, RawFinding, Rule } from "../../model.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { toolPower } from "../sudo-arguments/tools.ts";
import { KNOWN_PROGRAMS } from "./known-programs.ts";
import { aliases, overriddenPlaces, packagedPlaces } from "./packaged.ts";

/** Setuid and setgid programs of an image that its packages do not account for. */
export const setuidUnpackaged: Rule = {
  id: "setuid-unpackaged",
  class: "f",
  title: "A setuid or setgid program that no package of Debian's brings",
  severity: "high",
  scopes: ["image"],
  why: "Such a program runs as its owner for everybody who can start it. One that no package owns got its bit from a build step, a copy of a file tree, or somebody who wanted a way back; nobody updates it. One from a package that is not known for it may be meant, and is worth a look (low); a tool whose arguments run a program or write a file, such as `find` or a shell, is root for everybody (high).",
  fix: "Take the bit away, or have a package own the file and the bit. An administrator's choice is written down with `dpkg-statoverride --add`, which the audit accepts.",
  references: [{ title: "dpkg-statoverride(1)" }, { title: "Debian Policy 10.9, Permissions and owners" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    // What cannot be read there is told by the rule `unparsable`.
    for (const status of context.ofKind("dpkg-status")) parsedOf(status, checkStatus);
    const files = context.files.filter((file) => (file.mode & 0o6000) !== 0 && (file.mode & 0o111) !== 0);
    const overridden = overriddenPlaces(context);
    const asked = files.filter((file) => !overridden.has(placeOf(file)));
    const packaged = packagedPlaces(asked.map(placeOf), context);
    for (const file of asked) {
      const place = placeOf(file);
      if (!packaged.has(place)) yield finding(file, "no package owns it", isRoots(file) ? "high" : "medium");
      else if (!aliases(place).some((alias) => KNOWN_PROGRAMS.has(alias)))
        yield isRoots(file) && givesRoot(place)
          ? finding(file, "its arguments make it run or write anything", "high")
          : finding(file, "Debian's packages are not known for it", "low");
    }
  },
};

/** Tools that let nobody through by themselves: packages make them setuid, and a table of theirs says who may do what. */
const GUARDED = /\/(?:doas|firejail)$/;

function givesRoot(place: string): boolean {
  return toolPower(place) === "root" && !GUARDED.test(place);
}

function finding(file: AuditedFile, why: string, severity: RawFinding["severity"]): RawFinding {
  const bits =
    (file.mode & 0o4000) !== 0
      ? `setuid ${nameOf("user", file.owner?.uid)}`
      : `setgid ${nameOf("group", file.owner?.gid)}`;
  return { path: file.path, line: 0, severity, message: `The program is ${bits}, and ${why}.` };
}

function nameOf(kind: "user" | "group", id: number | undefined): string {
  return id === 0 ? "root" : `of the ${kind} ${id ?? "?"}`;
}

function isRoots({ mode, owner }: AuditedFile): boolean {
  return ((mode & 0o4000) !== 0 && owner?.uid === 0) || ((mode & 0o2000) !== 0 && owner?.gid === 0);
}

function placeOf(file: AuditedFile): string {
  return file.installedPath ?? `/${file.path}`;
}
