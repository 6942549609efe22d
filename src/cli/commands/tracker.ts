import type { Noun } from "../frame/verb.ts";
import { addIssue } from "./tracker-add-issue.ts";
import { importBugsVerb } from "./tracker-bugs.ts";
import { draftReport } from "./tracker-bugs-draft.ts";
import { check } from "./tracker-check.ts";
import { delays } from "./tracker-delays.ts";
import { addNote, linkBug, notForUs, removeLine, setLine, showRecord } from "./tracker-edit.ts";
import { addAdvisory, drop, take } from "./tracker-edit-queue.ts";
import { events } from "./tracker-events.ts";
import { explain } from "./tracker-explain.ts";
import { exportVerb } from "./tracker-export.ts";
import { copies, decideCopy, lineages } from "./tracker-hints.ts";
import { history } from "./tracker-history.ts";
import { hook } from "./tracker-hook.ts";
import { importVerb } from "./tracker-import.ts";
import { assignCve, cvePool, cveRequest, linkName, tidyRejected } from "./tracker-names.ts";
import { pointRelease } from "./tracker-point-release.ts";
import { joinVerb, split } from "./tracker-split.ts";
import { status } from "./tracker-status.ts";
import { triage } from "./tracker-triage.ts";
import { view } from "./tracker-view.ts";

export const noun: Noun = {
  name: "tracker",
  layered: true,
  description:
    "Reads lists in the form of Debian's security tracker and says for each issue, package and release whether it is open, and why. Works without a desk. --data is a directory in the form of Debian's tracker, with config.json and CVE/list; given again, one that lies over it.",
  verbs: [
    status,
    check,
    explain,
    view,
    triage,
    addIssue,
    setLine,
    removeLine,
    linkBug,
    addNote,
    notForUs,
    showRecord,
    take,
    drop,
    addAdvisory,
    history,
    events,
    delays,
    hook,
    split,
    joinVerb,
    lineages,
    copies,
    decideCopy,
    exportVerb,
    importVerb,
    importBugsVerb,
    draftReport,
    assignCve,
    linkName,
    cveRequest,
    cvePool,
    tidyRejected,
    pointRelease,
  ],
};
