import { signal } from '@preact/signals';
import { newId } from '../wire/ids';

export interface Toast { id: string; text: string; action?: { label: string; run(): void } }

export const toasts = signal<readonly Toast[]>([]);

export function toast(text: string, action?: Toast['action'], ms = 8_000): void {
  const item: Toast = { id: newId(), text, ...(action ? { action } : {}) };
  toasts.value = [...toasts.value.slice(-2), item];
  setTimeout(() => dismiss(item.id), ms);
}

export function dismiss(id: string): void {
  toasts.value = toasts.value.filter((t) => t.id !== id);
}
