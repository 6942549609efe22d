const TITLES: Readonly<Record<string, string>> = {
  source: "Source",
  build: "Build",
  queue: "Queue for testers",
  "prove variation": "Built again under variation",
  "prove recreation": "Built again from the record",
  "prove archive": "Beside the archive",
  test: "Tests",
  review: "Review",
  approve: "Approval",
  publish: "Publication",
  tell: "Advisory",
  machine: "Machine",
};

/** `prove variation amd64` as people say it: `Built again under variation, amd64`. Unknown labels stand as they are. */
export function stepTitle(label: string): string {
  const words = label.split(" ");
  const [two, one] = [words.slice(0, 2).join(" "), words[0] ?? ""];
  const known = TITLES[two] === undefined ? one : two;
  const title = TITLES[known];
  if (title === undefined) return label;
  const rest = words.slice(known.split(" ").length).join(" ");
  return rest === "" ? title : `${title}, ${rest}`;
}
