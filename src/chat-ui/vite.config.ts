import { defineConfig } from 'vitest/config';

export default defineConfig({
  build: {
    target: 'es2022',
    // A file of its own for each asset: data: URLs would widen the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  plugins: [
    {
      // Temml's own minified file is 10 KB smaller than what comes of its module, and exports nothing.
      name: 'temml-as-module',
      transform: (code, id) => (id.endsWith('/temml.min.js') ? `${code}\nexport default temml;` : null),
    },
  ],
  test: { include: ['test/**/*.test.ts'] },
});
