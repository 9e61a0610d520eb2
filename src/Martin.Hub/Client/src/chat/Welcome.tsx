import { sendText } from './compose';

const wishes = [
  'schedule lunch with Ana tomorrow at noon',
  "what's on my calendar tomorrow?",
  'remind me to call the bank on Monday at 9, high priority',
  'what are my tasks?',
];

/** What a new conversation says: four wishes that work, also with no model connected. */
export const Welcome = () => (
  <div class="welcome">
    <img src="/icon.svg" alt="" width="48" height="48" />
    <h2>What can I do for you?</h2>
    <p class="quiet">Martin keeps your calendar and your tasks, and asks before anybody else hears of it.</p>
    <ul class="wishes">
      {wishes.map((wish) => <li key={wish}><button class="wish" onClick={() => sendText(wish)}>{wish}</button></li>)}
    </ul>
  </div>
);
