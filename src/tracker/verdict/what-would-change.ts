import type { Verdict } from "./types.ts";

/** One sentence for the reader who wants another answer. */
export function whatWouldChange({ status, package: name, release, fixedVersion, basis }: Verdict): string {
  switch (status) {
    case "vulnerable":
      if (fixedVersion !== undefined) {
        return `It changes when a suite of ${release} has ${name} ${fixedVersion} or later, or when the line names another version.`;
      }
      return `It changes when the line names a fixed version${ownLine(release, basis.claim?.note.release)} that a suite has.`;
    case "undetermined":
      return "It changes when somebody writes a version, <unfixed> or <not-affected> in place of <undetermined>.";
    case "fixed":
      return `It changes when a line for ${release} says otherwise; versions in the suites only rise.`;
    case "not-affected":
      return `It changes when a line or an advisory for ${release} names a version, or says <unfixed>.`;
    case "not-in-release":
      return `It changes when ${name} enters ${release}.`;
    case "rejected":
      return "It changes when the issue is no longer REJECTED.";
  }
}

function ownLine(release: string, claimed: string | undefined): string {
  return claimed === release ? "" : `, or when ${release} gets a line or an advisory of its own,`;
}
