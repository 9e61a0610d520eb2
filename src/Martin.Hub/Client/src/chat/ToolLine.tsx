import { Icon } from '../ui/Icon';
import { errorText } from '../wire/errors';
import type { ToolCall } from '../wire/types';
import { Fields } from './Fields';
import { toolLabel } from './toolLabels';

interface Props { call: ToolCall; finished: boolean; proposed: boolean }

/** One quiet line for a step; unfolded, what was asked and what came back. */
export function ToolLine({ call, finished, proposed }: Props) {
  const failed = call.ok === false || !!call.error;
  const args = (call.arguments ?? {}) as Record<string, unknown>;
  return (
    <details class={`step ${finished ? '' : 'is-running'} ${failed ? 'is-failed' : ''}`}>
      <summary><Icon name={failed ? 'alert' : finished ? 'check' : 'next'} /><span>{toolLabel(call, finished, proposed)}</span><Icon name="open" /></summary>
      <div class="step-body">
        {Object.keys(args).length > 0 && <Fields payload={args} />}
        {call.summary && <p class="step-summary">{call.summary}</p>}
        {failed && <p class="step-summary">{errorText(call.error)}</p>}
        {!call.summary && !failed && finished && Object.keys(args).length === 0 && <p class="quiet">Nothing more to show.</p>}
      </div>
    </details>
  );
}
