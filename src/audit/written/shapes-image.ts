import type { AuditContext, AuditedFile } from "../model.ts";
import { testsAndTools } from "../ships/tests-and-tools.ts";

/** Machines of those who work on a product: what is set up there is not what others get. */
const OF_DEVELOPERS =
  /(?:^|\/)(?:\.(?!build\/)[^/]+|ci|vagrant|(?<!(?:^|\/)packag(?:e|ing)\/)docker|dockerfiles|(?:dev)?tools?|utils?)\//;
/** Roots in which packages are built are thrown away. */
const OF_PACKAGES = /(?:^|[/_.-])(?:pbuilder|cowbuilder|sbuild|mock)(?=[/_.-]|$)/;
/** A builder's folder that is only hidden from those who look at the product. */
const HIDDEN_BUILD = /(?:^|\/)\.build\//;
/** A container that others get has a program to start; one without it is a shell for those who build or try something. */
const STARTS = /^[ \t]*(?:ENTRYPOINT|HEALTHCHECK[ \t]+(?!NONE))/im;
/** live-build says of everything what becomes of it. */
const LIVE_BUILD = /(?:^|\/)config\/(?:chroot_local-includes|includes\.chroot)/;

const known = new WeakMap<AuditContext, boolean>();

/**
 * Whether what a script puts into the system's places stands in an image although the script does not: it builds the image,
 * as does what a container of the product is built by.
 * A script of which the tree says nothing else, and that writes sudo rules or units, does so for the product.
 */
export function shapesImage(context: AuditContext, file: AuditedFile): boolean {
  const { path, fate, kind } = file;
  if (kind === "dockerfile") return fate !== "test" && !OF_DEVELOPERS.test(path) && STARTS.test(file.text());
  if (fate === "image") return true;
  if (fate === "test" || OF_DEVELOPERS.test(path) || OF_PACKAGES.test(path)) return false;
  return fate === "build" || HIDDEN_BUILD.test(path) || (testsAndTools(path) === undefined && !usesLiveBuild(context));
}

function usesLiveBuild(context: AuditContext): boolean {
  const before = known.get(context) ?? context.files.some(({ path }) => LIVE_BUILD.test(path));
  known.set(context, before);
  return before;
}
