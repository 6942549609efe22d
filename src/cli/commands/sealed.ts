import type { Noun } from "../frame/verb.ts";
import { access, check, init } from "./sealed-access.ts";
import { candidates, list, show } from "./sealed-read.ts";
import { add, discloseVerb, edit } from "./sealed-write.ts";

export const noun: Noun = {
  name: "sealed",
  layered: true,
  description:
    "Embargoed issues, in a git repository of their own, encrypted to the people who have access and signed by whoever wrote them. `sameday tracker status` and `explain` lay it over the public data with --sealed; nothing that the public sees is made with it. Text is read from standard input and written to standard output, so that it never stands in a file or in an argument. A record is one of the list of issues, in Debian's grammar.",
  verbs: [init, add, edit, show, list, candidates, access, discloseVerb, check],
};
