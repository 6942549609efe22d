/**
 * Lengths in steps of two percent as classes, because the content policy forbids them in the page:
 * `h` the height of a column, `w` the width of a bar, `x` where it begins.
 */
export function scaleRules(): string {
  const steps = Array.from({ length: 51 }, (_, index) => index * 2);
  return steps
    .map((step) => `.h${step}{height:${step}%}.w${step}{width:${step}%}.x${step}{margin-left:${step}%}`)
    .join("");
}
