import { defineConfig } from 'vite';

const hub = 'http://localhost:3000';

export default defineConfig({
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // The hub's policy allows images from data: but neither scripts nor styles, so nothing is inlined.
    assetsInlineLimit: 0,
  },
  // `npm run dev` beside a running hub: same origin for the page, the hub does the rest.
  server: {
    port: 5173,
    proxy: { '/api': hub, '/hub': { target: hub, ws: true } },
  },
});
