import type { Report } from "../read/field.ts";
import type { Definition } from "../schema.ts";
import { checkAudits } from "./audits.ts";
import { checkDesk } from "./desk.ts";
import { checkFiles, type FileSystem } from "./files.ts";
import { checkIntake } from "./intake.ts";
import { checkPeople } from "./people.ts";
import { checkReleases } from "./releases.ts";

/** What holds between the parts of a definition and between it and the machine's files. */
export function checkDefinition(definition: Definition, directory: string, files: FileSystem, report: Report): void {
  checkReleases(definition, report);
  checkPeople(definition, report);
  checkDesk(definition, report);
  checkAudits(definition, report);
  checkIntake(definition, directory, files, report);
  checkFiles(definition, directory, files, report);
}
