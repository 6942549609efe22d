/** A section of a kickstart file that runs when the system is installed; another interpreter's is no shell. */
const POST = /^%post\b(?!.*--interpreter[= ](?!\S*sh\b))/;
const COMMAND = /^d-i[ \t]+preseed\/(?:late|early)_command[ \t]+string[ \t]*/;

/** The commands of an installer's answers (kickstart, preseed) as a script whose lines are those of the file. */
export function shellOfInstaller(text: string): string {
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
