import type { Located, Report } from "../read/field.ts";
import type { Definition } from "../schema.ts";
import { known } from "./known.ts";
import { unique } from "./unique.ts";

/** What `[[audit]]` says of rules, times, images and people. Whether a rule exists is asked of the audit itself. */
export function checkAudits(definition: Definition, report: Report): void {
  const teams = definition.team.map(({ name }) => name.value);
  const images = definition.image.map(({ name }) => name.value);
  const names = definition.audit.map(({ name }) => name);
  unique(names, "The audit", report);
  for (const audit of definition.audit) {
    const { name, rule, class: letter, every, at, image, team, role } = audit;
    eitherOr(name, ["rule", rule], ["class", letter], report);
    eitherOr(name, ["every", every], ["at", at], report);
    eitherOr(name, ["team", team], ["role", role], report);
    if (team) known(team, teams, "team", report);
    if (image) known(image, images, "image", report);
    if (image && !at) {
      report.error("distribution-stray-key", image.place, 'image says whose base counts; it needs at = "base-change".');
    }
    if (at && images.length === 0) {
      const message = "No image is defined whose base could change: write [[image]], or every instead of at.";
      report.error("distribution-audit-without-image", at.place, message);
    }
    if (role && !definition.person.some((person) => person.role === role.value)) {
      const message = `Nobody of this definition has the role ${role.value}: nobody would do the audit ${name.value}.`;
      report.error("distribution-audit-without-owner", role.place, message);
    }
  }
}

type Named = readonly [key: string, value: Located<unknown> | undefined];

function eitherOr(of: Located<string>, [one, first]: Named, [other, second]: Named, report: Report): void {
  if ((first === undefined) !== (second === undefined)) return;
  const message = first
    ? `The audit ${of.value} has both ${one} and ${other}; keep one of them.`
    : `The audit ${of.value} needs ${one} or ${other}.`;
  report.error("distribution-either-or", second?.place ?? of.place, message);
}
