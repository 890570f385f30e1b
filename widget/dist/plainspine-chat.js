// plainspine-chat sources-sha256:c490774d77f89002bb9df8f2e5cc98c78e2acc2f22378f57b0fdaec3269d3476
"use strict";(()=>{function ae(n){return n.trim().toLowerCase().replace(/[.?!]+$/,"")}function le(n,e){let t=ae(n);return(/^\d$/.test(t)?e[Number(t)-1]:void 0)??e.find(r=>ae(r.title)===t)??null}function b(n){return typeof n=="object"&&n!==null&&!Array.isArray(n)?n:null}function H(n){return Array.isArray(n)?n:[]}function u(n){return typeof n=="string"&&n.trim()!==""?n.trim():null}function T(n,e){return H(n).map(b).flatMap(t=>{let i=t&&e(t);return i?[i]:[]})}function ut(n){try{let e=new URL(String(n));return e.protocol==="https:"?e.href:null}catch{return null}}function ce(n){let e=u(n.title),t=u(n.payload);return e&&t?{title:e,payload:t}:null}function ht(n){let e=u(n.label),t=u(n.tel);return e&&t&&/^\+?[\d ().-]{2,24}$/.test(t)?{label:e,tel:t}:null}function mt(n){let e=u(n.label);return e?{label:e,url:ut(n.url)}:null}function ft(n){let e=b(n)??{};return{signed:e.status==="signed",by:u(e.by),on:u(e.on),due:u(e.due)}}function gt(n){let e=H(n).map(H),t=e[0]?.length??0;return e.length>1&&t>1&&e.every(r=>r.length===t&&r.every(s=>typeof s=="string"))?e:null}function bt(n){let e=b(n)??{},t=u(e.url),i=u(e.alt);if(!t||!i||!/^\/pictures\/[\w-]+\.svg$/.test(t))return null;let r=(s,a)=>String(typeof s=="number"&&s>0?Math.round(s):a);return{path:t,alt:i,caption:u(e.caption),width:r(e.width,352),height:r(e.height,240)}}function yt(n){let e=u(n.title);return e?{id:u(n.id),title:e,review:ft(n.review),sources:T(n.sources,mt),certainty:u(n.certainty),table:gt(n.table),picture:bt(n.picture)}:null}function vt(n){let e=b(n);if(!e)return null;let t=e.level==="urgent"||e.level==="physician"?e.level:"emergency",i=u(e.lang);return{level:t,heading:u(e.heading),call:T(e.call,ht),lang:i&&/^[a-z]{2,3}$/.test(i)?i:null}}function wt(n){return n.filter((e,t)=>n.findIndex(i=>i.payload===e.payload)===t)}function E(n){let e=T(n,s=>s),t=e.flatMap(s=>u(s.text)??[]);if(t.length===0)return null;let i=e.map(s=>b(s.custom)).reverse().find(Boolean)??{},r=e.flatMap(s=>T(s.buttons,ce));return{texts:t,choices:wt([...r,...T(i.suggestions,ce)]),answers:T(i.answers,yt),escalation:vt(i.escalation)}}var w=class extends Error{constructor(t){super(t);this.failure=t}},kt=3e4,xt=1e4;async function y(n,e,t,{body:i,ticket:r,signal:s,keepalive:a=!1}={}){let l=new AbortController,c=()=>l.abort(),h=setTimeout(c,t);s?.addEventListener("abort",c);let m={};i&&(m["Content-Type"]="application/json"),r?.secret&&(m.Authorization=`Bearer ${r.secret}`);try{let f=await fetch(n,{method:e,headers:m,body:i?JSON.stringify(i):null,credentials:"omit",cache:"no-store",signal:l.signal,keepalive:a});return new Response(f.status===204?null:await f.text(),{status:f.status})}finally{clearTimeout(h),s?.removeEventListener("abort",c)}}async function pe(n){if(!navigator.onLine)return"offline";try{return(await y(`${n}/health`,"GET",xt)).status>=500?"server":null}catch{return navigator.onLine?"server":"offline"}}async function de(n,e,t,i){if(!navigator.onLine)throw new w("offline");let r=!1;try{let s={sender:e.id,message:t},a=await y(`${n}/webhooks/rest/webhook`,"POST",kt,{body:s,ticket:e,signal:i});r=a.status===404&&e.secret!==null;let l=r?null:E(await a.json());if(l)return l}catch{if(!navigator.onLine)throw new w("offline")}throw new w(r?"ended":"server")}var Q=1e4,O={idleMinutes:15,reportDays:90};function Z(n,e){return typeof n=="number"&&n>0?n:e}function ue(n){return{idleMinutes:Z(n.idle_minutes,O.idleMinutes),reportDays:Z(n.report_days,O.reportDays)}}async function he(n,e){try{let t=b(await(await y(`${n}/conversations`,"POST",Q,{signal:e})).json())??{},{id:i,secret:r}=t;return typeof i=="string"&&typeof r=="string"?{ticket:{id:i,secret:r},terms:ue(t)}:null}catch{return null}}async function me(n,e){try{let t=await y(`${n}/conversations/${e.id}`,"GET",Q,{ticket:e});if(t.status===404)return"ended";let i=b(await t.json());return!t.ok||!i?null:{turns:H(i.turns).flatMap(s=>{let{said:a,messages:l}=b(s)??{};return typeof a=="string"?[{said:a,reply:E(l)}]:[]}),quietSeconds:Z(i.quiet_seconds,0),terms:ue(i)}}catch{return null}}async function fe(n,e){try{let{status:t}=await y(`${n}/conversations/${e.id}`,"DELETE",Q,{ticket:e,keepalive:!0});return t===204||t===404}catch{return!1}}var J="plainspine.session",ge=null;function St(n){try{let{id:e,secret:t}=JSON.parse(n??"");return typeof e=="string"&&/^[\w-]+$/.test(e)&&(typeof t=="string"||t===null)?{id:e,secret:t}:null}catch{return null}}function be(){return{id:typeof crypto.randomUUID=="function"?crypto.randomUUID():Array.from(crypto.getRandomValues(new Uint8Array(16)),e=>e.toString(16).padStart(2,"0")).join(""),secret:null}}function L(){try{return St(sessionStorage.getItem(J))}catch{return ge}}function M(n){ge=n;try{n?sessionStorage.setItem(J,JSON.stringify(n)):sessionStorage.removeItem(J)}catch{return}}var q=class{constructor(e){this.server=e;this.terms=O;this.life=new AbortController;this.line=Promise.resolve()}get kept(){return!!L()?.secret}ask(e){let{signal:t}=this.life,i=this.line.then(()=>this.deliver(e,t));return this.line=i,i}restore(){let e=L(),{signal:t}=this.life;if(!e?.secret)return Promise.resolve(null);let i=me(this.server(),e).then(r=>t.aborted?null:(r==="ended"&&M(null),!r||r==="ended"?r?null:"missing":(this.terms=r.terms,r)));return this.line=i,i}async clear(){this.life.abort(),this.life=new AbortController,this.line=Promise.resolve();let e=L();return M(null),e?.secret?fe(this.server(),e):!0}async deliver(e,t,i=!0){try{let r=await this.sent(e,t);return t.aborted?"cleared":{reply:r}}catch(r){if(t.aborted)return"cleared";let s=r instanceof w?r.failure:"server";return s!=="ended"?{failure:s}:(M(null),i?this.deliver(e,t,!1):{failure:"server"})}}async sent(e,t){let i=L()??await this.begun(t);if(t.aborted)throw new w("server");let r=await de(this.server(),i,e,t);return!t.aborted&&!L()&&M(i),r}async begun(e){let t=navigator.onLine?await he(this.server(),e):null;return!t||e.aborted?be():(this.terms=t.terms,M(t.ticket),t.ticket)}};var ye=1e4,_=["wrong","unclear","unanswered","broken","other"];async function ve(n,e,t){try{return(await y(`${n}/feedback`,"POST",ye,{body:{topics:e,helpful:t}})).ok}catch{return!1}}async function we(n,{reason:e,topic:t,words:i}){let r={reason:e,topic:t,...i===null?{}:{words:i,consent:!0}};try{let s=await y(`${n}/reports`,"POST",ye,{body:r});return s.ok?E(await s.json()):null}catch{return null}}var N=class{constructor(e,t,i){this.onQuiet=e;this.onBack=t;this.onEnd=i;this.timer=0;this.limit=0;this.warned=!1}start(e){this.limit=e*6e4,this.touch()}touch(){this.limit&&(this.warned&&this.onBack(),this.warned=!1,this.wait(this.limit,()=>{this.warned=!0,this.onQuiet(),this.wait(12e4,()=>{this.stop(),this.onEnd()})}))}stop(){this.limit=0,this.warned=!1,clearTimeout(this.timer)}wait(e,t){clearTimeout(this.timer),this.timer=window.setTimeout(t,e)}};var Tt="#f4f7f8";function ke(n){let e=/^#([\da-f]{3}|[\da-f]{6})$/i.exec(n.trim())?.[1];if(!e)return null;let t=e.length===3?e.replace(/./g,"$&$&"):e;return[0,2,4].map(i=>parseInt(t.slice(i,i+2),16)/255)}function xe(n){let[e=0,t=0,i=0]=n.map(r=>r<=.04045?r/12.92:((r+.055)/1.055)**2.4);return .2126*e+.7152*t+.0722*i}function Se(n,e){let[t,i]=[ke(n),ke(e)];if(!t||!i)return null;let[r=0,s=0]=[xe(t),xe(i)].sort((a,l)=>a-l);return(s+.05)/(r+.05)}function Te(n,e){let t=Se(n,e);return t===null||t<4.5?null:{fill:n.trim(),text:e.trim(),ink:(Se(n,Tt)??0)>=4.5}}function Ee({fill:n,text:e,ink:t}){let i=`.widget { --fill: ${n}; --on-fill: ${e}; }`;return t?`${i} @media (prefers-color-scheme: light) { .widget { --accent: ${n}; } }`:i}var Et=document.currentScript instanceof HTMLScriptElement&&document.currentScript.src?new URL(document.currentScript.src).origin:"",Le="911",Lt="#ffffff";function Me(n){let e=(n??"").trim(),t=e.replace(/(?!^\+)\D/g,"");return/\d/.test(t)?{display:e,tel:t}:null}function Mt(n){let e=n.getAttribute("color");if(!e)return null;let t=n.getAttribute("text-color")||Lt,i=Te(e,t);return i||console.warn(`plainspine-chat: color "${e}" with text-color "${t}" is not used: write both as #rrggbb, with a contrast of 4.5 to 1.`),i}function Ce(n){return{server:n.getAttribute("server")?.trim().replace(/\/+$/,"")||Et,title:n.getAttribute("title")?.trim()||null,phone:Me(n.getAttribute("phone")),emergency:Me(n.getAttribute("emergency"))??{display:Le,tel:Le},pair:Mt(n)}}var ze=`/* Nothing of the page's look comes in: its rules reach the element itself, so the reset stands one step inside.
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
`;var Ae=`/* Phones, short windows and strong zoom: the panel fills the screen (the same sizes as in view/panel.ts). */
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
`;var He=`/* Transcript */
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
.tool[aria-pressed="true"] { border-width: 3px; background: var(--fill); color: var(--on-fill); }
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

/* What people think of an answer */
.feedback { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375em 0.5em; margin-block-start: 0.625em; }
.feedback p { flex-basis: 100%; margin: 0; }
.report { margin-block-start: 0.5em; padding: 0.75em 0.875em; border: 1px solid var(--line); border-radius: 0.75em; background: var(--paper); }
.report > * + * { margin-block-start: 0.5em; }
.report fieldset { margin: 0; padding: 0; border: 0; }
.report legend { padding: 0; font-weight: 600; }
.report textarea { display: block; inline-size: 100%; }
.tick { display: flex; align-items: center; gap: 0.625em; min-block-size: 2.75em; }
.tick input { flex: none; inline-size: 1.5em; block-size: 1.5em; margin: 0; accent-color: var(--accent); }

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
`;var Re=`/* Panel */
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

.question {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5em;
  padding: 0.625em 1em;
  border-block-end: 2px solid var(--accent);
  background: var(--own);
}
.question p { flex-basis: 100%; }
.question:empty { display: none; }

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

/* A page of its own */
:host([alone]) .launcher, :host([alone]) .close { display: none; }
:host([alone]) .panel { inset: 0; inline-size: 100%; block-size: 100%; border: 0; border-radius: 0; }
`;var Rt=[ze,Re,He,Ae].join(`
`),Pe=document.currentScript instanceof HTMLScriptElement?document.currentScript.nonce:"",$e=new Map;function Pt(n){let e=$e.get(n);if(e)return e;let t=new CSSStyleSheet;return t.replaceSync(n),$e.set(n,t),t}function C(n,e){if("adoptedStyleSheets"in n&&"replaceSync"in CSSStyleSheet.prototype){let i=Pt(e);return n.adoptedStyleSheets=[...n.adoptedStyleSheets,i],()=>n.adoptedStyleSheets=n.adoptedStyleSheets.filter(r=>r!==i)}let t=document.createElement("style");return Pe&&(t.nonce=Pe),t.textContent=e,(n.head??n).append(t),()=>t.remove()}function Oe(n){C(n,Rt)}function o(n,e={},...t){let i=document.createElement(n);for(let[r,s]of Object.entries(e))i.setAttribute(r,s);return i.append(...t.filter(r=>r!==null)),i}function qe(n){return o("span",{class:"spoken"},n)}function p(n,e,t){let i=o("button",{type:"button",class:e},n);return i.addEventListener("click",t),i}function I(n,e){return o("a",{class:"phone",href:`tel:${n.replace(/[^\d+]/g,"")}`},o("bdi",{},e))}function S(n){let e=(i,r)=>{let s=document.createElementNS("http://www.w3.org/2000/svg",i);for(let[a,l]of Object.entries(r))s.setAttribute(a,l);return s},t=e("svg",{viewBox:"0 0 24 24","aria-hidden":"true",class:"icon"});return t.append(e("path",{d:n})),t}function Ne(n){return window.speechSynthesis?.getVoices().find(e=>e.localService&&e.lang.toLowerCase().startsWith(n))}function _e(n,e){n.hidden=!Ne(e)}var F=class{constructor(e){this.say=e;this.buttons=new Map;this.reading=null;window.speechSynthesis?.addEventListener?.("voiceschanged",()=>this.buttons.forEach((t,i)=>_e(i,t)))}button(e,t){let i=p(this.say("aloud.read"),"aloud",()=>this.reading===i?this.stop():this.read(i,e,t));return this.buttons.set(i,t),_e(i,t),i}stop(){this.reading&&(this.reading.textContent=this.say("aloud.read"),this.reading=null,speechSynthesis.cancel())}forget(){this.stop(),this.buttons.clear()}read(e,t,i){this.stop(),this.reading=e,e.textContent=this.say("aloud.stop"),t.forEach((r,s)=>{let a=new SpeechSynthesisUtterance(r);a.voice=Ne(i)??null,a.lang=i;let l=()=>{this.reading===e&&this.stop()};s===t.length-1&&(a.onend=l),a.onerror=l,speechSynthesis.speak(a)})}};var X=1e3,$t=100,B=class{constructor(e,t,i){this.say=e;this.onSend=t;this.speak=i;this.count=o("p",{id:"count",class:"count"});this.error=o("p",{id:"problem",class:"problem"});this.warned="";this.input=o("textarea",{id:"question",rows:"1",dir:"auto",autocomplete:"off",enterkeyhint:"send","aria-describedby":"problem count"}),this.element=o("form",{class:"composer",novalidate:""},o("label",{for:"question"},e("composer.label")),o("div",{class:"row"},this.input,o("button",{type:"submit",class:"send"},e("composer.send"))),this.error,this.count),this.element.addEventListener("submit",r=>{r.preventDefault(),this.submit()}),this.input.addEventListener("input",()=>this.recount()),this.input.addEventListener("keydown",r=>{let s=r.isComposing||r.keyCode===229;r.key!=="Enter"||r.shiftKey||s||(r.preventDefault(),this.submit())})}empty(){this.input.value="",this.recount()}submit(){let e=this.input.value.trim();if(e==="")return this.problem(this.say("composer.empty"));this.input.value.length<=X&&this.empty(),this.onSend(e)}overText(){return this.say("composer.over",{count:String(this.input.value.length-X)})}problem(e){this.error.textContent=e,this.input.setAttribute("aria-invalid","true"),this.input.focus(),this.speak(e)}recount(){let e=X-this.input.value.length,t=e<0?"over":e<=$t?"near":"";this.error.textContent="",this.input.removeAttribute("aria-invalid"),this.count.textContent=t==="over"?this.overText():t==="near"?this.say("composer.left",{count:String(e)}):"",t&&t!==this.warned&&this.speak(this.count.textContent),this.warned=t}};function Ie(n,{tel:e,display:t}){return o("span",{},o("span",{class:"name"},`${n} `),I(e,t))}function Fe(n,{phone:e,emergency:t}){let i=Ie(n("contact.emergency"),t);return e?[Ie(n("contact.person"),e),i]:[i]}function k(n,{phone:e,emergency:t}){return[...e?[n("failure.phone",{phone:e.display})]:[],n("failure.emergency",{emergency:t.display})]}function Be(n){let e=[],t=null,i=r=>(e.push(r),t=r,r);for(let r of n.split(/\r?\n/)){let s=r.trim(),a=/^(-|\d{1,2}\.)\s+(.*)$/.exec(s),l=t;if(s==="")t=null;else if(a){let c=a[1]==="-"?"ul":"ol";(l?.kind===c?l:i({kind:c,items:[]})).items.push(a[2]??"")}else l&&l.kind!=="p"&&/^\s/.test(r)?l.items.push(`${l.items.pop()??""} ${s}`):l?.kind==="p"?l.text+=` ${s}`:i({kind:"p",text:s})}return e}function z(n){return n.split(/(\+?\(?\d[\d ()-]{5,18}\d)/).map((e,t)=>t%2?o("bdi",{class:"number"},e):e)}function D(n){return n.flatMap(Be).map(e=>e.kind==="p"?o("p",{},...z(e.text)):o(e.kind,{},...e.items.map(t=>o("li",{},...z(t)))))}var Ot=400,j=class{constructor(e,t,i,r){this.say=e;this.settings=t;this.speak=i;this.rest=r;this.element=o("div",{class:"connection"});this.failure=null;this.round=0}async check(){let e=++this.round,t=setTimeout(()=>{this.failure||this.fill(o("p",{},this.say("connection.connecting")))},Ot),i=await pe(this.settings().server);clearTimeout(t),e===this.round&&this.show(i)}show(e){this.round++;let t=this.failure;if(this.failure=e,!e){this.fill(),t&&this.speak(this.say("connection.back"));return}let i=[this.say(`connection.${e}`),...k(this.say,this.settings())].join(" ");this.fill(o("p",{},...z(i)),p(this.say("failure.retry"),"choice",()=>{this.check()})),t!==e&&this.speak(i)}fill(...e){let t=this.element.matches(":focus-within");this.element.replaceChildren(...e),t&&this.rest()}};var De={emergency:"M8 2h8l6 6v8l-6 6H8l-6-6V8ZM11 6v8h2V6ZM11 16v2h2v-2Z",urgent:"M6.6 2.5 10 6.8 8.2 9.6c1 2.5 3.7 5.2 6.2 6.2l2.8-1.8 4.3 3.4c-.6 2.4-2.2 4.1-4.5 4.1-8 0-14.5-6.5-14.5-14.5 0-2.3 1.7-3.9 4.1-4.5Z",physician:"M7 2h2v2h6V2h2v2h4v18H3V4h4ZM5 10v10h14V10ZM8 13h8v2H8Z"};function A(n,{level:e,heading:t,lang:i}){let r=n(`level.${e}`);return t?i||t.toLowerCase().startsWith(r.toLowerCase())?t:`${r}: ${t}`:r}function je({level:n,call:e},{emergency:t}){return e.length>0||n!=="emergency"?e:[{label:t.display,tel:t.tel}]}function qt(n,{label:e,tel:t}){let r=(s=>s.replace(/\D/g,""))(e)?e:`${e}: ${t}`;return n("level.call",{label:r})}function Ue(n,e){return e.length===0?null:o("p",{class:"calls"},...e.map(t=>I(t.tel,qt(n,t))))}function ee({lang:n}){return n?{lang:n,dir:"auto"}:{}}function Ke(n,e,t,i){return o("div",{class:`card ${e.level}`},o("div",{class:"level"},S(De[e.level]),o("h3",ee(e),A(n,e))),o("div",ee(e),...D(t)),Ue(n,je(e,i)))}function We(n,e,t){let{level:i}=e,r=[t.phone?.display,t.emergency.display],s=je(e,t).filter(({label:a})=>i==="emergency"||!r.includes(a));return o("section",{class:`banner ${i}`,"aria-label":n(`level.${i}`)},S(De[i]),o("p",ee(e),A(n,e)),Ue(n,s))}function Ve(n,e,{count:t,report:i,speak:r}){let s=e.flatMap(({id:d})=>d??[]),a=o("p",{class:"quiet"}),l=d=>{a.textContent=n(d),v.append(a),r(n(d))},c=!1,h=(d,g)=>{let x=p(n(d),"tool",async()=>{if(!c){if(c=!0,x.setAttribute("aria-pressed","true"),await t(s,g))return l("feedback.counted");c=!1,x.setAttribute("aria-pressed","false"),l("feedback.failed")}});return x.setAttribute("aria-pressed","false"),x},m=s.length===0?[]:[o("span",{},n("feedback.helpful")),h("feedback.yes",!0),h("feedback.no",!1)],f=p(n("report.open"),"tool",()=>i(s[0]??null,f,v)),v=o("div",{class:"feedback",role:"group","aria-label":[n("feedback.label"),e[0]?.title].filter(Boolean).join(": ")},...m,f);return v}var _t="M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4.4V17H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Z",U=class{constructor(e,t){this.say=e;this.element=p("","launcher",t),this.element.append(S(_t),o("span",{},e("launcher.label")));for(let[i,r]of[["title",""],["aria-haspopup","dialog"],["aria-controls","panel"]])this.element.setAttribute(i,r);this.show(!1)}show(e){this.element.setAttribute("aria-expanded",String(e)),e&&this.unread(!1)}unread(e){this.element.classList.toggle("unread",e),this.element.setAttribute("aria-label",this.say(e?"launcher.unread":"launcher.label"))}};var Nt=3;function It(n,e,t){let[i=[],...r]=e,s=o("tr",{role:"row"},...i.map(l=>l===""?o("td",{role:"cell"}):o("th",{role:"columnheader",scope:"col"},l))),a=r.map(l=>o("tr",{role:"row"},...l.map((c,h)=>h===0?o("th",{role:"rowheader",scope:"row"},c):o("td",{role:"cell","data-head":i[h]??""},c))));return o("table",{role:"table",class:i.length>Nt?"wide":"","aria-label":n("table.label",{title:t})},o("thead",{role:"rowgroup"},s),o("tbody",{role:"rowgroup"},...a))}function Ye(n,e){return e.signed?e.by&&e.on?n("review.signed",{by:e.by,on:e.on}):n("review.signed_short"):n("review.draft")}function Ft(n,{label:e,url:t}){if(!t)return o("li",{},e);let i=o("a",{href:t,target:"_blank",rel:"noopener noreferrer"},e," ",o("span",{class:"quiet"},n("sources.new_tab")));return o("li",{},i)}function te(n,...e){return[o("h4",{},n),...e]}function Bt(n,e){let{sources:t,certainty:i,review:r}=e,s=r.due?[o("p",{},n("review.due",{due:r.due}))]:[];return[...te(n("sources.heading"),t.length?o("ul",{},...t.map(a=>Ft(n,a))):o("p",{},n("sources.none"))),...i?te(n("sources.certainty"),o("p",{},i)):[],...te(n("review.heading"),o("p",{},Ye(n,r)),...s)]}function Dt({path:n,alt:e,caption:t,width:i,height:r},s){let a=o("img",{src:s+n,alt:e,width:i,height:r,decoding:"async"});return o("figure",{},a,t?o("figcaption",{},t):null)}function Ge(n,e,t,i){let r=i?qe(`: ${e.title}`):null;return o("div",{class:"supplement"},i?o("h3",{},e.title):null,e.picture?Dt(e.picture,t):null,e.table?It(n,e.table,e.title):null,o("p",{class:e.review.signed?"review":"review draft"},Ye(n,e.review)),o("details",{},o("summary",{},n("sources.summary"),r),...Bt(n,e)))}function Ze(n,e,...t){return o("div",{class:`message ${e}`},o("p",{class:"who"},n),...t)}function Qe(n,{escalation:e,answers:t,texts:i}){let r=t.length===1?t[0]?.title:void 0,s=e?A(n,e):r;return[...s?[`${s}.`]:[],...i]}var R=class{constructor(e,t){this.say=e;this.shown=t;this.trouble=null;this.element=Ze(e("message.you"),"own",o("p",{class:"bubble",dir:"auto"},t))}failed(e,t,i){let r=this.say,a=[r(e==="offline"?"failure.offline":"failure.server"),r("failure.next"),...k(r,t)];return this.trouble=o("div",{class:"trouble"},o("h3",{},r("failure.heading")),...a.map(l=>o("p",{},...z(l))),p(r("failure.retry"),"choice",i)),this.element.append(this.trouble),[r("failure.heading"),...a].join(". ").replace(/\.\./g,".")}sendingAgain(){this.trouble?.remove()}};function jt(n,e,t){return e.length===0?null:o("div",{role:"group","aria-label":n("choices.label"),class:"choices"},...e.map(i=>p(i.title,"choice",()=>t(i))))}function ne(n,e,t,i,r,s){let{escalation:a,answers:l,texts:c}=t,h=l.length===0,m=a||l.length!==1?null:o("h3",{},l[0]?.title??""),f=a&&Ke(n,a,h?c:[],i),v=a&&h?null:o("div",{class:"bubble"},m,...D(c),...l.map(g=>Ge(n,g,i.server,m===null))),d=r.button(Qe(n,t),a?.lang??e);return Ze(n("message.assistant"),"theirs",d,f,v,jt(n,t.choices,s))}function Je(n,e){let t=e.choices,i=String(t.length),r=t.length===0?null:n(t.length===1?"choices.spoken_one":"choices.spoken",{count:i});return[`${n("message.assistant")}:`,...Qe(n,e),r].filter(Boolean).join(" ")}var Ut=["notice.limits","notice.kept","notice.names"],Kt=["starters.first","starters.second","starters.third"];function Xe(n,{emergency:e},t){let i=Kt.map(r=>p(n(r),"choice",()=>t(n(r))));return o("div",{class:"opening"},o("section",{class:"notice","aria-labelledby":"notice-heading"},o("h3",{id:"notice-heading"},n("notice.heading")),o("p",{id:"notice"},o("strong",{},n("notice.lead")),` ${n("notice.emergency",{emergency:e.display})}`),o("ul",{},...Ut.map(r=>o("li",{},n(r))))),o("div",{role:"group","aria-labelledby":"starters",class:"choices"},o("p",{id:"starters",class:"label"},n("starters.label")),...i))}var Wt="(max-width: 30em), (max-height: 30em)",Vt="M6 4.6 12 10.6 18 4.6 19.4 6 13.4 12 19.4 18 18 19.4 12 13.4 6 19.4 4.6 18 10.6 12 4.6 6Z",K=class{constructor(e,t,i,r){this.say=e;this.parts=t;this.heading=o("h2",{id:"title"});this.contact=o("div",{class:"contact",role:"group"});this.bannerPlace=o("div");this.contact.setAttribute("aria-label",e("contact.label"));let s=p(e("panel.clear"),"plain",i);s.setAttribute("aria-label",e("panel.clear_name"));let a=p("","plain close",r);a.setAttribute("aria-label",e("panel.close")),a.append(S(Vt)),this.element=o("dialog",{id:"panel",class:"panel",title:"",tabindex:"-1","aria-labelledby":"title","aria-describedby":"notice"},o("div",{class:"pinned"},o("div",{class:"head"},this.heading,t.tools.opener,s,a),this.contact),t.tools.element,t.connection.element,this.bannerPlace,t.question.element,t.transcript.element,t.composer.element,t.speech.element),this.resize(t.tools.percent),this.element.addEventListener("cancel",l=>{l.preventDefault(),r()})}apply(e){this.heading.textContent=e.title??this.say("panel.title"),this.contact.replaceChildren(...Fe(this.say,e))}resize(e){this.element.dataset.size=String(e)}open(){matchMedia(Wt).matches?this.element.showModal():this.element.show(),this.rest()}close(){this.element.close()}rest(){(matchMedia("(pointer: coarse)").matches?this.element:this.parts.composer.input).focus()}pin(e){this.bannerPlace.replaceChildren(...e?[e]:[])}};var W=class{constructor(e,t){this.say=e;this.rest=t;this.element=o("div",{class:"question",role:"group"})}ask(e,t){let i=r=>{this.close(),r()};this.element.setAttribute("aria-label",e),this.element.replaceChildren(o("p",{},e),...t.map(([r,s])=>p(this.say(r),"choice",()=>i(s))))}close(){let e=this.element.matches(":focus-within");this.element.replaceChildren(),this.element.removeAttribute("aria-label"),e&&this.rest()}};var ie=`.record {
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
`;var Gt="button, form, img, .choices, .feedback, .spoken",re="plainspine-print",Zt=`
  @media screen { .${re} { display: none !important; } }
  @media print {
    html, body { display: block !important; block-size: auto !important; overflow: visible !important; position: static !important; }
    body > :not(.${re}) { display: none !important; }
  }`;function et(n,e,t,i){let r=Array.from(i,a=>a.cloneNode(!0));for(let a of r){for(let l of a.querySelectorAll(Gt))l.remove();for(let l of a.querySelectorAll("details"))l.open=!0}let s=new Date().toLocaleString(e,{dateStyle:"long",timeStyle:"short"});return o("main",{class:"record",lang:e,dir:"auto"},o("h1",{},t.title??n("panel.title")),o("p",{},n("record.made",{date:s})),o("p",{},`${n("notice.lead")} ${n("notice.limits")}`),...k(n,t).map(a=>o("p",{},a)),...r)}function tt(n){let e=r=>new XMLSerializer().serializeToString(r),t=`<!doctype html><html lang="${n.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${e(o("title",{},n.querySelector("h1")?.textContent??""))}<style>${ie}</style></head><body>${e(n)}</body></html>`,i=URL.createObjectURL(new Blob([t],{type:"text/html"}));o("a",{href:i,download:`chat-${new Date().toISOString().slice(0,10)}.html`}).click(),setTimeout(()=>URL.revokeObjectURL(i),1e4)}function nt(n){let e=o("div",{class:re}),t=e.attachShadow({mode:"open"});C(t,ie),t.append(n);let i=C(document,Zt);document.body.append(e),addEventListener("afterprint",()=>{e.remove(),i()},{once:!0}),window.print()}var Qt=1e3;function it(n,e){return o("label",{class:"tick"},n,o("span",{},e))}function rt(n,e,t,i,{send:r,cancel:s,speak:a}){let l=_.map(d=>o("input",{type:"radio",name:"reason",value:d})),c=o("textarea",{rows:"2",dir:"auto",maxlength:String(Qt),autocomplete:"off"}),h=o("input",{type:"checkbox"}),m=o("p",{class:"problem",id:"report-problem"}),f=(d,g)=>{m.textContent=d,g.setAttribute("aria-describedby",m.id),g.focus(),a(d)},v=o("form",{class:"report",novalidate:"","aria-label":n("report.open")},o("fieldset",{},o("legend",{},n("report.reason")),..._.map((d,g)=>it(l[g],n(`report.${d}`)))),o("label",{},o("span",{},n("report.words")),c),it(h,n("report.consent",{days:String(i)})),o("p",{class:"quiet"},`${n("report.kept")} ${n("failure.emergency",{emergency:e.emergency.display})}`),m,o("div",{class:"choices"},o("button",{type:"submit",class:"send"},n("report.send")),p(n("report.cancel"),"choice",s)));return v.addEventListener("submit",async d=>{d.preventDefault(),m.textContent="";let g=_[l.findIndex(dt=>dt.checked)],x=c.value.trim();if(!g)return f(n("report.choose"),l[0]);if(x&&!h.checked)return f(n("report.untold"),h);await r({reason:g,topic:t,words:x||null})||f([n("report.failed"),...k(n,e)].join(" "),c)}),v}var oe=250,Jt=5e3,P=class{constructor(){this.polite=[o("div",{"aria-live":"polite"}),o("div",{"aria-live":"polite"})];this.urgent=o("div",{role:"alert"});this.turn=0;this.element=o("div",{class:"spoken"},...this.polite,this.urgent)}say(e){let t=this.polite[this.turn===0?0:1];this.turn=1-this.turn,t.textContent="",setTimeout(()=>t.textContent=e,oe),setTimeout(()=>t.textContent="",oe+Jt)}alert(e){this.urgent.textContent="",setTimeout(()=>this.urgent.textContent=e,oe)}silence(){this.urgent.textContent=""}};var ot="plainspine.text",$=[100,125,150,200];function st(){try{return Math.max(0,$.indexOf(Number(sessionStorage.getItem(ot))))}catch{return 0}}function at(n){try{sessionStorage.setItem(ot,String($[n]))}catch{return}}var V=class{constructor(e,t){this.say=e;this.actions=t;this.note=o("p",{class:"quiet"});this.at=st();this.opener=p(e("tools.label"),"plain",()=>this.show(this.element.hidden)),this.opener.setAttribute("aria-controls","tools"),this.element=o("div",{id:"tools",class:"tools",role:"group","aria-label":e("tools.label")},o("div",{role:"group","aria-labelledby":"size"},o("span",{id:"size"},e("tools.size")),p(e("tools.smaller"),"tool",()=>this.resize(-1)),p(e("tools.larger"),"tool",()=>this.resize(1))),o("div",{},p(e("tools.save"),"tool",()=>this.copy(t.save,"tools.saved")),p(e("tools.print"),"tool",()=>this.copy(t.print,null))),this.note),this.show(!1)}get percent(){return $[this.at]??100}show(e){this.element.hidden=!e,this.opener.setAttribute("aria-expanded",String(e)),this.note.textContent=this.say("tools.copy")}resize(e){this.at=Math.min($.length-1,Math.max(0,this.at+e)),at(this.at),this.actions.resize(this.percent),this.tell(this.say("tools.size_now",{percent:String(this.percent)}))}copy(e,t){e()?t&&this.tell(this.say(t)):this.tell(this.say("tools.nothing"))}tell(e){this.note.textContent=e,this.actions.speak(e)}};var Xt=400,en=8e3,Y=class{constructor(e){this.say=e;this.opening=o("div");this.status=o("div",{role:"status",class:"status"});this.timers=[];this.log=o("div",{role:"log","aria-live":"off","aria-label":e("log.messages")}),this.element=o("div",{class:"transcript",role:"group",tabindex:"0","aria-label":e("log.label")},this.opening,this.log,this.status)}open(e){this.opening.replaceChildren(e)}get messages(){return this.log.children}add(e,t){t?.parentNode===this.log?t.after(e):this.log.append(e)}restore(e){this.log.prepend(...e)}show(e){e.scrollIntoView({block:"start"})}clear(){this.log.replaceChildren(),this.waiting(!1),this.element.scrollTop=0}waiting(e){if(this.timers.forEach(clearTimeout),this.timers=[],this.status.replaceChildren(),!e)return;let t=i=>()=>{let r=o("span",{class:"dots","aria-hidden":"true"},o("i"),o("i"),o("i"));this.status.replaceChildren(o("span",{},i),r),this.status.scrollIntoView({block:"nearest"})};this.timers=[window.setTimeout(t(this.say("status.waiting")),Xt),window.setTimeout(t(this.say("status.slow")),en)]}};var se={"launcher.label":"Ask a question","launcher.unread":"Ask a question: new message waiting","panel.title":"Ask about your back","panel.clear":"Clear","panel.clear_name":"Clear this conversation","panel.cleared":"The conversation is cleared.","panel.close":"Close chat","tools.label":"Options","tools.size":"Text size","tools.smaller":"Smaller","tools.larger":"Larger","tools.size_now":"Text size: {percent} percent.","tools.save":"Save the chat","tools.print":"Print the chat","tools.copy":"A copy stays on this device. Others who use it may read it.","tools.saved":"Saved. Look in your downloads.","tools.nothing":"There is nothing to copy yet.","record.made":"Copy of a chat, made on {date}","idle.warning":"Are you still there? This chat will be cleared in {minutes} minutes.","idle.outside":"The chat will be cleared in {minutes} minutes. Open it to keep it.","idle.keep":"Keep the chat","idle.kept":"The chat stays.","idle.cleared":"The chat was cleared to keep it private. You can ask again.","history.old":"An earlier chat is still open in this tab. Is it yours?","history.show":"Show it","history.clear":"Clear it","history.missing":"Your earlier messages cannot be shown just now. You can still ask.","history.cleared_here":"The chat is cleared here. The server keeps its copy until its time is over.","contact.label":"Talk to a person","contact.person":"Clinic:","contact.emergency":"Emergency:","notice.heading":"Before you start","notice.lead":"This is a computer program. Nobody is watching this chat.","notice.emergency":"It is not for emergencies. In an emergency, call {emergency}.","notice.limits":"It gives general facts. It cannot tell what you have.","notice.kept":"What you type is kept for a short time, then erased.","notice.names":"Please do not type names, birth dates or phone numbers.","starters.label":"You could ask","starters.first":"How long does sacroplasty take?","starters.second":"How do kyphoplasty and vertebroplasty differ?","starters.third":"Which warning signs mean I need help fast?","log.label":"Conversation","log.messages":"Messages","message.you":"You","message.assistant":"Assistant","choices.label":"Suggested replies","choices.spoken":"{count} suggested replies follow.","choices.spoken_one":"One suggested reply follows.","status.waiting":"Looking for an answer","status.slow":"Still looking. This is taking longer than it should.","status.unread":"There is a new message in the chat.","level.emergency":"Emergency","level.urgent":"Call today","level.physician":"See your physician","level.call":"Call {label}","aloud.read":"Read aloud","aloud.stop":"Stop reading","sources.summary":"Sources and review","sources.heading":"Where this comes from","sources.none":"This answer names no source.","sources.certainty":"How sure we are","sources.new_tab":"(opens in a new tab)","review.heading":"Review","review.draft":"Draft: not yet reviewed by a clinician","review.signed":"Reviewed by {by} on {on}","review.signed_short":"Reviewed by a clinician","review.due":"Next review due: {due}","table.label":"Table: {title}","feedback.label":"Your opinion","feedback.helpful":"Was this helpful?","feedback.yes":"Yes","feedback.no":"No","feedback.counted":"Thank you. We count yes and no for this topic, nothing else.","feedback.failed":"That was not counted. You can try again.","report.open":"Report a problem","report.reason":"What is the problem?","report.wrong":"Something is wrong","report.unclear":"It is hard to understand","report.unanswered":"It did not answer my question","report.broken":"The chat does not work well","report.other":"Something else","report.words":"In your own words, if you like","report.consent":"Send my words. The clinic can read them. They are erased after {days} days.","report.kept":"We keep the reason, the topic and the day. Please type no names. Nobody answers here.","report.send":"Send report","report.cancel":"Cancel","report.choose":"Choose a reason first.","report.untold":"Tick this box to send your words, or take them out.","report.failed":"Your report was not sent. Please try again.","composer.label":"Your question","composer.send":"Send","composer.left":"{count} characters left","composer.over":"{count} characters too many. Please shorten your question.","composer.empty":"Type a question first.","connection.connecting":"Connecting to the chat.","connection.offline":"You are offline. The chat cannot answer now.","connection.server":"The chat cannot answer just now.","connection.back":"The chat is connected again.","failure.heading":"Not sent","failure.offline":"You seem to be offline. Your message was not sent.","failure.server":"We could not reach the chat just now. Your message got no answer.","failure.next":"Your words are still here. Try again, or talk to a person.","failure.phone":"Call the clinic at {phone}.","failure.emergency":"In an emergency, call {emergency}.","failure.retry":"Try again"};var lt={en:se};function ct(n){let e=n.toLowerCase().split("-")[0]??"";return Object.hasOwn(lt,e)?e:"en"}function pt(n){let e=lt[n]??se;return(t,i={})=>e[t].replace(/\{(\w+)\}/g,(r,s)=>i[s]??r)}var rn=["keydown","pointerdown","input","wheel","touchmove"],on=["physician","urgent","emergency"],G=class extends HTMLElement{constructor(){super(...arguments);this.root=this.attachShadow({mode:"open"});this.conversation=new q(()=>this.settings.server);this.inside=new P;this.outside=new P;this.idle=new N(()=>this.warn(),()=>this.stays(),()=>this.timeUp());this.offered=[];this.awaited=0;this.pinned=-1;this.report=null;this.past=null;this.unseen=null;this.dropColors=()=>{};this.built=!1;this.onKey=t=>{t.key==="Escape"&&!t.isComposing&&this.isOpen&&this.close()};this.onLife=t=>{this.question.element.contains(t.target)||this.idle.touch()};this.onNetwork=()=>{this.isOpen&&this.connection.check()}}connectedCallback(){this.built||this.build(),document.addEventListener("keydown",this.onKey),addEventListener("online",this.onNetwork),addEventListener("offline",this.onNetwork)}disconnectedCallback(){document.removeEventListener("keydown",this.onKey),removeEventListener("online",this.onNetwork),removeEventListener("offline",this.onNetwork),this.aloud.stop()}attributeChangedCallback(){this.built&&this.applySettings()}get settings(){return Ce(this)}get alone(){return this.hasAttribute("alone")}get isOpen(){return this.panel.element.open}build(){this.built=!0;let t=ct(this.lang||document.documentElement.lang);this.language=t,this.say=pt(t),this.aloud=new F(this.say),Oe(this.root),this.launcher=new U(this.say,()=>this.isOpen?this.close():this.open()),this.transcript=new Y(this.say);let i=new B(this.say,c=>this.typed(c),c=>this.inside.say(c)),r=c=>this.inside.say(c),s=new V(this.say,{resize:c=>this.panel.resize(c),save:()=>this.copy(tt),print:()=>this.copy(nt),speak:r});this.connection=new j(this.say,()=>this.settings,r,()=>this.panel.rest()),this.question=new W(this.say,()=>this.panel.rest());let a={transcript:this.transcript,composer:i,speech:this.inside,tools:s,connection:this.connection,question:this.question};this.panel=new K(this.say,a,()=>this.clear(),()=>this.close());let l=o("div",{class:"widget",lang:t},this.panel.element,this.launcher.element,this.outside.element);for(let c of rn)l.addEventListener(c,this.onLife,{passive:!0});this.root.append(l),this.applySettings(),this.alone&&(this.panel.element.open=!0),this.restore()}applySettings(){let{settings:t}=this;this.dropColors(),this.dropColors=t.pair?C(this.root,Ee(t.pair)):()=>{},this.panel.apply(t),this.transcript.open(Xe(this.say,t,i=>this.ask(i,i)))}open(){this.launcher.show(!0),this.panel.open(),this.idle.touch(),this.unseen&&this.transcript.show(this.unseen),this.unseen=null,this.connection.check()}close(){this.alone||(this.aloud.stop(),this.panel.close(),this.launcher.show(!1),this.launcher.element.focus())}clear(){this.forget(),this.panel.rest(),this.inside.say(this.say("panel.cleared"))}forget(){this.idle.stop(),this.question.close(),this.conversation.clear().then(t=>t||this.note("history.cleared_here")),this.aloud.forget(),this.transcript.clear(),this.panel.pin(null),this.pinned=-1,this.past=this.unseen=this.report=null,this.inside.silence(),this.outside.silence(),this.offered=[],this.awaited=0}async restore(){let t=await this.conversation.restore();if(t==="missing"&&this.question.ask(this.say("history.missing"),[]),!(!t||t==="missing")){if(t.quietSeconds<t.terms.idleMinutes*60)return this.show(t);this.past=t,this.question.ask(this.say("history.old"),[["history.show",()=>this.show(t)],["history.clear",()=>this.clear()]])}}show({turns:t,terms:i}){this.past=null;let r=t.flatMap(({said:s,reply:a})=>[new R(this.say,s).element,...a?[this.told(a)]:[]]);this.transcript.restore(r),this.unseen=r[r.length-1]??null,this.isOpen&&this.unseen&&this.transcript.show(this.unseen),this.idle.start(i.idleMinutes)}warn(){let t={minutes:String(12e4/6e4)},i=this.say("idle.warning",t);this.question.ask(i,[["idle.keep",()=>this.idle.touch()]]),this.isOpen?this.inside.say(i):this.outside.say(this.say("idle.outside",t))}stays(){this.question.close(),this.inside.say(this.say("idle.kept"))}timeUp(){let t=this.panel.element.matches(":focus-within");this.forget(),t&&!this.panel.element.matches(":focus-within")&&this.panel.rest(),this.note("idle.cleared")}note(t){this.question.ask(this.say(t),[]),(this.isOpen?this.inside:this.outside).say(this.say(t))}typed(t){let i=le(t,this.offered);this.ask(t,i?.payload??t)}ask(t,i){this.past&&this.forget(),this.question.close();let r=new R(this.say,t);this.transcript.add(r.element),this.deliver(r,i)}async deliver(t,i){this.expect(1),this.transcript.show(t.element);let r=await this.conversation.ask(i);if(r==="cleared")return;if(this.expect(-1),"reply"in r){this.connection.show(null);let a=this.answer(r.reply,t.element);this.transcript.show(r.reply.escalation?a:t.element);return}let s=()=>{t.sendingAgain(),this.panel.rest(),this.deliver(t,i)};this.tell(t.failed(r.failure,this.settings,s)),this.transcript.show(t.element)}expect(t){this.awaited+=t,this.transcript.waiting(this.awaited>0)}answer(t,i){let r=this.told(t);return this.transcript.add(r,i),this.idle.start(this.conversation.terms.idleMinutes),this.speak(t),r}told(t){let{say:i,settings:r}=this,s=ne(i,this.language,t,r,this.aloud,a=>this.ask(a.title,a.payload));return this.conversation.kept&&(!t.escalation||t.answers.length>0)&&s.append(Ve(i,t.answers,{count:(a,l)=>ve(this.settings.server,a,l),report:(a,l,c)=>this.openReport(a,l,c),speak:a=>this.inside.say(a)})),this.offered=t.choices,t.escalation&&this.pin(t.escalation),s}speak(t){let{escalation:i}=t;i?.level==="emergency"?this.tell(`${A(this.say,i)}. ${t.texts.join(" ")}`,!0):this.tell(Je(this.say,t))}openReport(t,i,r){this.report?.remove();let s=()=>{this.report?.remove(),i.focus()};this.report=rt(this.say,this.settings,t,this.conversation.terms.reportDays,{send:async a=>{let l=await we(this.settings.server,a);if(!l)return!1;s();let c=ne(this.say,this.language,l,this.settings,this.aloud,()=>{});return this.transcript.add(c),l.escalation&&this.pin(l.escalation),this.speak(l),this.transcript.show(c),!0},cancel:s,speak:a=>this.inside.say(a)}),r.after(this.report),this.report.querySelector("input")?.focus()}pin(t){let i=on.indexOf(t.level);i<this.pinned||(this.pinned=i,this.panel.pin(We(this.say,t,this.settings)))}copy(t){let{messages:i}=this.transcript;return i.length>0&&t(et(this.say,this.language,this.settings,i)),i.length>0}tell(t,i=!1){let r=this.isOpen?this.inside:this.outside;i?r.alert(t):r.say(this.isOpen?t:this.say("status.unread")),this.isOpen||this.launcher.unread(!0)}};G.observedAttributes=["title","phone","emergency","color","text-color"];customElements.get("plainspine-chat")||customElements.define("plainspine-chat",G);})();
