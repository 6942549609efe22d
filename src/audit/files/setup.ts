/** Descriptions of machines (Ansible, Salt, Puppet, Nix, Butane, just) and programs in languages that no rule reads by themselves. */
const SETUP = /\.(?:ya?ml|sls|bu|pp|rb|php|go|rs|nix|tf|tftpl|just)$|\/\.?[Jj]ustfile$/;
/** Puppet's classes look like those of JavaScript. */
const ALWAYS = /\.(?:pp|just)$|\/\.?[Jj]ustfile$/;

/** What such a text names when it writes sudo rules, units or rules of polkit, or gives a program rights. */
const MARKS =
  /sudoers|visudo|NOPASSWD|ALL[ \t]*=[ \t]*\(|\[Service\]|polkit|pkla|\bmode\b["']?[ \t]*[:=][^\n]{0,12}(?:0?[2-7]\d{3}\b|\+[rwx]*s\b)|setcap|capabilit|chmod|wheelNeedsPassword|nopasswd[ \t]+true|security\.wrappers/;

export function isSetup(place: string, kind: string): boolean {
  return (kind === "other" ? SETUP : ALWAYS).test(place);
}

/** Whether a text of such a file may say something to a rule: most of a tree's do not. */
export function saysSomething(text: string): boolean {
  return MARKS.test(text);
}
