import { say } from '../wire/errors';
import { Icon } from '../ui/Icon';
import { toast } from '../ui/toast';
import type { PlanStatus } from '../wire/types';
import { cancelRun, isOver, openRun, standing } from './runs';

const words: Record<PlanStatus, string> = {
  pending: '', in_progress: ' (now)', done: ' (done)', failed: ' (failed)', skipped: ' (left out)', needs_user: ' (needs you)',
};

/** What Martin works on by itself in the open conversation, with its plan and a way to stop it. */
export function RunStrip() {
  const run = openRun.value;
  if (!run) return null;
  const { turns } = run.budget;
  const line = <span class={run.status === 'running' ? 'is-running' : ''}>{standing(run)}</span>;
  return (
    <section class="run" aria-label="Task under way">
      <div class="run-line">
        {run.plan.length === 0 ? line : (
          <details>
            <summary>{line}<Icon name="open" /></summary>
            <ol>
              {run.plan.map((step, i) => (
                <li key={i} class={step.status === 'failed' ? 'is-failed' : isOver(step.status) ? 'is-over' : ''}>{step.text}{words[step.status]}</li>
              ))}
            </ol>
            <p class="quiet">Turn {Math.min(turns.used + 1, turns.limit)} of at most {turns.limit}</p>
          </details>
        )}
        <button class="button" onClick={() => void cancelRun(run).catch((error) => toast(`Not stopped: ${say(error)}`))}><Icon name="stop" />Stop</button>
      </div>
    </section>
  );
}
