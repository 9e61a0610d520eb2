/** How much of a growing text is whole sentences, for a voice that should not stumble from token to token. */
export function sentencesEnd(text: string, from: number): number {
  let end = from;
  const stops = /[.!?…:](?=["')\]]?\s)|\n+/g;
  stops.lastIndex = from;
  for (let match = stops.exec(text); match; match = stops.exec(text)) end = match.index + match[0].length;
  return end;
}

/** Markdown as it should be heard. */
export const spoken = (text: string) =>
  text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`#>]+/g, '').replace(/^\s*-\s+/gm, '').trim();
