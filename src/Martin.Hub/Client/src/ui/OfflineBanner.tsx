import { hub } from '../wire/hub';
import { Icon } from './Icon';

export const OfflineBanner = () => (
  <div class="offline" role="status" aria-live="polite" hidden={hub.state.value !== 'offline'}>
    {hub.state.value === 'offline' && (
      <>
        <Icon name="offline" />
        <span>Martin cannot be reached. What you write is kept and sent when it is back.</span>
        <button class="link" onClick={() => void hub.probe()}>Try now</button>
      </>
    )}
  </div>
);
