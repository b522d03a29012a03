import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const nodeGlobals = ['Buffer', 'process', '__dirname', '__filename', 'require', 'global'].map(name => ({
  name,
  message: 'This code also runs in a browser.',
}));

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', '.vscode-test', '.cache', 'coverage', 'assembly'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 500 }],
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...nodeGlobals] },
  },
  {
    // What depends on the device is asked of `Backend` or said by `Device`: backends and devices alone ask which one runs.
    files: ['webview/engine/**/*.ts'],
    ignores: ['webview/engine/{backends,devices,check}/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'BinaryExpression > Literal[value=/^(webgpu|webgl|wasm|cpu)$/]',
          'SwitchCase > Literal[value=/^(webgpu|webgl|wasm|cpu)$/]',
          'CallExpression > MemberExpression[object.name="tf"][property.name=/^(backend|getBackend|setBackend)$/]',
        ].map(selector => ({
          selector,
          message: 'No code outside backends/ and devices/ asks which device runs.',
        })),
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/studio/showMessage.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['showErrorMessage', 'showWarningMessage', 'showInformationMessage'].map(property => ({
          property,
          message: 'Names in a message may be links: call showMessage (src/studio/showMessage.ts).',
        })),
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    ignores: ['webview/engine/**'],
    plugins: { lit, wc },
    rules: { ...lit.configs['flat/recommended'].rules, ...wc.configs['flat/recommended'].rules },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', 'scripts/**/*.ts', 'test/**/*.ts'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'Buffer', 'module', 'URL', 'setTimeout', 'clearTimeout'].map(name => [
          name,
          'readonly',
        ]),
      ),
    },
    rules: { 'no-console': 'off' },
  },
);
