import type { GitlabSettings } from "../../distribution/index.ts";
import { toSamedayError } from "../../kernel/index.ts";
import { type Act, type Case, DESK, OPEN, STATES, type State, WORK } from "../case/index.ts";
import { clearColumns } from "../handling/acts/clear-columns.ts";
import { storeAct } from "../handling/acts/store-act.ts";
import type { HandlingContext } from "../handling/context.ts";
import type { ForgeLink, KeptCase } from "../handling/kept.ts";
import { changeCase, tendCases } from "../records/index.ts";
import { requireConfidential, requireFitProject } from "./confidential.ts";
import { createGitlab, type GitlabIssue, type IssueWish } from "./gitlab.ts";
import { inStep, type Shared, sharedOfCase, sharedOfIssue } from "./in-step.ts";

const CLOSED = (Object.keys(STATES) as State[]).filter((state) => !OPEN.includes(state));
/** Closed cases whose issue may still be open: those that changed last. */
const RECENTLY_CLOSED = 200;

/** Keeps the issues of all cases in step, one after the other; one that cannot be is told and spoils no other. */
export async function forgeRound(context: HandlingContext): Promise<void> {
  const settings = context.intake.gitlab;
  if (!settings) return;
  const forge = createForge(context, settings);
  const open = await tendCases<KeptCase>(context.vault, { states: WORK });
  const ended = await tendCases<KeptCase>(context.vault, { states: [...CLOSED, "published"], newest: RECENTLY_CLOSED });
  for (const { id, contents } of [...open.cases, ...ended.cases.filter(({ contents }) => contents.forge)]) {
    try {
      await forge.follow(id, contents);
    } catch (thrown) {
      const error = toSamedayError(thrown);
      context.alarm(`forge ${id}`, `The issue of ${id} is not in step: ${error.message}`);
    }
  }
}

/**
 * How GitLab begins its notes of a change. Notes quote what people wrote, titles above all, so the words are no word of
 * GitLab's elsewhere in them.
 */
const NOTE_OF = {
  assignee: /^(?:assigned to|unassigned) @/,
  due: /^(?:(?:changed|removed|set) start date\b[^*]*)?(?:and )?(?:changed|removed|set) due date\b/,
} as const;

interface Forge {
  follow(id: string, kept: KeptCase): Promise<void>;
}

