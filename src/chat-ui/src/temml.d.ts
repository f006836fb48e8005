declare module 'temml/dist/temml.min.js' {
  const temml: {
    renderToString(tex: string, options: { displayMode: boolean; throwOnError: boolean; trust: boolean; maxExpand: number; maxSize: [number, number] }): string;
  };
  export default temml;
}
