/** How the pages look: one column, in the light or dark of the system, without an image or a font of its own. */
export const style = `
:root { color-scheme: light dark; --ground: #f3f5f4; --card: #fff; --text: #1b211e; --quiet: #55605a; --line: #dde3e0;
  --action: #12703c; --on-action: #fff; --good: #12703c; --bad: #b3261e; --code: #eef2f0; }
@media (prefers-color-scheme: dark) { :root { --ground: #101412; --card: #191f1c; --text: #e8eeeb; --quiet: #a3b0a9;
  --line: #2c3531; --action: #3ddc84; --on-action: #06210f; --good: #3ddc84; --bad: #ff8a80; --code: #232b27; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; justify-content: center; align-items: flex-start; padding: 8vh 1rem 3rem;
  background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; }
main { width: 100%; max-width: 36rem; background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--quiet);
  border-radius: 12px; padding: 1.75rem; overflow-wrap: anywhere; }
main.good { border-top-color: var(--good); } main.bad { border-top-color: var(--bad); }
.name { margin: 0; color: var(--quiet); font-size: .875rem; }
h1 { margin: .15rem 0 1rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p, ol, ul, dl { margin: 0 0 1rem; } ol, ul { padding-left: 1.25rem; } li { margin-bottom: .35rem; }
main > :last-child { margin-bottom: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; } dt { color: var(--quiet); } dd { margin: 0; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; background: var(--code); border-radius: 6px; }
code { padding: .1rem .3rem; } pre { padding: .75rem; margin: 0 0 1rem; white-space: pre-wrap; user-select: all; }
a { color: var(--action); }
.button { display: inline-block; padding: .65rem 1.25rem; border-radius: 999px; background: var(--action); color: var(--on-action);
  font-weight: 600; text-decoration: none; }
.button:hover { filter: brightness(1.08); } :focus-visible { outline: 3px solid var(--action); outline-offset: 3px; }
.quiet { color: var(--quiet); font-size: .9375rem; }
@media (max-width: 30rem) { body { padding: 1rem .75rem; } main { padding: 1.25rem; } dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; } .button { display: block; text-align: center; } }
`;
