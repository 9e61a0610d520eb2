import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps { title: string; close: () => void; children: ComponentChildren }

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ title, close, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} class="dialog" aria-label={title} onClose={close} onClick={(e) => e.target === ref.current && ref.current?.close()}>
      <div class="dialog-body">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps { title: string; text: string; yes: string; close: () => void; confirm: () => void }

export const Confirm = ({ title, text, yes, close, confirm }: ConfirmProps) => (
  <Dialog title={title} close={close}>
    <p>{text}</p>
    <div class="buttons">
      <button class="button danger" onClick={() => { close(); confirm(); }}>{yes}</button>
      <button class="button" autofocus onClick={close}>Keep</button>
    </div>
  </Dialog>
);
