import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

// The languages of those who run a gateway; the aliases (js, ts, html, sh, c#, toml …) come with them.
const languages = { bash, cpp, csharp, css, diff, dockerfile, go, ini, java, json, powershell, python, rust, sql, typescript, xml, yaml };
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language);
highlighter.registerAliases(['js', 'javascript', 'jsx', 'mjs'], { languageName: 'typescript' });
highlighter.registerAliases(['c', 'h'], { languageName: 'cpp' });
highlighter.registerAliases(['toml'], { languageName: 'ini' });
highlighter.registerAliases(['shell', 'console', 'zsh'], { languageName: 'bash' });

/** Null: the language is not known. What comes back is escaped, but for spans with classes. */
export function colours(text: string, language: string): string | null {
  return highlighter.getLanguage(language) ? highlighter.highlight(text, { language, ignoreIllegals: true }).value : null;
}
