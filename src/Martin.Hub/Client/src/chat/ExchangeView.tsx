import { Component } from 'preact';
import { Markdown } from '../markdown/Markdown';
import type { Exchange } from './thread';
import { AnswerView } from './AnswerView';
import { Refusal } from './Refusal';

interface Props { exchange: Exchange; last: boolean }

/** Older exchanges stand still while the last one grows. */
export class ExchangeView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { exchange: a, last } = this.props;
    const b = next.exchange;
    return last !== next.last || a.view !== b.view || a.said !== b.said || a.answer !== b.answer || a.live !== b.live;
  }

  override render({ exchange, last }: Props) {
    const { said, answer, view, live } = exchange;
    const byMartin = view?.origin === 'action' || said?.role === 'system';
    return (
      <article class="exchange">
        {said && (byMartin
          ? <p class="origin quiet small">{said.content}</p>
          : <div class="said"><span class="unseen">You: </span>{said.content}</div>)}
        {view ? <AnswerView view={view} live={live} last={last} said={said?.content} /> : answer && <Markdown text={answer.content} />}
        {live && <Refusal turn={live} />}
      </article>
    );
  }
}
