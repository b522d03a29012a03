import { connectHost } from './hostLink/host';
import { EngineClient } from './engineLink/engineClient';
import { StudioActions } from './actions/studioActions';
import { intentEvent } from './actions/intents';
import { pageStyles } from './pageStyles';
import { PasticheApp } from './app';
import { asPasticheError, PasticheError } from '../src/shared/errors';
import { markStart } from '../src/shared/startMarks';
import { StudioState } from './state/studioState';

markStart('script');
const state = new StudioState();

const host = connectHost(
  {
    enqueue: (params, signal) => actions.handlers.enqueue(params, signal),
    command: (params, signal) => actions.handlers.command(params, signal),
    settingsChanged: (params, signal) => actions.handlers.settingsChanged(params, signal),
    vgg19Changed: (params, signal) => actions.handlers.vgg19Changed(params, signal),
  },
  error => actions.log('error', error),
);

const actions = new StudioActions(state, host, canvas => {
  if (!state.assets) throw new PasticheError('internal', 'The studio was started before it was ready.');
  return EngineClient.create(state.assets, canvas, error => actions.log('warn', error));
});

// Rejections that no part handles are logged.
window.addEventListener('unhandledrejection', event => actions.log('error', asPasticheError(event.reason)));
window.addEventListener('error', event =>
  actions.log('error', asPasticheError(event.error ?? event.message)),
);

document.adoptedStyleSheets.push(pageStyles.styleSheet!);
const app = document.querySelector('pastiche-app') ?? document.body.appendChild(new PasticheApp());
app.studio = state;
app.addEventListener(intentEvent, event => actions.perform(event.detail));

try {
  const start = await host.call('ready', null);
  markStart('told');
  host.named(start.studio);
  state.assets = start.assets;
  actions.begin(start);
} catch (thrown) {
  actions.tell(thrown);
}
await app.updateComplete;
document.body.dataset['ready'] = 'true';
