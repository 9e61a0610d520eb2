const paths = {
  chat: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 3.5V17A2.5 2.5 0 0 1 4 14.5z',
  calendar: 'M4 8.5A2.5 2.5 0 0 1 6.5 6h11A2.5 2.5 0 0 1 20 8.5v9a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 17.5zM4 11h16M8.5 3.5V8M15.5 3.5V8',
  tasks: 'M4.5 7l1.75 1.75L9.5 5.5M4.5 16l1.75 1.75 3.25-3.25M13 7.5h7M13 16.5h7',
  settings: 'M4 7h9m5 0h2M4 17h2m5 0h9M15.5 4.75v4.5M8.5 14.75v4.5',
  send: 'M12 19V5.5M6 11l6-6 6 6',
  stop: 'M8 8h8v8H8z',
  plus: 'M12 5v14M5 12h14',
  back: 'M14.5 6l-6 6 6 6',
  next: 'M9.5 6l6 6-6 6',
  down: 'M12 5v13.5M6 13l6 6 6-6',
  open: 'M8 10l4 4 4-4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 10.5v5.5M13.5 10.5v5.5',
  undo: 'M8.5 5L4.5 9l4 4M5 9h8.5a5 5 0 0 1 0 10H9',
  run: 'M5 6.5h9M5 12h6M5 17.5h9M16 8.5l4 3.5-4 3.5z',
  list: 'M4 6.5h16M4 12h16M4 17.5h10',
  offline: 'M4 4l16 16M8.5 8.6A9 9 0 0 0 4 11.5M13 8a9.4 9.4 0 0 1 7 3.5M8 15a5.6 5.6 0 0 1 6-1.6M12 18.5v.01',
  alert: 'M12 8v5m0 3.5v.01M12 3.5l9 16H3z',
  phone: 'M8 3.5h8A1.5 1.5 0 0 1 17.5 5v14a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 19V5A1.5 1.5 0 0 1 8 3.5zM11 17.5h2',
} as const;

export type IconName = keyof typeof paths;

/** Decoration only: the text beside it, or the button's label, says what it means. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
);
