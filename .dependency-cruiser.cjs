// The walls between host, studio and engine (CONTRIBUTING.md shows them as a picture). `npm run walls` checks them.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'shared-imports-nothing-of-ours',
      comment:
        'src/shared is imported by everyone and stays pure: no vscode, no Node, no tfjs, no other layer.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/shared/', '^node_modules/(valibot|image-size)/'] },
    },
    {
      name: 'host-has-no-node',
      comment: 'The host also runs in a browser: vscode and src/shared only.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/shared/' },
      to: { pathNot: ['^src/', '^vscode$', 'node_modules/@types/vscode/', '^node_modules/valibot/'] },
    },
    {
      name: 'engine-stands-alone',
      comment: 'The engine knows neither UI, nor host, nor Node.',
      severity: 'error',
      from: { path: '^webview/engine/' },
      to: { pathNot: ['^webview/engine/', '^src/shared/', '^node_modules/(@tensorflow|fast-png)/'] },
    },
    {
      name: 'studio-sees-the-engine-through-its-interface',
      severity: 'error',
      from: { path: '^webview/', pathNot: '^webview/engine/' },
      to: { path: '^webview/engine/', pathNot: '^webview/engine/(stylizer|engineProtocol)\\.ts$' },
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
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
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
