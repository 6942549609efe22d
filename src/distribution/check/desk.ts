import type { Report } from "../read/field.ts";
import type { Definition } from "../schema.ts";
import { known } from "./known.ts";
import { unique } from "./unique.ts";

/** Who makes statements beside builders. */
const OWN_PARTIES = new Set(["desk", "signer"]);

/** Layers, queues, builders and images. */
export function checkDesk(definition: Definition, report: Report): void {
  const codenames = definition.release.map((release) => release.codename.value);
  const architectures = [
    ...new Set(definition.release.flatMap((each) => each.architectures.map(({ value }) => value))),
  ];
  checkLayers(definition, report);
  checkQueues(definition, report);
  unique(
    definition.builder.map((builder) => builder.name),
    "The builder",
    report,
  );
  for (const builder of definition.builder) {
    if (OWN_PARTIES.has(builder.name.value)) {
      const message = `A builder must not be called "${builder.name.value}": evidence would not tell the two apart.`;
      report.error("distribution-builder-name", builder.name.place, message);
    }
    unique(builder.architectures, "The architecture", report);
    for (const architecture of builder.architectures) known(architecture, architectures, "architecture", report);
  }
  unique(
    definition.image.map((image) => image.name),
    "The image",
    report,
  );
  for (const image of definition.image) known(image.release, codenames, "release", report);
}

function checkLayers(definition: Definition, report: Report): void {
  const { layer: layers } = definition;
  unique(
    layers.map((layer) => layer.name),
    "The layer",
    report,
  );
  const ours = layers.filter((layer) => layer.ours);
  const [first, second] = ours;
  if (second) {
    const message = `Exactly one layer is ours; "${first?.name.value}" is already.`;
    report.error("distribution-our-layer", second.name.place, message);
  } else if (!first && layers[0]) {
    const message = "Exactly one layer must have ours = true: the one that this desk writes.";
    report.error("distribution-our-layer", layers[0].name.place, message);
  }
}

/** A queue is served as the suite CODENAME-NAME, which must not be a suite of the archive. */
function checkQueues(definition: Definition, report: Report): void {
  unique(
    definition.queue.map((queue) => queue.name),
    "The queue",
    report,
  );
  const suites = new Set(definition.release.flatMap((release) => release.suite.map(({ name }) => name.value)));
  for (const queue of definition.queue) {
    for (const { codename } of definition.release) {
      const suite = `${codename.value}-${queue.name.value}`;
      if (!suites.has(suite)) continue;
      const message = `The queue "${queue.name.value}" would be the suite ${suite}, which is the archive's; choose another name.`;
      report.error("distribution-queue-clash", queue.name.place, message);
    }
  }
  if (definition.builder.length === 0 || definition.builder.some((builder) => builder.embargoed)) return;
  const embargoed = definition.queue.find((queue) => queue.embargoed);
  if (!embargoed) return;
  const message = `No builder takes embargoed work (embargoed = true): updates for "${embargoed.name.value}" would wait for ever.`;
  report.warning("distribution-no-embargoed-builder", embargoed.name.place, message);
}
