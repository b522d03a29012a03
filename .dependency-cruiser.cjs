// The walls between host, studio and engine, and the order of the engine's rooms (docs/architecture.md). `npm run walls` checks them.

const engine = '^webview/engine/';

/** The engine's rooms from top to bottom: a room sees those below it. */
const rooms = [
  ['run'],
  ['planning', 'method'],
  ['tiles'],
  ['gradient'],
  ['losses', 'optimizers'],
  ['images', 'network'],
  ['support'],
];

const upwards = rooms.slice(1).map((floor, index) => ({
  name: `engine-${floor.join('-and-')}-sees-only-what-is-below`,
  severity: 'error',
  from: { path: `${engine}(${floor.join('|')})/` },
  to: {
    path: `${engine}(${rooms
      .slice(0, index + 1)
      .flat()
      .join('|')})/`,
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'shared-imports-nothing-of-ours',
      comment:
        'src/shared is imported by everyone and stays pure: no vscode, no Node, no tfjs, no other layer.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/shared/', '^node_modules/valibot/'] },
    },
    {
      name: 'pure-knows-no-vscode',
      comment: 'src/pure is what the host decides without VS Code, tested without it.',
      severity: 'error',
      from: { path: '^src/pure/' },
      to: { pathNot: ['^src/(pure|shared)/', '^node_modules/valibot/'] },
    },
    {
      name: 'host-has-no-node',
      comment: 'The host also runs in a browser: vscode and src/shared only. src/node alone has Node.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(shared|node)/' },
      to: { pathNot: ['^src/', '^vscode$', 'node_modules/@types/vscode/', '^node_modules/valibot/'] },
    },
    {
      name: 'node-comes-in-by-its-entry',
      comment: 'The bundle for browsers must not reach src/node.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(node/|nodeExtension\\.ts$)' },
      to: { path: '^src/node/' },
    },
    {
      name: 'engine-stands-alone',
      comment: 'The engine knows neither UI, nor host, nor Node.',
      severity: 'error',
      from: { path: engine },
      to: {
        pathNot: [
          engine,
          '^src/shared/',
          '^node_modules/(@tensorflow|fast-png|valibot|@petamoriken/float16)/',
        ],
      },
    },
    ...upwards,
    {
      name: 'rooms-know-no-backend',
      comment: 'What depends on the device is asked of `Backend`, whose type alone the rooms see.',
      severity: 'error',
      from: { path: `${engine}(${rooms.flat().join('|')})/` },
      to: {
        path: `${engine}(backends|devices)/`,
        pathNot: `${engine}(backends/backend|devices/(device|deviceWatch))\\.ts$`,
      },
    },
    {
      name: 'backends-stand-beside-each-other',
      comment:
        'wasm builds on tensor; neither knows webgpu, nor webgpu them. Only devices/ chooses among them.',
      severity: 'error',
      from: { path: `${engine}backends/(tensor|wasm|webgpu)/` },
      to: {
        path: `${engine}backends/(tensor|wasm|webgpu)/`,
        pathNot: [`${engine}backends/$1/`, `${engine}backends/tensor/`],
      },
    },
    {
      name: 'tensor-knows-no-other-backend',
      severity: 'error',
      from: { path: `${engine}backends/tensor/` },
      to: { path: `${engine}backends/(wasm|webgpu)/` },
    },
    {
      name: 'backends-know-neither-run-nor-method',
      severity: 'error',
      from: { path: `${engine}backends/` },
      to: { path: `${engine}(run|method|devices)/` },
    },
    {
      name: 'the-reference-is-for-tests',
      comment: 'What everything is held against runs in no product.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: `${engine}(reference|check)/` },
      to: { path: `${engine}reference/` },
    },
    {
      name: 'studio-sees-the-engine-through-its-interface',
      severity: 'error',
      from: { path: '^webview/', pathNot: engine },
      to: { path: engine, pathNot: `${engine}(stylizer|engineProtocol)\\.ts$` },
    },
    {
      name: 'studio-and-host-are-apart',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: '^src/shared/' },
    },
    {
      name: 'product-never-imports-scripts-or-tests',
      severity: 'error',
      from: { path: '^(src|webview)/' },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'no-circles',
      comment: 'Circles of types too: files that need each other to be understood are one file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The bundler's own script: its import of the package of the same name is taken for itself.
    exclude: { path: '^esbuild\\.mjs$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
