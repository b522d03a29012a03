export { addTo, mirror, packPanels } from './products';
export { finish, help, offer, open } from './team';
