// plainspine-chat sources-sha256:01fac5273e0e23244f7008f11e7875cd9501b378964d7037dd2640b10d2f17ac
"use strict";(()=>{function V(n){return n.trim().toLowerCase().replace(/[.?!]+$/,"")}function K(n,e){let t=V(n);return(/^\d$/.test(t)?e[Number(t)-1]:void 0)??e.find(o=>V(o.title)===t)??null}var O="plainspine.session",Y=null;function W(){return typeof crypto.randomUUID=="function"?crypto.randomUUID():Array.from(crypto.getRandomValues(new Uint8Array(16)),n=>n.toString(16).padStart(2,"0")).join("")}function Z(){try{let n=sessionStorage.getItem(O)??W();return sessionStorage.setItem(O,n),n}catch{return Y??=W()}}function G(){Y=null;try{sessionStorage.removeItem(O)}catch{return}}function w(n){return typeof n=="object"&&n!==null&&!Array.isArray(n)?n:null}function I(n){return Array.isArray(n)?n:[]}function p(n){return typeof n=="string"&&n.trim()!==""?n.trim():null}function g(n,e){return I(n).map(w).flatMap(t=>{let i=t&&e(t);return i?[i]:[]})}function We(n){try{let e=new URL(String(n));return e.protocol==="https:"?e.href:null}catch{return null}}function X(n){let e=p(n.title),t=p(n.payload);return e&&t?{title:e,payload:t}:null}function Ye(n){let e=p(n.label),t=p(n.tel);return e&&t&&/^\+?[\d ().-]{2,24}$/.test(t)?{label:e,tel:t}:null}function Ze(n){let e=p(n.label);return e?{label:e,url:We(n.url)}:null}function Ge(n){let e=w(n)??{};return{signed:e.status==="signed",by:p(e.by),on:p(e.on),due:p(e.due)}}function Xe(n){let e=I(n).map(I),t=e[0]?.length??0;return e.length>1&&t>1&&e.every(o=>o.length===t&&o.every(s=>typeof s=="string"))?e:null}function Je(n){let e=w(n)??{},t=p(e.url),i=p(e.alt);if(!t||!i||!/^\/pictures\/[\w-]+\.svg$/.test(t))return null;let o=(s,a)=>String(typeof s=="number"&&s>0?Math.round(s):a);return{path:t,alt:i,caption:p(e.caption),width:o(e.width,352),height:o(e.height,240)}}function Qe(n){let e=p(n.title);return e?{title:e,review:Ge(n.review),sources:g(n.sources,Ze),certainty:p(n.certainty),table:Xe(n.table),picture:Je(n.picture)}:null}function et(n){let e=w(n);if(!e)return null;let t=e.level==="urgent"||e.level==="physician"?e.level:"emergency",i=p(e.lang);return{level:t,heading:p(e.heading),call:g(e.call,Ye),lang:i&&/^[a-z]{2,3}$/.test(i)?i:null}}function tt(n){return n.filter((e,t)=>n.findIndex(i=>i.payload===e.payload)===t)}function J(n){let e=g(n,s=>s),t=e.flatMap(s=>p(s.text)??[]);if(t.length===0)return null;let i=e.map(s=>w(s.custom)).reverse().find(Boolean)??{},o=e.flatMap(s=>g(s.buttons,X));return{texts:t,choices:tt([...o,...g(i.suggestions,X)]),answers:g(i.answers,Qe),escalation:et(i.escalation)}}var m=class extends Error{constructor(t){super(t);this.failure=t}},nt=3e4,it=1e4;async function Q(n){if(!navigator.onLine)return"offline";let e=new AbortController,t=setTimeout(()=>e.abort(),it);try{return(await fetch(`${n}/health`,{credentials:"omit",cache:"no-store",signal:e.signal})).status>=500?"server":null}catch{return navigator.onLine?"server":"offline"}finally{clearTimeout(t)}}async function rt(n,e,t){return(await fetch(n,{method:"POST",headers:{"Content-Type":"application/json"},body:e,credentials:"omit",cache:"no-store",signal:t})).json()}async function ee(n,e,t,i){if(!navigator.onLine)throw new m("offline");let o=new AbortController,s=()=>o.abort(),a=setTimeout(s,nt);i.addEventListener("abort",s);try{let l=JSON.stringify({sender:e,message:t}),d=J(await rt(`${n}/webhooks/rest/webhook`,l,o.signal));if(d)return d}catch{if(!navigator.onLine)throw new m("offline")}finally{clearTimeout(a),i.removeEventListener("abort",s)}throw new m("server")}var S=class{constructor(e){this.server=e;this.life=new AbortController;this.line=Promise.resolve()}ask(e){let{signal:t}=this.life,i=this.line.then(()=>this.deliver(e,t));return this.line=i,i}clear(){this.life.abort(),this.life=new AbortController,this.line=Promise.resolve(),G()}async deliver(e,t){if(t.aborted)return"cleared";try{let i=await ee(this.server(),Z(),e,t);return t.aborted?"cleared":{reply:i}}catch(i){return t.aborted?"cleared":{failure:i instanceof m?i.failure:"server"}}}};var ot="#f4f7f8";function te(n){let e=/^#([\da-f]{3}|[\da-f]{6})$/i.exec(n.trim())?.[1];if(!e)return null;let t=e.length===3?e.replace(/./g,"$&$&"):e;return[0,2,4].map(i=>parseInt(t.slice(i,i+2),16)/255)}function ne(n){let[e=0,t=0,i=0]=n.map(o=>o<=.04045?o/12.92:((o+.055)/1.055)**2.4);return .2126*e+.7152*t+.0722*i}function ie(n,e){let[t,i]=[te(n),te(e)];if(!t||!i)return null;let[o=0,s=0]=[ne(t),ne(i)].sort((a,l)=>a-l);return(s+.05)/(o+.05)}function re(n,e){let t=ie(n,e);return t===null||t<4.5?null:{fill:n.trim(),text:e.trim(),ink:(ie(n,ot)??0)>=4.5}}function oe({fill:n,text:e,ink:t}){let i=`.widget { --fill: ${n}; --on-fill: ${e}; }`;return t?`${i} @media (prefers-color-scheme: light) { .widget { --accent: ${n}; } }`:i}var st=document.currentScript instanceof HTMLScriptElement&&document.currentScript.src?new URL(document.currentScript.src).origin:"",se="911",at="#ffffff";function ae(n){let e=(n??"").trim(),t=e.replace(/(?!^\+)\D/g,"");return/\d/.test(t)?{display:e,tel:t}:null}function lt(n){let e=n.getAttribute("color");if(!e)return null;let t=n.getAttribute("text-color")||at,i=re(e,t);return i||console.warn(`plainspine-chat: color "${e}" with text-color "${t}" is not used: write both as #rrggbb, with a contrast of 4.5 to 1.`),i}function le(n){return{server:n.getAttribute("server")?.trim().replace(/\/+$/,"")||st,title:n.getAttribute("title")?.trim()||null,phone:ae(n.getAttribute("phone")),emergency:ae(n.getAttribute("emergency"))??{display:se,tel:se},pair:lt(n)}}var ce=`/* Nothing of the page's look comes in: its rules reach the element itself, so the reset stands one step inside.
   \`medium\` is the reader's own text size, whatever the page makes of its rem. */
.widget {
  all: initial;
  display: block;
  font: medium/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  color-scheme: light dark;
  --paper: #fff;
  --ground: #f4f7f8;
  --ink: #16262c;
  --quiet: #4a5c64;
  --line: #6f8189;
  --soft-line: #d3dde1;
  --accent: #0b5563;
  --fill: #0b5563;
  --on-fill: #fff;
  --own: #dcebee;
  --emergency: #a3141c;
  --emergency-paper: #fdeeee;
  --urgent: #8a4600;
  --urgent-paper: #fdf3e4;
  --physician: #1f4f8f;
  --physician-paper: #edf3fb;
}

@media (prefers-color-scheme: dark) {
  .widget {
    --paper: #1a262b;
    --ground: #111b1f;
    --ink: #eef4f6;
    --quiet: #b4c4ca;
    --line: #8799a1;
    --soft-line: #364850;
    --accent: #7fd0de;
    --fill: #12606f;
    --on-fill: #fff;
    --own: #20414a;
    --emergency: #ff9d9d;
    --emergency-paper: #3a1a1d;
    --urgent: #ffc27a;
    --urgent-paper: #37270f;
    --physician: #a6c8ff;
    --physician-paper: #16294a;
  }
}

*, ::before, ::after { box-sizing: border-box; }
h2, h3, h4, p, ul, ol { margin: 0; }
h2 { font-size: 1.125em; line-height: 1.3; }
h3 { font-size: 1.0625em; line-height: 1.35; }
h4 { font-size: 0.9375em; margin-block: 0.75em 0.25em; }
ul, ol { padding-inline-start: 1.25em; }
li + li, p + p, p + ul, ul + p, p + ol, ol + p, h3 + * { margin-block-start: 0.5em; }
a { color: var(--accent); }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; word-spacing: inherit; }
button { cursor: pointer; }
/* Each text runs in its own direction (English answers on a right-to-left page, say) but keeps to the page's side. */
p, h2, h3, h4, li, th, td, label, button, .name { unicode-bidi: plaintext; }
.widget:dir(rtl) { text-align: right; }
[hidden] { display: none !important; }
.number { white-space: nowrap; }
.icon { inline-size: 1.5em; block-size: 1.5em; flex: none; fill: currentColor; fill-rule: evenodd; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

.spoken {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

/* Launcher */
.launcher {
  position: fixed;
  inset-block-end: 1em;
  inset-inline-end: 1em;
  z-index: 2147483000;
  display: flex;
  align-items: center;
  gap: 0.5em;
  max-inline-size: calc(100vw - 2em);
  min-block-size: 3.25em;
  padding: 0.625em 1.25em;
  border: 2px solid var(--on-fill);
  border-radius: 2em;
  background: var(--fill);
  color: var(--on-fill);
  font-weight: 600;
  box-shadow: 0 0.25em 1em #0005;
}
:host([side="left"]) .launcher { inset-inline: 1em auto; }
.launcher.unread::after {
  content: "";
  inline-size: 0.75em;
  block-size: 0.75em;
  border: 0.375em solid currentColor;
  border-radius: 50%;
}
`;var pe=`/* Phones, short windows and strong zoom: the panel fills the screen (the same sizes as in view/panel.ts). */
@media (max-width: 30em), (max-height: 30em) {
  .panel, :host([side="left"]) .panel {
    inset: 0;
    inline-size: 100%;
    block-size: 100vh;
    block-size: 100dvh;
    border: 0;
    border-radius: 0;
  }
  .transcript { padding: 0.75em; }
  .head { padding-inline: 0.75em 0.25em; }
  .head .plain { padding-inline: 0.375em; }
  .contact { column-gap: 0.5em; padding-inline: 0.75em; font-size: 0.875em; }
  .contact .phone { min-block-size: 3.1429em; min-inline-size: 3.1429em; }
  .banner { padding-inline: 0.625em; font-size: 0.9375em; }
  .banner .phone { padding-inline: 0.75em; }
  .tools { padding-inline: 0.75em; }
}
@media (max-width: 22em) {
  .head h2 { font-size: 1em; }
  .contact > :not(:last-child) .name { position: absolute; clip-path: inset(50%); }
  .composer { padding-inline: 0.75em; }
  .own { padding-inline-start: 1em; }
}
/* Too short for parts that stay in place: header and numbers stay, the rest scrolls as one. */
@media (max-height: 26em) {
  .composer label { position: absolute; clip-path: inset(50%); }
  .composer { padding-block: 0.25em 0.5em; }
  .head { padding-block: 0; }
}
@media (max-height: 18em) {
  .panel[open] { display: block; overflow-y: auto; }
  .pinned { position: sticky; inset-block-start: 0; z-index: 1; background: var(--paper); }
  .transcript { overflow: visible; }
  .message { scroll-margin-block-start: 6.5em; }
}

@media (prefers-reduced-motion: reduce) {
  .transcript { scroll-behavior: auto; }
  .dots i { animation: none; }
}

/* Windows contrast themes drop backgrounds: borders carry the difference. */
@media (forced-colors: active) {
  .own .bubble { border: 2px solid Highlight; }
  .theirs .bubble, .notice { border-color: CanvasText; }
  .card, .banner { border-color: CanvasText; }
  .card.emergency, .banner.emergency { border-style: double; border-width: 6px; }
  .emergency .level { border-block-end: 2px solid CanvasText; }
  .banner.physician, .card.physician { border-style: dashed; }
  .connection { border: 2px solid CanvasText; }
  .send, .calls .phone, .head { border: 1px solid ButtonText; }
  .calls .phone { color: LinkText; }
  :focus-visible { outline-color: Highlight; }
  .dots i { background: CanvasText; forced-color-adjust: none; }
}
`;var de=`/* Transcript */
[data-size="125"] :is(.transcript, textarea) { font-size: 1.25em; }
[data-size="150"] :is(.transcript, textarea) { font-size: 1.5em; }
[data-size="200"] :is(.transcript, textarea) { font-size: 2em; }
.transcript {
  position: relative;
  flex: 1;
  min-block-size: 0;
  overflow-y: auto;
  overscroll-behavior: contain;
  padding: 1em;
  background: var(--ground);
  scroll-behavior: smooth;
}
.transcript:focus-visible { outline-offset: -3px; }
.notice, .bubble, .card, .trouble {
  padding: 0.75em 0.875em;
  border: 1px solid var(--soft-line);
  border-radius: 0.75em;
  background: var(--paper);
}
.notice h3 { margin-block-end: 0.25em; }
.notice li + li { margin-block-start: 0.25em; }
.contact .phone { justify-content: start; }
.opening .choices { margin-block-start: 1em; }
.label { flex-basis: 100%; font-weight: 600; }

/* Once a talk has begun, the first questions only stand in its way; they wait for focus to leave before they go. */
.transcript:has(.message) .opening .choices:not(:focus-within) { display: none; }

.theirs { display: grid; grid-template-columns: 1fr auto; align-items: center; }
.theirs > * { grid-column: 1 / -1; }
.theirs > .who { grid-area: 1 / 1; }
.theirs > .aloud { grid-area: 1 / 2; }
.message { margin-block-start: 1.125em; scroll-margin-block-start: 0.5em; }
.who { margin-block-end: 0.25em; color: var(--quiet); font-size: 0.875em; font-weight: 600; }
.own { display: flex; flex-direction: column; align-items: flex-end; padding-inline-start: 2em; }
.own > * { max-inline-size: 100%; }
.own .bubble {
  margin: 0;
  border-color: var(--accent);
  border-end-end-radius: 0.125em;
  background: var(--own);
  white-space: pre-wrap;
}
.theirs .bubble { border-end-start-radius: 0.125em; }
.theirs .card + .bubble { margin-block-start: 0.5em; }
.trouble { margin-block-start: 0.5em; border: 2px dashed var(--emergency); }
.trouble .choice { margin-block-start: 0.75em; }

/* Three levels, three shapes: a filled head, a thick edge, a thin frame. */
.card { border: 2px solid var(--level); background: var(--level-paper); }
.level { display: flex; align-items: center; gap: 0.5em; margin-block-end: 0.625em; color: var(--level); }
.level h3 { min-inline-size: 0; font-size: 1.1875em; }
.card.emergency { border-width: 3px; overflow: hidden; }
.emergency .level { margin: -0.75em -0.875em 0.75em; padding: 0.625em 0.875em; background: var(--level); color: var(--paper); }
.card.urgent { border-inline-start-width: 0.625em; }
.card .calls { margin-block-start: 0.75em; }
.emergency { --level: var(--emergency); --level-paper: var(--emergency-paper); }
.urgent { --level: var(--urgent); --level-paper: var(--urgent-paper); }
.physician { --level: var(--physician); --level-paper: var(--physician-paper); }

.choices { display: flex; flex-wrap: wrap; gap: 0.5em; margin-block-start: 0.625em; }
.choices .label { margin: 0; }
.choice, .tool {
  min-block-size: 2.75em;
  padding: 0.5em 1em;
  border: 1.5px solid var(--accent);
  border-radius: 1.375em;
  background: var(--paper);
  color: var(--accent);
  font-weight: 600;
  text-align: inherit;
  max-inline-size: 100%;
  overflow-wrap: anywhere;
}
.tool { border-radius: 0.625em; }
.aloud {
  min-block-size: 2.75em;
  margin-block-start: -0.625em;
  padding: 0 0.25em;
  border: 0;
  background: none;
  color: var(--accent);
  font-weight: 600;
  text-decoration: underline;
  text-underline-offset: 0.2em;
}
.choice:hover, .tool:hover { background: var(--own); color: var(--ink); }

.status { display: flex; align-items: baseline; gap: 0.375em; margin-block-start: 0.75em; color: var(--quiet); }
.dots { display: flex; gap: 0.25em; }
.dots i {
  inline-size: 0.375em;
  block-size: 0.375em;
  border-radius: 50%;
  background: currentColor;
  animation: dot 1.2s infinite;
}
.dots i:nth-child(2) { animation-delay: 0.2s; }
.dots i:nth-child(3) { animation-delay: 0.4s; }
@keyframes dot { 50% { opacity: 0.2; } }

/* Around an answer */
.supplement { margin-block-start: 0.75em; font-size: 0.9375em; }
.review { color: var(--quiet); }
.draft { padding-inline-start: 0.625em; border-inline-start: 3px solid var(--urgent); }
.quiet { color: var(--quiet); }
details { margin-block-start: 0.25em; }
summary { min-block-size: 2.9375em; padding-block: 0.6875em; cursor: pointer; font-weight: 600; color: var(--accent); }
details li a { padding-block: 0.25em; }
figure { margin: 0 0 0.75em; }
figure img { display: block; inline-size: 100%; block-size: auto; border-radius: 0.5em; background: #fff; }
figcaption { margin-block-start: 0.25em; color: var(--quiet); }
table { inline-size: 100%; margin-block-end: 0.75em; border-collapse: collapse; }
th, td {
  padding: 0.5em;
  border: 1px solid var(--soft-line);
  text-align: inherit;
  vertical-align: top;
  overflow-wrap: anywhere;
}
thead th { background: var(--ground); }
/* Stacked, always or where the place is too narrow for words beside each other; \`em\` follows the chosen size of the text.
   The head is shown again for the eye; the empty text after the stroke keeps it from being read twice. */
.wide, .wide :is(tbody, tr, th, td) { display: block; }
.wide thead { position: absolute; clip-path: inset(50%); inline-size: 1px; block-size: 1px; overflow: hidden; }
.wide tr + tr { margin-block-start: 0.5em; }
.wide tbody th { background: var(--ground); }
.wide td { border-block-start: 0; }
.wide td::before { content: attr(data-head) ": "; font-weight: 600; }
@supports (content: "a" / "b") {
  .wide td::before { content: attr(data-head) ": " / ""; }
}
.supplement { container-type: inline-size; }
@container (max-width: 22em) {
  table, table :is(tbody, tr, th, td) { display: block; }
  table thead { position: absolute; clip-path: inset(50%); inline-size: 1px; block-size: 1px; overflow: hidden; }
  table tr + tr { margin-block-start: 0.5em; }
  table tbody th { background: var(--ground); }
  table td { border-block-start: 0; }
  table td::before { content: attr(data-head) ": "; font-weight: 600; }
  @supports (content: "a" / "b") {
    table td::before { content: attr(data-head) ": " / ""; }
  }
}
`;var me=`/* Panel */
.panel {
  position: fixed;
  inset: auto;
  inset-block-end: 5.25em;
  inset-inline-end: 1em;
  z-index: 2147483001;
  flex-direction: column;
  inline-size: min(27em, 100vw - 2em);
  block-size: min(42em, 100vh - 6.5em);
  block-size: min(42em, 100dvh - 6.5em);
  max-inline-size: none;
  max-block-size: none;
  margin: 0;
  padding: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 0.875em;
  background: var(--paper);
  color: var(--ink);
  box-shadow: 0 0.5em 2.5em #0006;
  overflow-wrap: break-word;
}
.panel[open] { display: flex; }
.panel:focus { outline: none; }
:host([side="left"]) .panel { inset-inline: 1em auto; }

.head {
  flex: none;
  display: flex;
  align-items: center;
  gap: 0.25em;
  padding: 0.375em 0.5em;
  padding-inline-start: 1em;
  background: var(--fill);
  color: var(--on-fill);
}
.head h2 { flex: 1; min-inline-size: 0; }
.head :focus-visible { outline-color: var(--on-fill); outline-offset: -3px; }
.plain {
  display: grid;
  place-items: center;
  min-inline-size: 2.75em;
  min-block-size: 2.75em;
  padding: 0 0.625em;
  border: 1px solid transparent;
  border-radius: 0.5em;
  background: none;
  text-decoration: underline;
  text-underline-offset: 0.2em;
}
.close { padding: 0; }
.plain:hover { border-color: currentColor; }

.contact {
  flex: none;
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  column-gap: 1em;
  padding-inline: 1em;
  border-block-end: 1px solid var(--soft-line);
  font-size: 0.9375em;
}
.contact > span { display: flex; flex-wrap: wrap; align-items: center; column-gap: 0.375em; }
.phone {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-block-size: 2.9375em;
  min-inline-size: 2.9375em;
  font-weight: 700;
  text-underline-offset: 0.2em;
}

.tools, .connection { flex: none; padding: 0.375em 1em; border-block-end: 1px solid var(--soft-line); }
.tools > div { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25em 0.5em; margin-block-end: 0.25em; }
.tools p, .connection { font-size: 0.9375em; }
.connection { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25em 0.75em; background: var(--urgent-paper); }
.connection:empty { display: none; }
.connection p { flex: 1 1 14em; }
#size { flex: 1; font-weight: 600; }

/* The gravest advice so far. A card of the same level stands in the transcript; see messages.css for their colors. */
.banner {
  flex: none;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.25em 0.5em;
  padding: 0.25em 1em;
  border: 3px solid var(--level);
  background: var(--level-paper);
  color: var(--level);
  font-weight: 700;
}
.banner > p:first-of-type { flex: 1 1 8em; }
.calls { display: flex; flex-wrap: wrap; gap: 0.5em; }
.banner .calls { margin: 0; }
.calls .phone {
  padding: 0.375em 1em;
  border: 2px solid transparent;
  border-radius: 0.5em;
  background: var(--level);
  color: var(--paper);
  text-decoration: none;
}

/* Composer */
.composer { flex: none; padding: 0.5em 1em 0.75em; border-block-start: 1px solid var(--soft-line); }
.composer label { display: block; font-size: 0.9375em; font-weight: 600; }
.row { display: flex; align-items: flex-end; gap: 0.5em; margin-block-start: 0.25em; }
textarea {
  flex: 1;
  min-inline-size: 0;
  min-block-size: 2.75em;
  max-block-size: 8em;
  padding: 0.5em 0.75em;
  border: 1.5px solid var(--line);
  border-radius: 0.625em;
  background: var(--paper);
  resize: none;
  field-sizing: content;
}
textarea[aria-invalid] { border-color: var(--emergency); }
.send {
  min-block-size: 2.75em;
  min-inline-size: 2.75em;
  padding: 0.5em 1.125em;
  border: 1.5px solid var(--accent);
  border-radius: 0.625em;
  background: var(--fill);
  color: var(--on-fill);
  font-weight: 600;
}
.problem, .count { margin-block-start: 0.25em; font-size: 0.9375em; }
.problem { color: var(--emergency); font-weight: 600; }
.problem:empty, .count:empty { display: none; }
`;var ht=[ce,me,de,pe].join(`
`),he=document.currentScript instanceof HTMLScriptElement?document.currentScript.nonce:"",ue=new Map;function ut(n){let e=ue.get(n);if(e)return e;let t=new CSSStyleSheet;return t.replaceSync(n),ue.set(n,t),t}function f(n,e){if("adoptedStyleSheets"in n&&"replaceSync"in CSSStyleSheet.prototype){let i=ut(e);return n.adoptedStyleSheets=[...n.adoptedStyleSheets,i],()=>n.adoptedStyleSheets=n.adoptedStyleSheets.filter(o=>o!==i)}let t=document.createElement("style");return he&&(t.nonce=he),t.textContent=e,(n.head??n).append(t),()=>t.remove()}function ge(n){f(n,ht)}function r(n,e={},...t){let i=document.createElement(n);for(let[o,s]of Object.entries(e))i.setAttribute(o,s);return i.append(...t.filter(o=>o!==null)),i}function fe(n){return r("span",{class:"spoken"},n)}function c(n,e,t){let i=r("button",{type:"button",class:e},n);return i.addEventListener("click",t),i}function T(n,e){return r("a",{class:"phone",href:`tel:${n.replace(/[^\d+]/g,"")}`},r("bdi",{},e))}function h(n){let e=(i,o)=>{let s=document.createElementNS("http://www.w3.org/2000/svg",i);for(let[a,l]of Object.entries(o))s.setAttribute(a,l);return s},t=e("svg",{viewBox:"0 0 24 24","aria-hidden":"true",class:"icon"});return t.append(e("path",{d:n})),t}function ve(n){return window.speechSynthesis?.getVoices().find(e=>e.localService&&e.lang.toLowerCase().startsWith(n))}function be(n,e){n.hidden=!ve(e)}var E=class{constructor(e){this.say=e;this.buttons=new Map;this.reading=null;window.speechSynthesis?.addEventListener?.("voiceschanged",()=>this.buttons.forEach((t,i)=>be(i,t)))}button(e,t){let i=c(this.say("aloud.read"),"aloud",()=>this.reading===i?this.stop():this.read(i,e,t));return this.buttons.set(i,t),be(i,t),i}stop(){this.reading&&(this.reading.textContent=this.say("aloud.read"),this.reading=null,speechSynthesis.cancel())}forget(){this.stop(),this.buttons.clear()}read(e,t,i){this.stop(),this.reading=e,e.textContent=this.say("aloud.stop"),t.forEach((o,s)=>{let a=new SpeechSynthesisUtterance(o);a.voice=ve(i)??null,a.lang=i;let l=()=>{this.reading===e&&this.stop()};s===t.length-1&&(a.onend=l),a.onerror=l,speechSynthesis.speak(a)})}};var N=1e3,gt=100,L=class{constructor(e,t,i){this.say=e;this.onSend=t;this.speak=i;this.count=r("p",{id:"count",class:"count"});this.error=r("p",{id:"problem",class:"problem"});this.warned="";this.input=r("textarea",{id:"question",rows:"1",dir:"auto",autocomplete:"off",enterkeyhint:"send","aria-describedby":"problem count"}),this.element=r("form",{class:"composer",novalidate:""},r("label",{for:"question"},e("composer.label")),r("div",{class:"row"},this.input,r("button",{type:"submit",class:"send"},e("composer.send"))),this.error,this.count),this.element.addEventListener("submit",o=>{o.preventDefault(),this.submit()}),this.input.addEventListener("input",()=>this.recount()),this.input.addEventListener("keydown",o=>{let s=o.isComposing||o.keyCode===229;o.key!=="Enter"||o.shiftKey||s||(o.preventDefault(),this.submit())})}empty(){this.input.value="",this.recount()}submit(){let e=this.input.value.trim();if(e==="")return this.problem(this.say("composer.empty"));if(this.input.value.length>N)return this.problem(this.overText());this.empty(),this.onSend(e)}overText(){return this.say("composer.over",{count:String(this.input.value.length-N)})}problem(e){this.error.textContent=e,this.input.setAttribute("aria-invalid","true"),this.input.focus(),this.speak(e)}recount(){let e=N-this.input.value.length,t=e<0?"over":e<=gt?"near":"";this.error.textContent="",this.input.removeAttribute("aria-invalid"),this.count.textContent=t==="over"?this.overText():t==="near"?this.say("composer.left",{count:String(e)}):"",t&&t!==this.warned&&this.speak(this.count.textContent),this.warned=t}};function ye(n,{tel:e,display:t}){return r("span",{},r("span",{class:"name"},`${n} `),T(e,t))}function we(n,{phone:e,emergency:t}){let i=ye(n("contact.emergency"),t);return e?[ye(n("contact.person"),e),i]:[i]}function b(n,{phone:e,emergency:t}){return[...e?[n("failure.phone",{phone:e.display})]:[],n("failure.emergency",{emergency:t.display})]}function xe(n){let e=[],t=null,i=o=>(e.push(o),t=o,o);for(let o of n.split(/\r?\n/)){let s=o.trim(),a=/^(-|\d{1,2}\.)\s+(.*)$/.exec(s),l=t;if(s==="")t=null;else if(a){let d=a[1]==="-"?"ul":"ol";(l?.kind===d?l:i({kind:d,items:[]})).items.push(a[2]??"")}else l&&l.kind!=="p"&&/^\s/.test(o)?l.items.push(`${l.items.pop()??""} ${s}`):l?.kind==="p"?l.text+=` ${s}`:i({kind:"p",text:s})}return e}function v(n){return n.split(/(\+?\(?\d[\d ()-]{5,18}\d)/).map((e,t)=>t%2?r("bdi",{class:"number"},e):e)}function z(n){return n.flatMap(xe).map(e=>e.kind==="p"?r("p",{},...v(e.text)):r(e.kind,{},...e.items.map(t=>r("li",{},...v(t)))))}var ft=400,C=class{constructor(e,t,i,o){this.say=e;this.settings=t;this.speak=i;this.rest=o;this.element=r("div",{class:"connection"});this.failure=null;this.round=0}async check(){let e=++this.round,t=setTimeout(()=>{this.failure||this.fill(r("p",{},this.say("connection.connecting")))},ft),i=await Q(this.settings().server);clearTimeout(t),e===this.round&&this.show(i)}show(e){this.round++;let t=this.failure;if(this.failure=e,!e){this.fill(),t&&this.speak(this.say("connection.back"));return}let i=[this.say(`connection.${e}`),...b(this.say,this.settings())].join(" ");this.fill(r("p",{},...v(i)),c(this.say("failure.retry"),"choice",()=>{this.check()})),t!==e&&this.speak(i)}fill(...e){let t=this.element.matches(":focus-within");this.element.replaceChildren(...e),t&&this.rest()}};var ke={emergency:"M8 2h8l6 6v8l-6 6H8l-6-6V8ZM11 6v8h2V6ZM11 16v2h2v-2Z",urgent:"M6.6 2.5 10 6.8 8.2 9.6c1 2.5 3.7 5.2 6.2 6.2l2.8-1.8 4.3 3.4c-.6 2.4-2.2 4.1-4.5 4.1-8 0-14.5-6.5-14.5-14.5 0-2.3 1.7-3.9 4.1-4.5Z",physician:"M7 2h2v2h6V2h2v2h4v18H3V4h4ZM5 10v10h14V10ZM8 13h8v2H8Z"};function y(n,{level:e,heading:t,lang:i}){let o=n(`level.${e}`);return t?i||t.toLowerCase().startsWith(o.toLowerCase())?t:`${o}: ${t}`:o}function Se({level:n,call:e},{emergency:t}){return e.length>0||n!=="emergency"?e:[{label:t.display,tel:t.tel}]}function bt(n,{label:e,tel:t}){let o=(s=>s.replace(/\D/g,""))(e)?e:`${e}: ${t}`;return n("level.call",{label:o})}function Te(n,e){return e.length===0?null:r("p",{class:"calls"},...e.map(t=>T(t.tel,bt(n,t))))}function _({lang:n}){return n?{lang:n,dir:"auto"}:{}}function Ee(n,e,t,i){return r("div",{class:`card ${e.level}`},r("div",{class:"level"},h(ke[e.level]),r("h3",_(e),y(n,e))),r("div",_(e),...z(t)),Te(n,Se(e,i)))}function Le(n,e,t){let{level:i}=e,o=[t.phone?.display,t.emergency.display],s=Se(e,t).filter(({label:a})=>i==="emergency"||!o.includes(a));return r("section",{class:`banner ${i}`,"aria-label":n(`level.${i}`)},h(ke[i]),r("p",_(e),y(n,e)),Te(n,s))}var vt="M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4.4V17H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Z",M=class{constructor(e,t){this.say=e;this.element=c("","launcher",t),this.element.append(h(vt),r("span",{},e("launcher.label")));for(let[i,o]of[["title",""],["aria-haspopup","dialog"],["aria-controls","panel"]])this.element.setAttribute(i,o);this.show(!1)}show(e){this.element.setAttribute("aria-expanded",String(e)),e&&this.unread(!1)}unread(e){this.element.classList.toggle("unread",e),this.element.setAttribute("aria-label",this.say(e?"launcher.unread":"launcher.label"))}};var yt=3;function wt(n,e,t){let[i=[],...o]=e,s=r("tr",{role:"row"},...i.map(l=>l===""?r("td",{role:"cell"}):r("th",{role:"columnheader",scope:"col"},l))),a=o.map(l=>r("tr",{role:"row"},...l.map((d,u)=>u===0?r("th",{role:"rowheader",scope:"row"},d):r("td",{role:"cell","data-head":i[u]??""},d))));return r("table",{role:"table",class:i.length>yt?"wide":"","aria-label":n("table.label",{title:t})},r("thead",{role:"rowgroup"},s),r("tbody",{role:"rowgroup"},...a))}function ze(n,e){return e.signed?e.by&&e.on?n("review.signed",{by:e.by,on:e.on}):n("review.signed_short"):n("review.draft")}function xt(n,{label:e,url:t}){if(!t)return r("li",{},e);let i=r("a",{href:t,target:"_blank",rel:"noopener noreferrer"},e," ",r("span",{class:"quiet"},n("sources.new_tab")));return r("li",{},i)}function F(n,...e){return[r("h4",{},n),...e]}function kt(n,e){let{sources:t,certainty:i,review:o}=e,s=o.due?[r("p",{},n("review.due",{due:o.due}))]:[];return[...F(n("sources.heading"),t.length?r("ul",{},...t.map(a=>xt(n,a))):r("p",{},n("sources.none"))),...i?F(n("sources.certainty"),r("p",{},i)):[],...F(n("review.heading"),r("p",{},ze(n,o)),...s)]}function St({path:n,alt:e,caption:t,width:i,height:o},s){let a=r("img",{src:s+n,alt:e,width:i,height:o,decoding:"async"});return r("figure",{},a,t?r("figcaption",{},t):null)}function Ce(n,e,t,i){let o=i?fe(`: ${e.title}`):null;return r("div",{class:"supplement"},i?r("h3",{},e.title):null,e.picture?St(e.picture,t):null,e.table?wt(n,e.table,e.title):null,r("p",{class:e.review.signed?"review":"review draft"},ze(n,e.review)),r("details",{},r("summary",{},n("sources.summary"),o),...kt(n,e)))}function Me(n,e,...t){return r("div",{class:`message ${e}`},r("p",{class:"who"},n),...t)}function Ae(n,{escalation:e,answers:t,texts:i}){let o=t.length===1?t[0]?.title:void 0,s=e?y(n,e):o;return[...s?[`${s}.`]:[],...i]}var A=class{constructor(e,t){this.say=e;this.shown=t;this.trouble=null;this.element=Me(e("message.you"),"own",r("p",{class:"bubble",dir:"auto"},t))}failed(e,t,i){let o=this.say,a=[o(e==="offline"?"failure.offline":"failure.server"),o("failure.next"),...b(o,t)];return this.trouble=r("div",{class:"trouble"},r("h3",{},o("failure.heading")),...a.map(l=>r("p",{},...v(l))),c(o("failure.retry"),"choice",i)),this.element.append(this.trouble),[o("failure.heading"),...a].join(". ").replace(/\.\./g,".")}sendingAgain(){this.trouble?.remove()}};function Tt(n,e,t){return e.length===0?null:r("div",{role:"group","aria-label":n("choices.label"),class:"choices"},...e.map(i=>c(i.title,"choice",()=>t(i))))}function He(n,e,t,i,o,s){let{escalation:a,answers:l,texts:d}=t,u=l.length===0,D=a||l.length!==1?null:r("h3",{},l[0]?.title??""),Ue=a&&Ee(n,a,u?d:[],i),De=a&&u?null:r("div",{class:"bubble"},D,...z(d),...l.map(Ke=>Ce(n,Ke,i.server,D===null))),Ve=o.button(Ae(n,t),a?.lang??e);return Me(n("message.assistant"),"theirs",Ve,Ue,De,Tt(n,t.choices,s))}function Re(n,e){let t=e.choices,i=String(t.length),o=t.length===0?null:n(t.length===1?"choices.spoken_one":"choices.spoken",{count:i});return[`${n("message.assistant")}:`,...Ae(n,e),o].filter(Boolean).join(" ")}var Et=["notice.limits","notice.kept","notice.names"],Lt=["starters.first","starters.second","starters.third"];function Pe(n,{emergency:e},t){let i=Lt.map(o=>c(n(o),"choice",()=>t(n(o))));return r("div",{class:"opening"},r("section",{class:"notice","aria-labelledby":"notice-heading"},r("h3",{id:"notice-heading"},n("notice.heading")),r("p",{id:"notice"},r("strong",{},n("notice.lead")),` ${n("notice.emergency",{emergency:e.display})}`),r("ul",{},...Et.map(o=>r("li",{},n(o))))),r("div",{role:"group","aria-labelledby":"starters",class:"choices"},r("p",{id:"starters",class:"label"},n("starters.label")),...i))}var zt="(max-width: 30em), (max-height: 30em)",Ct="M6 4.6 12 10.6 18 4.6 19.4 6 13.4 12 19.4 18 18 19.4 12 13.4 6 19.4 4.6 18 10.6 12 4.6 6Z",H=class{constructor(e,t,i,o){this.say=e;this.parts=t;this.heading=r("h2",{id:"title"});this.contact=r("div",{class:"contact",role:"group"});this.bannerPlace=r("div");this.contact.setAttribute("aria-label",e("contact.label"));let s=c(e("panel.clear"),"plain",i);s.setAttribute("aria-label",e("panel.clear_name"));let a=c("","plain close",o);a.setAttribute("aria-label",e("panel.close")),a.append(h(Ct)),this.element=r("dialog",{id:"panel",class:"panel",title:"",tabindex:"-1","aria-labelledby":"title","aria-describedby":"notice"},r("div",{class:"pinned"},r("div",{class:"head"},this.heading,t.tools.opener,s,a),this.contact),t.tools.element,t.connection.element,this.bannerPlace,t.transcript.element,t.composer.element,t.speech.element),this.resize(t.tools.percent),this.element.addEventListener("cancel",l=>{l.preventDefault(),o()})}apply(e){this.heading.textContent=e.title??this.say("panel.title"),this.contact.replaceChildren(...we(this.say,e))}resize(e){this.element.dataset.size=String(e)}open(){matchMedia(zt).matches?this.element.showModal():this.element.show(),this.rest()}close(){this.element.close()}rest(){(matchMedia("(pointer: coarse)").matches?this.element:this.parts.composer.input).focus()}pin(e){this.bannerPlace.replaceChildren(...e?[e]:[])}};var B=`.record {
  display: block;
  max-inline-size: 40em;
  margin: 0 auto;
  padding: 1em;
  background: #fff;
  color: #000;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.5em; }
h3 { font-size: 1.125em; }
h3, h4, .who { break-after: avoid; }
.message { margin-block-start: 1.25em; padding-block-start: 0.75em; border-block-start: 1px solid #767676; }
.who { margin: 0; font-weight: 700; }
.own .bubble { white-space: pre-wrap; }
.card { padding-inline: 1em; border: 2px solid #000; }
.emergency { border-width: 6px; border-style: double; }
.icon { display: none; }
.calls { display: flex; flex-wrap: wrap; gap: 1em; font-weight: 700; }
table { border-collapse: collapse; }
th, td { padding: 0.375em 0.5em; border: 1px solid #767676; text-align: start; vertical-align: top; }
a { color: inherit; }
`;var At="button, form, img, .choices, .spoken",q="plainspine-print",Ht=`
  @media screen { .${q} { display: none !important; } }
  @media print {
    html, body { display: block !important; block-size: auto !important; overflow: visible !important; position: static !important; }
    body > :not(.${q}) { display: none !important; }
  }`;function $e(n,e,t,i){let o=Array.from(i,a=>a.cloneNode(!0));for(let a of o){for(let l of a.querySelectorAll(At))l.remove();for(let l of a.querySelectorAll("details"))l.open=!0}let s=new Date().toLocaleString(e,{dateStyle:"long",timeStyle:"short"});return r("main",{class:"record",lang:e,dir:"auto"},r("h1",{},t.title??n("panel.title")),r("p",{},n("record.made",{date:s})),r("p",{},`${n("notice.lead")} ${n("notice.limits")}`),...b(n,t).map(a=>r("p",{},a)),...o)}function Oe(n){let e=o=>new XMLSerializer().serializeToString(o),t=`<!doctype html><html lang="${n.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${e(r("title",{},n.querySelector("h1")?.textContent??""))}<style>${B}</style></head><body>${e(n)}</body></html>`,i=URL.createObjectURL(new Blob([t],{type:"text/html"}));r("a",{href:i,download:`chat-${new Date().toISOString().slice(0,10)}.html`}).click(),setTimeout(()=>URL.revokeObjectURL(i),1e4)}function Ie(n){let e=r("div",{class:q}),t=e.attachShadow({mode:"open"});f(t,B),t.append(n);let i=f(document,Ht);document.body.append(e),addEventListener("afterprint",()=>{e.remove(),i()},{once:!0}),window.print()}var j=250,Rt=5e3,x=class{constructor(){this.polite=[r("div",{"aria-live":"polite"}),r("div",{"aria-live":"polite"})];this.urgent=r("div",{role:"alert"});this.turn=0;this.element=r("div",{class:"spoken"},...this.polite,this.urgent)}say(e){let t=this.polite[this.turn===0?0:1];this.turn=1-this.turn,t.textContent="",setTimeout(()=>t.textContent=e,j),setTimeout(()=>t.textContent="",j+Rt)}alert(e){this.urgent.textContent="",setTimeout(()=>this.urgent.textContent=e,j)}silence(){this.urgent.textContent=""}};var Ne="plainspine.text",k=[100,125,150,200];function _e(){try{return Math.max(0,k.indexOf(Number(sessionStorage.getItem(Ne))))}catch{return 0}}function Fe(n){try{sessionStorage.setItem(Ne,String(k[n]))}catch{return}}var R=class{constructor(e,t){this.say=e;this.actions=t;this.note=r("p",{class:"quiet"});this.at=_e();this.opener=c(e("tools.label"),"plain",()=>this.show(this.element.hidden)),this.opener.setAttribute("aria-controls","tools"),this.element=r("div",{id:"tools",class:"tools",role:"group","aria-label":e("tools.label")},r("div",{role:"group","aria-labelledby":"size"},r("span",{id:"size"},e("tools.size")),c(e("tools.smaller"),"tool",()=>this.resize(-1)),c(e("tools.larger"),"tool",()=>this.resize(1))),r("div",{},c(e("tools.save"),"tool",()=>this.copy(t.save,"tools.saved")),c(e("tools.print"),"tool",()=>this.copy(t.print,null))),this.note),this.show(!1)}get percent(){return k[this.at]??100}show(e){this.element.hidden=!e,this.opener.setAttribute("aria-expanded",String(e)),this.note.textContent=this.say("tools.copy")}resize(e){this.at=Math.min(k.length-1,Math.max(0,this.at+e)),Fe(this.at),this.actions.resize(this.percent),this.tell(this.say("tools.size_now",{percent:String(this.percent)}))}copy(e,t){e()?t&&this.tell(this.say(t)):this.tell(this.say("tools.nothing"))}tell(e){this.note.textContent=e,this.actions.speak(e)}};var Pt=400,$t=8e3,P=class{constructor(e){this.say=e;this.opening=r("div");this.status=r("div",{role:"status",class:"status"});this.timers=[];this.log=r("div",{role:"log","aria-live":"off","aria-label":e("log.messages")}),this.element=r("div",{class:"transcript",role:"group",tabindex:"0","aria-label":e("log.label")},this.opening,this.log,this.status)}open(e){this.opening.replaceChildren(e)}get messages(){return this.log.children}add(e,t){t?.parentNode===this.log?t.after(e):this.log.append(e)}show(e){e.scrollIntoView({block:"start"})}clear(){this.log.replaceChildren(),this.waiting(!1),this.element.scrollTop=0}waiting(e){if(this.timers.forEach(clearTimeout),this.timers=[],this.status.replaceChildren(),!e)return;let t=i=>()=>{let o=r("span",{class:"dots","aria-hidden":"true"},r("i"),r("i"),r("i"));this.status.replaceChildren(r("span",{},i),o),this.status.scrollIntoView({block:"nearest"})};this.timers=[window.setTimeout(t(this.say("status.waiting")),Pt),window.setTimeout(t(this.say("status.slow")),$t)]}};var U={"launcher.label":"Ask a question","launcher.unread":"Ask a question: new message waiting","panel.title":"Ask about your back","panel.clear":"Clear","panel.clear_name":"Clear this conversation","panel.cleared":"The conversation is cleared.","panel.close":"Close chat","tools.label":"Options","tools.size":"Text size","tools.smaller":"Smaller","tools.larger":"Larger","tools.size_now":"Text size: {percent} percent.","tools.save":"Save the chat","tools.print":"Print the chat","tools.copy":"A copy stays on this device. Others who use it may read it.","tools.saved":"Saved. Look in your downloads.","tools.nothing":"There is nothing to copy yet.","record.made":"Copy of a chat, made on {date}","contact.label":"Talk to a person","contact.person":"Clinic:","contact.emergency":"Emergency:","notice.heading":"Before you start","notice.lead":"This is a computer program. Nobody is watching this chat.","notice.emergency":"It is not for emergencies. In an emergency, call {emergency}.","notice.limits":"It gives general facts. It cannot tell what you have.","notice.kept":"What you type is kept for a short time, then erased.","notice.names":"Please do not type names, birth dates or phone numbers.","starters.label":"You could ask","starters.first":"How long does sacroplasty take?","starters.second":"How do kyphoplasty and vertebroplasty differ?","starters.third":"Which warning signs mean I need help fast?","log.label":"Conversation","log.messages":"Messages","message.you":"You","message.assistant":"Assistant","choices.label":"Suggested replies","choices.spoken":"{count} suggested replies follow.","choices.spoken_one":"One suggested reply follows.","status.waiting":"Looking for an answer","status.slow":"Still looking. This is taking longer than it should.","status.unread":"There is a new message in the chat.","level.emergency":"Emergency","level.urgent":"Call today","level.physician":"See your physician","level.call":"Call {label}","aloud.read":"Read aloud","aloud.stop":"Stop reading","sources.summary":"Sources and review","sources.heading":"Where this comes from","sources.none":"This answer names no source.","sources.certainty":"How sure we are","sources.new_tab":"(opens in a new tab)","review.heading":"Review","review.draft":"Draft: not yet reviewed by a clinician","review.signed":"Reviewed by {by} on {on}","review.signed_short":"Reviewed by a clinician","review.due":"Next review due: {due}","table.label":"Table: {title}","composer.label":"Your question","composer.send":"Send","composer.left":"{count} characters left","composer.over":"{count} characters too many. Please shorten your question.","composer.empty":"Type a question first.","connection.connecting":"Connecting to the chat.","connection.offline":"You are offline. The chat cannot answer now.","connection.server":"The chat cannot answer just now.","connection.back":"The chat is connected again.","failure.heading":"Not sent","failure.offline":"You seem to be offline. Your message was not sent.","failure.server":"We could not reach the chat just now. Your message got no answer.","failure.next":"Your words are still here. Try again, or talk to a person.","failure.phone":"Call the clinic at {phone}.","failure.emergency":"In an emergency, call {emergency}.","failure.retry":"Try again"};var Be={en:U};function qe(n){let e=n.toLowerCase().split("-")[0]??"";return Object.hasOwn(Be,e)?e:"en"}function je(n){let e=Be[n]??U;return(t,i={})=>e[t].replace(/\{(\w+)\}/g,(o,s)=>i[s]??o)}var It=["physician","urgent","emergency"],$=class extends HTMLElement{constructor(){super(...arguments);this.root=this.attachShadow({mode:"open"});this.conversation=new S(()=>this.settings.server);this.inside=new x;this.outside=new x;this.offered=[];this.awaited=0;this.pinned=-1;this.dropColors=()=>{};this.built=!1;this.onKey=t=>{t.key==="Escape"&&!t.isComposing&&this.isOpen&&this.close()};this.onNetwork=()=>{this.isOpen&&this.connection.check()}}connectedCallback(){this.built||this.build(),document.addEventListener("keydown",this.onKey),addEventListener("online",this.onNetwork),addEventListener("offline",this.onNetwork)}disconnectedCallback(){document.removeEventListener("keydown",this.onKey),removeEventListener("online",this.onNetwork),removeEventListener("offline",this.onNetwork),this.aloud.stop()}attributeChangedCallback(){this.built&&this.applySettings()}get settings(){return le(this)}get isOpen(){return this.panel.element.open}build(){this.built=!0;let t=qe(this.lang||document.documentElement.lang);this.language=t,this.say=je(t),this.aloud=new E(this.say),ge(this.root),this.launcher=new M(this.say,()=>this.isOpen?this.close():this.open()),this.transcript=new P(this.say);let i=new L(this.say,l=>this.typed(l),l=>this.inside.say(l)),o=l=>this.inside.say(l),s=new R(this.say,{resize:l=>this.panel.resize(l),save:()=>this.copy(Oe),print:()=>this.copy(Ie),speak:o});this.connection=new C(this.say,()=>this.settings,o,()=>this.panel.rest());let a={transcript:this.transcript,composer:i,speech:this.inside,tools:s,connection:this.connection};this.panel=new H(this.say,a,()=>this.clear(),()=>this.close()),this.root.append(r("div",{class:"widget",lang:t},this.panel.element,this.launcher.element,this.outside.element)),this.applySettings()}applySettings(){let{settings:t}=this;this.dropColors(),this.dropColors=t.pair?f(this.root,oe(t.pair)):()=>{},this.panel.apply(t),this.transcript.open(Pe(this.say,t,i=>this.ask(i,i)))}open(){this.launcher.show(!0),this.panel.open(),this.connection.check()}close(){this.aloud.stop(),this.panel.close(),this.launcher.show(!1),this.launcher.element.focus()}clear(){this.conversation.clear(),this.aloud.forget(),this.transcript.clear(),this.panel.pin(null),this.pinned=-1,this.inside.silence(),this.outside.silence(),this.offered=[],this.awaited=0,this.panel.rest(),this.inside.say(this.say("panel.cleared"))}typed(t){let i=K(t,this.offered);this.ask(t,i?.payload??t)}ask(t,i){let o=new A(this.say,t);this.transcript.add(o.element),this.deliver(o,i)}async deliver(t,i){this.expect(1),this.transcript.show(t.element);let o=await this.conversation.ask(i);if(o==="cleared")return;if(this.expect(-1),"reply"in o){this.connection.show(null);let a=this.answer(o.reply,t.element);this.transcript.show(o.reply.escalation?a:t.element);return}let s=()=>{t.sendingAgain(),this.panel.rest(),this.deliver(t,i)};this.tell(t.failed(o.failure,this.settings,s)),this.transcript.show(t.element)}expect(t){this.awaited+=t,this.transcript.waiting(this.awaited>0)}answer(t,i){let{say:o,settings:s}=this,a=He(o,this.language,t,s,this.aloud,d=>this.ask(d.title,d.payload));this.transcript.add(a,i),this.offered=t.choices;let{escalation:l}=t;return l&&this.pin(l),l?.level==="emergency"?this.tell(`${y(o,l)}. ${t.texts.join(" ")}`,!0):this.tell(Re(o,t)),a}pin(t){let i=It.indexOf(t.level);i<this.pinned||(this.pinned=i,this.panel.pin(Le(this.say,t,this.settings)))}copy(t){let{messages:i}=this.transcript;return i.length>0&&t($e(this.say,this.language,this.settings,i)),i.length>0}tell(t,i=!1){let o=this.isOpen?this.inside:this.outside;i?o.alert(t):o.say(this.isOpen?t:this.say("status.unread")),this.isOpen||this.launcher.unread(!0)}};$.observedAttributes=["title","phone","emergency","color","text-color"];customElements.get("plainspine-chat")||customElements.define("plainspine-chat",$);})();
