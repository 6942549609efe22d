/** Where an id stands beside the case that is acted on. */
export interface Elsewhere {
  /** Undefined for a case that whoever acts may not read. */
  readonly name: string | undefined;
  readonly isPublic: boolean;
  /** The id as it stands there: leading zeros make no other number. */
  readonly spelt: string;
}

/** Why an id cannot be given: it is another case's. `director` is who reads both. */
export function givenElsewhere(id: string, { name, isPublic, spelt }: Elsewhere, director: string): string {
  const mistyped = "Look at whether it is mistyped";
  if (isPublic) {
    const whose = name === undefined ? "for another case" : `for ${name}`;
    return `${id} is published already, ${whose}. ${mistyped}; if both are about the same, close this one as its duplicate (act \`sort\`).`;
  }
  if (name === undefined) {
    return `${id} is another case's, which you may not read. ${mistyped}; if it is not, ask the director (${director}), who reads both, which of them it belongs to.`;
  }
  return `${id} is ${name}'s. If it belongs here, take it back there first: \`sameday cases do ${name} take-id-back id=${spelt}\`. If both are about the same, close one of them as a duplicate (act \`sort\`).`;
}

/** Why a case cannot be opened again: an id that it had is another's by now. */
export function takenMeanwhile(id: string, { name }: Elsewhere, caseId: string): string {
  const whose = name === undefined ? "another case's" : `${name}'s`;
  return `${id}, which this case had, is ${whose} by now. Take it back here first: \`sameday cases do ${caseId} take-id-back id=${id}\`.`;
}

/** Why a case gets no second number of our own by itself: whoever asks twice means one. */
export function hasNumber(own: string, next: string): string {
  return `The case has ${own} already. Take that back first, or give it a further number by its name: id=${next}.`;
}

/** Why an advisory cannot be published: an id in it is another case's. `director` is who reads both. */
export function namedElsewhere(id: string, { name }: Elsewhere, director: string): string {
  const whose = name === undefined ? "another case's, which you may not read" : `${name}'s`;
  return `The advisory names ${id}, which is ${whose}. Look at whether it is mistyped there; if it is not, ask the director (${director}) which case it belongs to, and give it to this one.`;
}
