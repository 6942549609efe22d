import type { FileKind } from "../model.ts";
import { kindOfProgram } from "./programs.ts";
import { kindOfSections } from "./sections.ts";
import { isCrontab, isSudoers } from "./tables.ts";

const PATCH = /^--- \S.*\r?\n\+\+\+ \S/m;
const STATUS = /^Package: .*\n(?:(?!\n).*\n){0,3}?Status: \w+ \w+ [\w-]+$/m;
const FILTER_MATCH = /^[ \t]*(?:- )?[ \t]*(?:match-)?(?:exe-paths|apparmor-profiles|users|hosts)[ \t]*:/m;
const FILTER_BODY = /^[ \t]*(?:- )?[ \t]*(?:commands|confs|events|restrict-stream-events)[ \t]*:/m;
const APPARMOR_INCLUDE =
  /^[ \t]*#?include[ \t]+(?:if exists[ \t]+)?(?:<(?:tunables|abstractions|local)\/|"?\/etc\/apparmor\.d\/)/m;
const APPARMOR_BODY = /^(?:profile[ \t]+\S.*|[/@]\S+[ \t]+(?:flags=\([\w,= ]*\)[ \t]*)?)\{[ \t]*$/m;
const APPARMOR_RULE = /^[ \t]*(?:\/\S+|capability|network|deny)[ \t].*,[ \t]*(?:#.*)?$/m;

/**
 * What the form of a text says. Comments in front do not count. Most files of a tree are none of these: fixed words are
 * looked for before forms.
 */
export function kindByContent(head: string): FileKind {
  const first = head.replace(/^(?:[ \t]*(?:#.*)?\r?\n)+/, "");
  if (first.trimStart().startsWith("<")) return head.includes("<policyconfig") ? "polkit-action" : "other";
  if (head.includes("\n+++ ") && PATCH.test(head)) return "patch";
  const sections = kindOfSections(head);
  if (sections) return sections;
  if (first.startsWith("Package: ") && STATUS.test(first.slice(0, 1024))) return "dpkg-status";
  if (isFilter(head)) return "onion-grater";
  if (isAppArmor(head)) return "apparmor";
  if (head.includes("polkit.add") && /\bpolkit\.add(?:Admin)?Rule\s*\(/.test(head)) return "polkit-rules";
  if (isSudoers(first, head)) return "sudoers";
  if (isCrontab(first, head)) return "crontab";
  return kindOfProgram(first, head);
}

function isFilter(head: string): boolean {
  const mayBe = head.includes("commands:") || head.includes("confs:") || head.includes("events:");
  return mayBe && FILTER_MATCH.test(head) && FILTER_BODY.test(head);
}

function isAppArmor(head: string): boolean {
  if (head.includes("include") && APPARMOR_INCLUDE.test(head)) return true;
  return (
    head.includes("{") && /^(?:profile[ \t]|[/@])/m.test(head) && APPARMOR_BODY.test(head) && APPARMOR_RULE.test(head)
  );
}
