import { describe, expect, it } from 'vitest';
import { parseBlocks } from '../src/markdown/blocks';
import { parseInline, safeLink, type Inline } from '../src/markdown/inline';

const text = (t: string): Inline => ({ kind: 'text', text: t });

describe('inline marks', () => {
  it('reads bold, emphasis and code', () => {
    expect(parseInline('a **b** *c* `d*`')).toEqual([
      text('a '), { kind: 'strong', children: [text('b')] }, text(' '), { kind: 'em', children: [text('c')] }, text(' '), { kind: 'code', text: 'd*' },
    ]);
  });

  it.each(['2 * 3 * 4', 'snake_case_name', 'a lone ** mark', '<img src=x onerror=alert(1)>', '5 > 3 && 2 < 4'])('leaves %s as it is', (plain) => {
    expect(parseInline(plain)).toEqual([text(plain)]);
  });

  it('shows the host of a link', () => {
    expect(parseInline('see [the site](https://example.org/a?b=c)')).toEqual([
      text('see '), { kind: 'link', href: 'https://example.org/a?b=c', host: 'example.org', children: [text('the site')] },
    ]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', '/relative', 'https://bank.example@evil.example/'])(
    'makes no link to %s', (href) => {
      expect(parseInline(`[click](${href})`)).toEqual([text('click')]);
      expect(safeLink(href)).toBeUndefined();
    });

  it('finds bare addresses and leaves the full stop outside', () => {
    expect(parseInline('go to https://example.org/x.')).toEqual([
      text('go to '), { kind: 'link', href: 'https://example.org/x', host: '', children: [text('https://example.org/x')] }, text('.'),
    ]);
  });

  it('counts a mark without partner to the end while the text grows', () => {
    expect(parseInline('**Fri', true)).toEqual([{ kind: 'strong', children: [text('Fri')] }]);
    expect(parseInline('**Friday*', true)).toEqual([{ kind: 'strong', children: [text('Friday')] }]);
    expect(parseInline('`co', true)).toEqual([{ kind: 'code', text: 'co' }]);
    expect(parseInline('[label](https://exa', true)).toEqual([text('label')]);
  });

  it('takes escapes', () => {
    expect(parseInline('\\*not bold\\*')).toEqual([text('*not bold*')]);
  });
});

describe('blocks', () => {
  it('cuts paragraphs, lists, code and quotes', () => {
    expect(parseBlocks('# Plan\nFirst\nsecond\n\n- a\n- b\n  - c\n\n1. x\n2. y\n\n```ts\nlet a = 1;\n\n```\n> said')).toEqual([
      { kind: 'heading', text: 'Plan' },
      { kind: 'paragraph', text: 'First\nsecond' },
      { kind: 'list', ordered: false, start: 1, items: [{ text: 'a', items: [] }, { text: 'b', items: [{ text: 'c', items: [] }] }] },
      { kind: 'list', ordered: true, start: 1, items: [{ text: 'x', items: [] }, { text: 'y', items: [] }] },
      { kind: 'code', language: 'ts', text: 'let a = 1;\n' },
      { kind: 'quote', text: 'said' },
    ]);
  });

  it('keeps finished blocks as they were, whatever follows', () => {
    const whole = 'One.\n\n- a\n- b\n\nTwo **bold** end.\n\n```\ncode\n```\n\nThree';
    for (let cut = 1; cut < whole.length; cut++) {
      const partly = parseBlocks(whole.slice(0, cut));
      const finished = partly.slice(0, -1);
      expect(parseBlocks(whole).slice(0, finished.length)).toEqual(finished);
    }
  });

  it('reads an unclosed fence to the end', () => {
    expect(parseBlocks('```\nhalf')).toEqual([{ kind: 'code', language: '', text: 'half' }]);
  });

  it('is quick on hostile text', () => {
    const start = performance.now();
    for (const piece of ['*', '[', '`', '_a', '**a ', '- ', '> ', '![](']) parseBlocks(piece.repeat(4_000)).forEach((b) => 'text' in b && parseInline(b.text, true));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
