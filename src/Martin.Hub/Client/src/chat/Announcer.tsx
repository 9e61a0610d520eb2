import { useEffect, useRef, useState } from 'preact/hooks';
import type { LiveTurn } from './liveTurn';
import { sentencesEnd, spoken } from './sentences';
import { toolLabel } from './toolLabels';
import { hasEnded, textOf } from './turnView';

/** Tells a screen reader what the latest turn does: whole sentences, steps and how it ended. */
export function Announcer({ turn }: { turn: LiveTurn | undefined }) {
  const [lines, setLines] = useState<{ id: number; text: string }[]>([]);
  const told = useRef({ turn, upTo: 0, steps: 0, ended: turn ? hasEnded(turn.state.peek().view) : true });
  const view = turn?.state.value.view;

  useEffect(() => {
    if (!turn || !view) return;
    if (told.current.turn !== turn) told.current = { turn, upTo: 0, steps: 0, ended: false };
    const at = told.current;
    if (at.ended) return;
    const news: string[] = [];
    const steps = view.parts.filter((p) => p.kind === 'tool');
    for (const step of steps.slice(at.steps)) if (step.kind === 'tool') news.push(toolLabel(step.call, step.finished));
    at.steps = steps.length;
    const text = textOf(view);
    const end = hasEnded(view) ? text.length : sentencesEnd(text, at.upTo);
    news.push(spoken(text.slice(at.upTo, end)));
    at.upTo = end; // also after a reset, which tells its text again
    if (hasEnded(view)) {
      at.ended = true;
      if (view.status === 'failed') news.push(`That failed. ${view.error?.message ?? ''}`);
      if (view.parts.some((p) => p.kind === 'action' && p.action.status === 'proposed')) news.push('Martin asks for your approval.');
    }
    const text_ = news.filter(Boolean).join(' ');
    if (text_) setLines((before) => [...before.slice(-5), { id: (before.at(-1)?.id ?? 0) + 1, text: text_ }]);
  }, [turn, view]);

  return <div class="unseen" aria-live="polite" aria-relevant="additions">{lines.map((l) => <p key={l.id}>{l.text}</p>)}</div>;
}
