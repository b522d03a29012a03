// Bundles the tests that run inside VS Code, for the debugger (.vscode/launch.json):
//   node --import tsx scripts/make/bundle-host-tests.ts
import { bundleHostTests } from '../lib/testing/hostBundle';

await bundleHostTests();
