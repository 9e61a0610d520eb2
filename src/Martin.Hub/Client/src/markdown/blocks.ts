// Cuts text into blocks. Kept apart from the inline marks so that, while an answer grows, only its last block changes.

export interface Item { text: string; items: Item[] }

export type Block =
  | { kind: 'paragraph' | 'heading' | 'quote'; text: string }
  | { kind: 'code'; text: string; language: string }
  | { kind: 'list'; ordered: boolean; start: number; items: Item[] };

const bullet = /^(\s*)(?:[-*•+]|(\d{1,9})[.)])(?:\s+(.*))?$/;

export function parseBlocks(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    const fence = /^\s*```\s*([\w+#-]*)/.exec(line);
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    if (!line.trim()) at++;
    else if (fence) {
      const end = lines.findIndex((l, i) => i > at && /^\s*```\s*$/.test(l));
      const stop = end < 0 ? lines.length : end; // still growing
      blocks.push({ kind: 'code', language: fence[1]!, text: lines.slice(at + 1, stop).join('\n') });
      at = stop + 1;
    } else if (heading) {
      blocks.push({ kind: 'heading', text: heading[1]!.replace(/\s+#+\s*$/, '') });
      at++;
    } else if (bullet.test(line)) at = list(lines, at, blocks);
    else if (line.startsWith('>')) at = run(lines, at, blocks, 'quote', (l) => l.startsWith('>'), (l) => l.replace(/^>\s?/, ''));
    else at = run(lines, at, blocks, 'paragraph', startsNothing, (l) => l);
  }
  return blocks;
}

const startsNothing = (line: string) => !!line.trim() && !bullet.test(line) && !/^(#{1,6}\s|>|\s*```)/.test(line);

function run(lines: string[], at: number, blocks: Block[], kind: 'paragraph' | 'quote', goesOn: (l: string) => boolean, clean: (l: string) => string): number {
  const from = at++;
  while (at < lines.length && goesOn(lines[at]!)) at++;
  blocks.push({ kind, text: lines.slice(from, at).map(clean).join('\n').trim() });
  return at;
}

function list(lines: string[], at: number, blocks: Block[]): number {
  const first = bullet.exec(lines[at]!)!;
  const ordered = first[2] !== undefined;
  const items: Item[] = [];
  while (at < lines.length) {
    const line = lines[at]!;
    const match = bullet.exec(line);
    const parent = items.at(-1);
    if (match) {
      const item = { text: match[3] ?? '', items: [] };
      const nested = parent && match[1]!.length > first[1]!.length + 1;
      // Another kind of mark on the same level begins another list.
      if (!nested && (match[2] !== undefined) !== ordered) break;
      (nested ? parent.items : items).push(item);
    } else if (!line.trim()) {
      const next = lines[at + 1] ?? '';
      if (!bullet.test(next)) break; // a blank line between items keeps the list going
    } else if (/^\s+\S/.test(line) && parent) {
      const last = parent.items.at(-1) ?? parent;
      last.text += `\n${line.trim()}`;
    } else break;
    at++;
  }
  blocks.push({ kind: 'list', ordered, start: Number(first[2] ?? 1), items });
  return at;
}
