import { Component, type ComponentChildren } from 'preact';
import { parseBlocks, type Block, type Item } from './blocks';
import { parseInline, type Inline } from './inline';

/** The assistant's text. `growing` while more is to come. */
export function Markdown({ text, growing = false }: { text: string; growing?: boolean }) {
  const blocks = parseBlocks(text);
  return (
    <div class="prose">
      {blocks.map((block, i) => <BlockView key={i} block={block} open={growing && i === blocks.length - 1} />)}
    </div>
  );
}

interface BlockProps { block: Block; open: boolean }

/** Finished blocks are left alone, so that a long answer costs no more per token than a short one. */
class BlockView extends Component<BlockProps> {
  override shouldComponentUpdate(next: BlockProps): boolean {
    return next.open || this.props.open || JSON.stringify(next.block) !== JSON.stringify(this.props.block);
  }

  override render({ block, open }: BlockProps) {
    switch (block.kind) {
      case 'code':
        return <pre tabIndex={0}><code>{block.text}</code></pre>;
      case 'heading':
        return <p class="strong">{inline(block.text, open)}</p>;
      case 'quote':
        return <blockquote>{inline(block.text, open)}</blockquote>;
      case 'list':
        return <List ordered={block.ordered} start={block.start} items={block.items} open={open} />;
      case 'paragraph':
        return <p>{inline(block.text, open)}</p>;
    }
  }
}

function List({ ordered, start, items, open }: { ordered: boolean; start: number; items: Item[]; open: boolean }) {
  const children = items.map((item, i) => {
    const last = open && i === items.length - 1;
    return (
      <li key={i}>
        {inline(item.text, last && item.items.length === 0)}
        {item.items.length > 0 && <List ordered={false} start={1} items={item.items} open={last} />}
      </li>
    );
  });
  return ordered ? <ol start={start}>{children}</ol> : <ul>{children}</ul>;
}

const inline = (text: string, open: boolean): ComponentChildren => parseInline(text, open).map(node);

function node(part: Inline, key: number): ComponentChildren {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'break':
      return <br key={key} />;
    case 'code':
      return <code key={key}>{part.text}</code>;
    case 'strong':
      return <strong key={key}>{part.children.map(node)}</strong>;
    case 'em':
      return <em key={key}>{part.children.map(node)}</em>;
    case 'link':
      return (
        <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.children.map(node)}
          {part.host && <span class="host"> ({part.host})</span>}
        </a>
      );
  }
}
