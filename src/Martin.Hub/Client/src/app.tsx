import { useEffect } from 'preact/hooks';
import { ChatPage } from './chat/ChatPage';
import { SignIn } from './session/SignIn';
import { user } from './session/session';
import { startAssistant, stopAssistant } from './assistant';
import { Nav } from './ui/Nav';
import { OfflineBanner } from './ui/OfflineBanner';
import { Toasts } from './ui/Toasts';
import { route } from './ui/router';
import { CalendarPage } from './calendar/CalendarPage';
import { SettingsPage } from './settings/SettingsPage';
import { TasksPage } from './tasks/TasksPage';

export function App() {
  const id = user.value?.id;
  useEffect(() => {
    if (!id) return;
    startAssistant(id);
    return stopAssistant;
  }, [id]);

  if (!id) return <SignIn />;
  const { place } = route.value;
  return (
    <div class={`app at-${place}`}>
      <Nav />
      <div class="stage">
        <OfflineBanner />
        <div class="panes">
          {place === 'calendar' && <CalendarPage />}
          {place === 'tasks' && <TasksPage />}
          {place === 'settings' ? <SettingsPage /> : <ChatPage />}
        </div>
      </div>
      <Toasts />
    </div>
  );
}
