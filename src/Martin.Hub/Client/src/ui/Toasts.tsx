import { Icon } from './Icon';
import { dismiss, toasts } from './toast';

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map((t) => (
      <div class="toast" key={t.id}>
        <p>{t.text}</p>
        {t.action && <button class="link" onClick={() => { t.action!.run(); dismiss(t.id); }}>{t.action.label}</button>}
        <button class="icon-button" aria-label="Dismiss" onClick={() => dismiss(t.id)}><Icon name="close" /></button>
      </div>
    ))}
  </div>
);
