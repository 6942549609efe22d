/** A section of a kickstart file that runs when the system is installed; another interpreter's is no shell. */
const POST = /^%post\b(?!.*--interpreter[= ](?!\S*sh\b))/;
const COMMAND = /^d-i[ \t]+preseed\/(?:late|early)_command[ \t]+string[ \t]*/;

/** A script as a string of JSON, which Agama's and Photon's installers take. */
const SCRIPT = /"#!\/[^\s"\\]*sh\\n(?:[^"\\]|\\.)*"/;

/** Lists of commands in JSON and HCL (Packer, Photon's installer): a text alone on its line, or the only one of its list. */
const COMMANDS =
  /^[ \t]*(?:"?(?:inline|postinstall|boot_command)"?[ \t]*[:=][ \t]*\[[ \t]*)?("(?:[^"\\]|\\.)*")[ \t]*(?:,|\]|$)/;
/** Keys that Packer types: `<enter>`, `<wait5s>`. */
const TYPED = /(?:<\w+>)+/g;
/** What Packer's files in HCL begin with, or those of its variables. */
const HCL =
  /^(?:packer|source|build|variables?|locals|data)\b[^\n]*\{[ \t]*$|^[ \t]*(?:boot_command|inline)[ \t]*=[ \t]*\[/m;

/** The commands of an installer's answers (kickstart, preseed, JSON, HCL) as a script whose lines are those of the file. */
export function shellOfInstaller(text: string): string {
  if (text.trimStart().startsWith("{") || HCL.test(text))
    return text
      .split("\n")
      .map((line) => scriptIn(line) || commandIn(line))
      .join("\n");
  let isInside = false;
  let goesOn = false;
  const lines = text.split("\n").map((line): string => {
    if (goesOn) {
      goesOn = line.endsWith("\\");
      return line;
    }
    const command = COMMAND.exec(line)?.[0];
    if (command !== undefined) {
      goesOn = line.endsWith("\\");
      return line.slice(command.length);
    }
    if (/^%\w/.test(line)) isInside = POST.test(line);
    else if (isInside) return line;
    return "";
  });
  return lines.join("\n");
}

/** What stands on one line of the file has to be one line of the script; a here document cannot be. */
function scriptIn(line: string): string {
  const literal = SCRIPT.exec(line)?.[0];
  if (literal === undefined || literal.includes("<<")) return "";
  const commands = scriptOf(literal).split("\n").slice(1);
  return commands.filter((command) => !/^\s*(?:#|$)/.test(command)).join("; ");
}

/** A command of a list that writes something; what is typed into a terminal is one line for each key that ends one. */
function commandIn(line: string): string {
  const literal = COMMANDS.exec(line)?.[1];
  if (literal === undefined) return "";
  const command = scriptOf(literal)
    .replace(TYPED, ";")
    .replace(/;+[ \t]*$/, "");
  return !/>|\btee\b/.test(command) || /<<|\n/.test(command) ? "" : command;
}

function scriptOf(literal: string): string {
  try {
    const script: unknown = JSON.parse(literal);
    return typeof script === "string" ? script : "";
  } catch {
    return "";
  }
}
