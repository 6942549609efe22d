import type { FileKind } from "../model.ts";
import { kindOfProgram } from "./programs.ts";
import { kindOfSections } from "./sections.ts";
import { isCrontab, isSudoers } from "./tables.ts";

/** Lists of commands in JSON: of Photon's installer, and of Packer. */
const INSTALLER_COMMANDS = /^[ \t]*"(?:postinstall|provisioners|boot_command)"[ \t]*:[ \t]*\[/m;
const CLOUD_CONFIG = /^(?:## ?template: ?\w+[ \t]*\r?\n)?#cloud-config/;
const MODE = /mode:|shellcheck|ft=/;
const PATCH = /^--- \S.*\r?\n\+\+\+ \S/m;
const STATUS = /^Package: .*\n(?:(?!\n).*\n){0,3}?Status: \w+ \w+ [\w-]+$/m;
const SPEC_START = /^(?:%(?:define|global|undefine|bcond\w*|if\w*|\{)|Name[ \t]*:|Summary[ \t]*:)/;
const SPEC_NAME = /^(?:Name|Version)[ \t]*:[ \t]*\S/m;
const SPEC_SECTION =
  /^(?:%(?:description|package|prep|build|install|files)\b|(?:License|BuildRequires|Source0?)[ \t]*:)/m;
const FILTER_MATCH = /^[ \t]*(?:- )?[ \t]*(?:match-)?(?:exe-paths|apparmor-profiles|users|hosts)[ \t]*:/m;
const FILTER_BODY = /^[ \t]*(?:- )?[ \t]*(?:commands|confs|events|restrict-stream-events)[ \t]*:/m;
const APPARMOR_INCLUDE =
  /^[ \t]*#?include[ \t]+(?:if exists[ \t]+)?(?:<(?:tunables|abstractions|local)\/|"?\/etc\/apparmor\.d\/)/m;
const APPARMOR_BODY = /^(?:profile[ \t]+\S.*|[/@]\S+[ \t]+(?:flags=\([\w,= ]*\)[ \t]*)?)\{[ \t]*$/m;
const APPARMOR_RULE = /^[ \t]*(?:\/\S+|capability|network|deny)[ \t].*,[ \t]*(?:#.*)?$/m;

/** A line of an abstraction, which belongs to no profile until one takes it in. */
const APPARMOR_PART =
  /^[ \t]*(?:#.*|(?:(?:audit|deny|allow|owner)[ \t]+)*(?:(capability|file|network|mount|remount|umount|pivot_root|dbus|signal|ptrace|unix|userns|change_profile)\b(?:[ \t=(].*)?|[/@"].*[ \t][a-zA-Z]+),[ \t]*(?:#.*)?)?$/;

/** Where a profile of AppArmor begins, after comments: an include, a variable, a profile, a rule. */
const APPARMOR_START =
  /^(?:$|#?include\b|abi\b|alias\b|profile\b|\^|hat\b|[ \t]*[@"/]|\{|[ \t]*(?:audit |deny |owner |allow )*(?:capability|file|network|mount|dbus|signal|ptrace|unix|userns|change_profile|rlimit)\b)/;

/**
 * What the form of a text says. Comments in front do not count. Most files of a tree are none of these: where a text begins
 * is looked at before forms are.
 */
export function kindByContent(head: string): FileKind {
  if (head.startsWith("#") && CLOUD_CONFIG.test(head)) return "cloud-config";
  const first = head.replace(/^(?:[ \t]*(?:#.*)?\r?\n)+/, "");
  if (first.trimStart().startsWith("<")) return head.includes("<policyconfig") ? "polkit-action" : "other";
  if (head.includes("+++ ") && PATCH.test(head)) return "patch";
  // Translations (gettext): the most of many trees' texts, and like no form below but by an editor's mode line.
  if (first.startsWith('msgid "') && !MODE.test(head.slice(0, 512)) && !head.includes("polkit.add")) return "other";
  const sections = kindOfSections(head);
  if (sections) return sections;
  if (first.startsWith("Package: ") && STATUS.test(first.slice(0, 1024))) return "dpkg-status";
  if (SPEC_START.test(first) && SPEC_NAME.test(head) && SPEC_SECTION.test(head)) return "rpm-spec";
  if (/^[-%]/.test(first) && FILTER_MATCH.test(head) && FILTER_BODY.test(head)) return "onion-grater";
  if (APPARMOR_START.test(first) && isAppArmor(head)) return "apparmor";
  if (head.includes("polkit.add") && /\bpolkit\.add(?:Admin)?Rule\s*\(/.test(head)) return "polkit-rules";
  if (head.includes("\n%packages") && /^%(?:post|pre)\b/m.test(head)) return "installer";
  if (first.startsWith("{") && head.includes('"#!/') && /"#!\/[^\s"\\]*sh\\n/.test(head)) return "installer";
  if (first.startsWith("{") && INSTALLER_COMMANDS.test(head)) return "installer";
  if (head.includes("d-i ") && /^d-i[ \t]+[\w-]+\/\S+[ \t]+\w+/m.test(head)) return "installer";
  if (isSudoers(first, head)) return "sudoers";
  if (isCrontab(first, head)) return "crontab";
  return kindOfProgram(first, head);
}

function isAppArmor(head: string): boolean {
  if (head.includes("include") && APPARMOR_INCLUDE.test(head)) return true;
  return APPARMOR_BODY.test(head) ? APPARMOR_RULE.test(head) : isApparmorPart(head);
}

/** Nothing but rules, two at least of which name what they are about; the last line of a head may be cut. */
function isApparmorPart(head: string): boolean {
  let named = 0;
  let from = 0;
  for (let end = head.indexOf("\n"); end >= 0; end = head.indexOf("\n", from)) {
    const found = APPARMOR_PART.exec(head.slice(from, end));
    if (!found) return false;
    if (found[1] !== undefined) named += 1;
    from = end + 1;
  }
  return named > 1;
}
