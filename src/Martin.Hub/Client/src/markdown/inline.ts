// The little of Markdown that runs within a line. What is not understood stays text; nothing becomes HTML.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'break' }
  | { kind: 'strong' | 'em'; children: Inline[] }
  | { kind: 'link'; href: string; host: string; children: Inline[] };

const marks = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['*', 'em'],
  ['_', 'em'],
] as const;

/**
 * Parses one block's text. While the text still grows (`open`), a mark that has no partner yet counts to the end, so
 * that words do not change their look when the partner arrives.
 */
export function parseInline(text: string, open = false, depth = 0): Inline[] {
  const out: Inline[] = [];
  let plain = '';
  const push = (node: Inline) => {
    if (plain) out.push({ kind: 'text', text: plain });
    plain = '';
    out.push(node);
  };

  for (let at = 0; at < text.length; ) {
    const found = codeAt(text, at, open) ?? linkAt(text, at, open) ?? urlAt(text, at) ?? markAt(text, at, open, depth);
    if (found) {
      push(found.node);
      at = found.end;
    } else if (text[at] === '\n') {
      push({ kind: 'break' });
      at++;
    } else {
      if (text[at] === '\\' && /[\\`*_[\]#-]/.test(text[at + 1] ?? '')) at++;
      plain += text[at++] ?? '';
    }
  }
  if (plain) out.push({ kind: 'text', text: plain });
  return out;
}

type Found = { node: Inline; end: number } | undefined;

function codeAt(text: string, at: number, open: boolean): Found {
  if (text[at] !== '`') return;
  const fence = /^`+/.exec(text.slice(at))![0];
  const close = text.indexOf(fence, at + fence.length);
  if (close < 0) return open ? { node: { kind: 'code', text: text.slice(at + fence.length) }, end: text.length } : undefined;
  return { node: { kind: 'code', text: text.slice(at + fence.length, close).trim() }, end: close + fence.length };
}

function linkAt(text: string, at: number, open: boolean): Found {
  if (text[at] !== '[') return;
  const match = /^\[([^\]\n]+)\]\(((?:[^()\s]|\([^()\s]*\))*)(\)?)/.exec(text.slice(at));
  if (!match || (!match[3] && !(open && at + match[0].length === text.length))) return;
  const label = match[1]!;
  const target = match[3] ? safeLink(match[2]!) : undefined;
  // An address that is not a plain web or mail link is dropped, its label stays.
  const node: Inline = target
    ? { kind: 'link', ...target, children: [{ kind: 'text', text: label }] }
    : { kind: 'text', text: label };
  return { node, end: at + match[0].length };
}

function urlAt(text: string, at: number): Found {
  if (text[at] !== 'h' || /\w/.test(text[at - 1] ?? ' ')) return;
  const match = /^https?:\/\/[^\s<>"']+/.exec(text.slice(at));
  const url = match?.[0].replace(/[.,;:!?)\]*_]+$/, '');
  const target = url ? safeLink(url) : undefined;
  if (!url || !target) return;
  // The address itself says where it leads.
  return { node: { kind: 'link', href: target.href, host: '', children: [{ kind: 'text', text: url }] }, end: at + url.length };
}

function markAt(text: string, at: number, open: boolean, depth: number): Found {
  if (depth > 3) return; // nobody nests deeper on purpose
  for (const [mark, kind] of marks) {
    if (!text.startsWith(mark, at)) continue;
    const start = at + mark.length;
    if (/^(\s|$)/.test(text.slice(start, start + 1))) return; // a lone asterisk, as in 2 * 3
    if (mark[0] === '_' && /\w/.test(text[at - 1] ?? ' ')) return; // snake_case
    const close = closing(text, mark, start);
    if (close < 0 && !open) continue;
    // Half of a closing mark has come: it is not text.
    const inner = close < 0 ? text.slice(start).replace(/[*_]$/, '') : text.slice(start, close);
    return { node: { kind, children: parseInline(inner, open, depth + 1) }, end: close < 0 ? text.length : close + mark.length };
  }
  return;
}

function closing(text: string, mark: string, from: number): number {
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + mark.length)) {
    if (/\s/.test(text[at - 1] ?? ' ')) continue;
    if (mark.length === 1 && (text[at + 1] === mark || text[at - 1] === mark)) continue; // part of a double mark
    if (mark[0] === '_' && /\w/.test(text[at + 1] ?? ' ')) continue;
    return at;
  }
  return -1;
}

/** Only addresses a person can judge: web pages by their host, and mail. */
export function safeLink(href: string): { href: string; host: string } | undefined {
  try {
    const url = new URL(href);
    if (url.protocol === 'mailto:') return { href: url.href, host: url.pathname };
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return;
    return url.username ? undefined : { href: url.href, host: url.host };
  } catch {
    return;
  }
}
