import { render } from 'preact';
import './styles/index.css';
import { App } from './app';
import { startSession } from './session/session';

// The sign-in link is taken up before anything is drawn, so that no form flashes by.
void startSession().then(() => render(<App />, document.getElementById('app')!));
