import type { FileKind } from "../model.ts";
import { kindOfProgram } from "./programs.ts";
import { kindOfSections } from "./sections.ts";
import { isCrontab, isSudoers } from "./tables.ts";

const XML = /^\s*(?:<\?xml|<!--|<!DOCTYPE|<policyconfig)/;
const PATCH = /^--- \S.*\r?\n\+\+\+ \S/m;
const STATUS = /^Package: .*\n(?:(?!\n).*\n){0,3}?Status: \w+ \w+ [\w-]+$/m;
const PROFILE_MATCH = /^[ \t]*(?:- )?[ \t]*(?:match-)?(?:exe-paths|apparmor-profiles|users|hosts)[ \t]*:/m;
const PROFILE_BODY = /^[ \t]*(?:- )?[ \t]*(?:commands|confs|events|restrict-stream-events)[ \t]*:/m;
const APPARMOR_INCLUDE =
  /^[ \t]*#?include[ \t]+(?:if exists[ \t]+)?(?:<(?:tunables|abstractions|local)\/|"?\/etc\/apparmor\.d\/)/m;
const APPARMOR_BODY = /^(?:profile[ \t]+\S+.*|[/@]\S+[ \t]+(?:flags=\([\w,= ]*\)[ \t]*)?)\{[ \t]*$/m;

/** What the form of a text says. Comments in front do not count. */
export function kindByContent(head: string): FileKind {
  if (XML.test(head)) return head.includes("<policyconfig") ? "polkit-action" : "other";
  if (PATCH.test(head)) return "patch";
  const sections = kindOfSections(head);
  if (sections) return sections;
  if (STATUS.test(head.slice(0, 1024))) return "dpkg-status";
  if (PROFILE_MATCH.test(head) && PROFILE_BODY.test(head)) return "onion-grater";
  if (
    APPARMOR_INCLUDE.test(head) ||
    (APPARMOR_BODY.test(head) && /^[ \t]*(?:\/\S+|capability|network|deny)[ \t].*,[ \t]*(?:#.*)?$/m.test(head))
  )
    return "apparmor";
  if (/\bpolkit\.add(?:Admin)?Rule\s*\(/.test(head)) return "polkit-rules";
  if (isSudoers(head)) return "sudoers";
  if (isCrontab(head)) return "crontab";
  return kindOfProgram(head);
}