function createForge(context: HandlingContext, settings: GitlabSettings): Forge {
  const gitlab = createGitlab(settings);
  const usernameOf = (person: string): string | undefined =>
    settings.users.find((user) => user.person === person)?.username;
  const personOf = (username: string): string | undefined =>
    settings.users.find((user) => user.username === username)?.person;
  const projectOf = ({ team }: Case): string | undefined =>
    settings.projects.find((project) => project.team === team)?.project;
  const here = (theCase: Case): Shared => sharedOfCase(theCase, usernameOf);

  /** How the issue looks when it says what the case says. */
  async function wishOf(shared: Partial<Shared>): Promise<IssueWish> {
    const user = shared.assignee ? await gitlab.userId(shared.assignee) : undefined;
    return {
      ...(shared.assignee === undefined ? {} : { assignee_ids: [user ?? 0] }),
      ...(shared.due === undefined ? {} : { due_date: shared.due }),
      ...(shared.closed === undefined ? {} : { state_event: shared.closed ? ("close" as const) : ("reopen" as const) }),
    };
  }

  async function make(id: string, theCase: Case, project: string): Promise<void> {
    await requireFitProject(gitlab, project);
    const [left] = await gitlab.issuesTitled(project, id);
    const { closed: _, ...shared } = here(theCase);
    const wish: IssueWish = {
      title: id,
      description: `What this is about stands at ${context.publicUrl}/cases/${id}, for those who may read it. This issue holds nothing of it.`,
      confidential: true,
      labels: settings.label,
      ...(await wishOf(shared)),
    };
    const issue = left ? await gitlab.update(project, left.iid, wish) : await gitlab.create(project, wish);
    try {
      await requireConfidential(gitlab, project, issue);
    } catch (error) {
      // It holds an id and nothing else; closed it stands in nobody's way.
      await gitlab.update(project, issue.iid, { state_event: "close" }).catch(() => undefined);
      throw error;
    }
    await keep(id, linkOf(project, issue), "make issue of case");
  }

  async function keep(id: string, link: ForgeLink | undefined, action: string): Promise<void> {
    const { vault, policy } = context;
    await vault.store.transaction((trx) =>
      changeCase<KeptCase>(vault, trx, id, DESK, ({ contents }) => {
        const { forge: _, ...rest } = contents;
        const next: KeptCase = link ? { ...rest, forge: link } : rest;
        return { columns: clearColumns(contents.case, policy), contents: next, action };
      }),
    );
  }

  async function follow(id: string, kept: KeptCase): Promise<void> {
    const { case: theCase, forge: link } = kept;
    const project = projectOf(theCase);
    if (!link) {
      if (project !== undefined && WORK.includes(theCase.state)) await make(id, theCase, project);
      return;
    }
    if (project !== link.project) return leave(id, link);
    const found = await gitlab.issue(link.project, link.issue);
    // Somebody removed it there: the case is none the worse, and gets a new one.
    if (!found) return keep(id, undefined, "lose issue of case");
    const issue = await closedToStrangers(id, link, found);
    const { toCase, toIssue } = inStep(link, here(theCase), sharedOfIssue(issue));
    const putBack = await actFromThere(id, theCase, link, toCase);
    const wish = { ...toIssue, ...putBack };
    const after =
      Object.keys(wish).length === 0 ? issue : await gitlab.update(link.project, link.issue, await wishOf(wish));
    if (toIssue.closed === false) {
      await gitlab.note(link.project, link.issue, "The case is still open at the desk, and is closed there.");
    }
    const next = linkOf(link.project, after);
    if (JSON.stringify(next) !== JSON.stringify(link)) await keep(id, next, "follow issue of case");
  }

  /** A case that went to another team: its issue there is done. */
  async function leave(id: string, link: ForgeLink): Promise<void> {
    if (!link.closed) {
      await gitlab.update(link.project, link.issue, { state_event: "close" });
      await gitlab.note(link.project, link.issue, "The case is another team's now.");
    }
    await keep(id, undefined, "leave issue of case");
  }

  async function closedToStrangers(id: string, link: ForgeLink, issue: GitlabIssue): Promise<GitlabIssue> {
    if (issue.confidential) return issue;
    context.alarm(`forge opened ${id}`, `The issue of ${id} was opened to everybody, and is confidential again.`);
    const again = await gitlab.update(link.project, link.issue, { confidential: true });
    await requireConfidential(gitlab, link.project, again);
    return again;
  }

  /** What somebody changed there, as their act; answers what they may not change, to be put back. */
  async function actFromThere(
    id: string,
    theCase: Case,
    link: ForgeLink,
    changed: { readonly assignee?: string; readonly due?: string },
  ): Promise<Partial<Shared>> {
    let putBack: Partial<Shared> = {};
    for (const part of ["assignee", "due"] as const) {
      const value = changed[part];
      if (value === undefined) continue;
      const act = actOf(part, value, theCase);
      const by = act && (await whoChanged(link, part));
      const why = act && by !== undefined ? await tryAct(id, by, act) : "the desk does not know whoever changed it";
      if (why === undefined) continue;
      putBack = { ...putBack, [part]: here(theCase)[part] };
      await gitlab.note(link.project, link.issue, `The ${part === "due" ? "due date" : part} is as it was: ${why}`);
    }
    return putBack;
  }

  function actOf(part: "assignee" | "due", value: string, { team = "" }: Case): Act | undefined {
    if (part === "due") return { act: "set-expiry", expires: { at: new Date(`${value}T23:59:00Z`), zone: "UTC" } };
    const assignee = personOf(value);
    return assignee === undefined ? undefined : { act: "assign", assignee, team };
  }

  /** By what GitLab itself noted last about it. */
  async function whoChanged({ project, issue }: ForgeLink, part: "assignee" | "due"): Promise<string | undefined> {
    const note = (await gitlab.systemNotes(project, issue)).find(({ body }) => NOTE_OF[part].test(body));
    return note && personOf(note.author.username);
  }

  /** Undefined when it was done, else why not, without a word of the contents. */
  async function tryAct(id: string, by: string, act: Act): Promise<string | undefined> {
    try {
      await context.vault.store.transaction((trx) => storeAct(context, trx, id, by, act));
      return undefined;
    } catch (thrown) {
      const { code, message } = toSamedayError(thrown);
      if (code === "CASE_REFUSED") return message;
      if (code === "NOT_FOUND") return "whoever changed it has no part in the case";
      throw thrown;
    }
  }

  return { follow };
}

function linkOf(project: string, issue: GitlabIssue): ForgeLink {
  return { project, issue: issue.iid, ...sharedOfIssue(issue) };
}
