// plainspine-chat sources-sha256:4e59f703339ce035102a1eb63011d43591d02c4b2f8482d1b200829dce1d79ae
"use strict";(()=>{function I(t){return t.trim().toLowerCase().replace(/[.?!]+$/,"")}function _(t,e){let n=I(t);return(/^\d$/.test(n)?e[Number(n)-1]:void 0)??e.find(r=>I(r.title)===n)??null}var z="plainspine.session",N=null;function F(){return typeof crypto.randomUUID=="function"?crypto.randomUUID():Array.from(crypto.getRandomValues(new Uint8Array(16)),t=>t.toString(16).padStart(2,"0")).join("")}function j(){try{let t=sessionStorage.getItem(z)??F();return sessionStorage.setItem(z,t),t}catch{return N??=F()}}function q(){N=null;try{sessionStorage.removeItem(z)}catch{return}}function f(t){return typeof t=="object"&&t!==null&&!Array.isArray(t)?t:null}function A(t){return Array.isArray(t)?t:[]}function c(t){return typeof t=="string"&&t.trim()!==""?t.trim():null}function m(t,e){return A(t).map(f).flatMap(n=>{let i=n&&e(n);return i?[i]:[]})}function we(t){try{let e=new URL(String(t));return e.protocol==="https:"?e.href:null}catch{return null}}function B(t){let e=c(t.title),n=c(t.payload);return e&&n?{title:e,payload:n}:null}function xe(t){let e=c(t.label),n=c(t.tel);return e&&n&&/^\+?[\d ().-]{2,24}$/.test(n)?{label:e,tel:n}:null}function ke(t){let e=c(t.label);return e?{label:e,url:we(t.url)}:null}function Se(t){let e=f(t)??{};return{signed:e.status==="signed",by:c(e.by),on:c(e.on),due:c(e.due)}}function Te(t){let e=A(t).map(A),n=e[0]?.length??0;return e.length>1&&n>1&&e.every(r=>r.length===n&&r.every(s=>typeof s=="string"))?e:null}function Ee(t){let e=f(t)??{},n=c(e.url),i=c(e.alt);if(!n||!i||!/^\/pictures\/[\w-]+\.svg$/.test(n))return null;let r=(s,a)=>String(typeof s=="number"&&s>0?Math.round(s):a);return{path:n,alt:i,caption:c(e.caption),width:r(e.width,352),height:r(e.height,240)}}function Ce(t){let e=c(t.title);return e?{title:e,review:Se(t.review),sources:m(t.sources,ke),certainty:c(t.certainty),table:Te(t.table),picture:Ee(t.picture)}:null}function Le(t){let e=f(t);if(!e)return null;let n=e.level==="urgent"||e.level==="physician"?e.level:"emergency",i=c(e.lang);return{level:n,heading:c(e.heading),call:m(e.call,xe),lang:i&&/^[a-z]{2,3}$/.test(i)?i:null}}function Me(t){return t.filter((e,n)=>t.findIndex(i=>i.payload===e.payload)===n)}function K(t){let e=m(t,s=>s),n=e.flatMap(s=>c(s.text)??[]);if(n.length===0)return null;let i=e.map(s=>f(s.custom)).reverse().find(Boolean)??{},r=e.flatMap(s=>m(s.buttons,B));return{texts:n,choices:Me([...r,...m(i.suggestions,B)]),answers:m(i.answers,Ce),escalation:Le(i.escalation)}}var u=class extends Error{constructor(n){super(n);this.failure=n}},ze=3e4;async function Ae(t,e,n){return(await fetch(t,{method:"POST",headers:{"Content-Type":"application/json"},body:e,credentials:"omit",cache:"no-store",signal:n})).json()}async function U(t,e,n,i){if(!navigator.onLine)throw new u("offline");let r=new AbortController,s=()=>r.abort(),a=setTimeout(s,ze);i.addEventListener("abort",s);try{let l=JSON.stringify({sender:e,message:n}),p=K(await Ae(`${t}/webhooks/rest/webhook`,l,r.signal));if(p)return p}catch{if(!navigator.onLine)throw new u("offline")}finally{clearTimeout(a),i.removeEventListener("abort",s)}throw new u("server")}var y=class{constructor(e){this.server=e;this.life=new AbortController;this.line=Promise.resolve()}ask(e){let{signal:n}=this.life,i=this.line.then(()=>this.deliver(e,n));return this.line=i,i}clear(){this.life.abort(),this.life=new AbortController,this.line=Promise.resolve(),q()}async deliver(e,n){if(n.aborted)return"cleared";try{let i=await U(this.server(),j(),e,n);return n.aborted?"cleared":{reply:i}}catch(i){return n.aborted?"cleared":{failure:i instanceof u?i.failure:"server"}}}};var He=document.currentScript instanceof HTMLScriptElement&&document.currentScript.src?new URL(document.currentScript.src).origin:"",V="911";function D(t){let e=(t??"").trim(),n=e.replace(/(?!^\+)\D/g,"");return/\d/.test(n)?{display:e,tel:n}:null}function Y(t){return{server:t.getAttribute("server")?.trim().replace(/\/+$/,"")||He,title:t.getAttribute("title")?.trim()||null,phone:D(t.getAttribute("phone")),emergency:D(t.getAttribute("emergency"))??{display:V,tel:V}}}var W=`/* Nothing of the page's look comes in: its rules reach the element itself, so the reset stands one step inside.
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
  --on-accent: #fff;
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
    --on-accent: #06272e;
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
.icon { inline-size: 1.5em; block-size: 1.5em; flex: none; fill: currentColor; }
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
  border: 2px solid var(--on-accent);
  border-radius: 2em;
  background: var(--accent);
  color: var(--on-accent);
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
`;var G=`/* Phones, short windows and strong zoom: the panel fills the screen (the same sizes as in view/panel.ts). */
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
  .banner { padding-inline: 0.75em; font-size: 0.9375em; }
}
@media (max-width: 22em) {
  .head h2 { font-size: 1em; }
  .contact { column-gap: 0.5em; padding-inline: 0.75em; font-size: 0.875em; }
  .contact > :not(:last-child) .name { position: absolute; clip-path: inset(50%); }
  .phone { min-block-size: 3.1429em; min-inline-size: 3.1429em; }
  .composer, .banner { padding-inline: 0.75em; }
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
  .card { border-style: double; border-width: 6px; }
  .send, .calls .phone, .head { border: 1px solid ButtonText; }
  .calls .phone { color: LinkText; }
  :focus-visible { outline-color: Highlight; }
  .dots i { background: CanvasText; forced-color-adjust: none; }
}
`;var Z=`/* Transcript */
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

.card { border: 2px solid var(--level); border-inline-start-width: 0.5em; background: var(--level-paper); }
.card h3 { color: var(--level); font-size: 1.1875em; }
.card .calls { margin-block-start: 0.75em; }
.emergency { --level: var(--emergency); --level-paper: var(--emergency-paper); }
.urgent { --level: var(--urgent); --level-paper: var(--urgent-paper); }
.physician { --level: var(--physician); --level-paper: var(--physician-paper); }

.choices { display: flex; flex-wrap: wrap; gap: 0.5em; margin-block-start: 0.625em; }
.choices .label { margin: 0; }
.choice {
  min-block-size: 2.75em;
  padding: 0.5em 1em;
  border: 1.5px solid var(--accent);
  border-radius: 1.375em;
  background: var(--paper);
  color: var(--accent);
  font-weight: 600;
  text-align: inherit;
}
.choice:hover { background: var(--own); color: var(--ink); }

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
.wide, .wide tbody, .wide tr, .wide th, .wide td { display: block; }
.wide thead { position: absolute; clip-path: inset(50%); inline-size: 1px; block-size: 1px; overflow: hidden; }
.wide tr + tr { margin-block-start: 0.5em; }
.wide tbody th { background: var(--ground); }
.wide td { border-block-start: 0; }
/* The head is shown again for the eye; the empty text after the stroke keeps it from being read twice. */
.wide td::before { content: attr(data-head) ": "; font-weight: 600; }
@supports (content: "a" / "b") {
  .wide td::before { content: attr(data-head) ": " / ""; }
}
`;var J=`/* Panel */
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
  background: var(--accent);
  color: var(--on-accent);
}
.head h2 { flex: 1; min-inline-size: 0; }
.head :focus-visible { outline-color: var(--on-accent); outline-offset: -3px; }
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

.banner {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 0.25em 1em;
  padding: 0.5em 1em;
  border: 3px solid var(--emergency);
  background: var(--emergency-paper);
  color: var(--emergency);
  font-weight: 700;
}
.calls { display: flex; flex-wrap: wrap; gap: 0.5em; }
.banner .calls { margin: 0; }
.calls .phone {
  padding: 0.375em 1em;
  border: 2px solid transparent;
  border-radius: 0.5em;
  background: var(--level, var(--emergency));
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
  border: 1.5px solid transparent;
  border-radius: 0.625em;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
}
.problem, .count { margin-block-start: 0.25em; font-size: 0.9375em; }
.problem { color: var(--emergency); font-weight: 600; }
.problem:empty, .count:empty { display: none; }
`;var Q=[W,J,Z,G].join(`
`),X=document.currentScript instanceof HTMLScriptElement?document.currentScript.nonce:"",v=null;function ee(t){if("adoptedStyleSheets"in t&&"replaceSync"in CSSStyleSheet.prototype){v||(v=new CSSStyleSheet,v.replaceSync(Q)),t.adoptedStyleSheets=[v];return}let e=document.createElement("style");X&&(e.nonce=X),e.textContent=Q,t.append(e)}function o(t,e={},...n){let i=document.createElement(t);for(let[r,s]of Object.entries(e))i.setAttribute(r,s);return i.append(...n.filter(r=>r!==null)),i}function te(t){return o("span",{class:"spoken"},t)}function d(t,e,n){let i=o("button",{type:"button",class:e},t);return i.addEventListener("click",n),i}function w(t,e){return o("a",{class:"phone",href:`tel:${t.replace(/[^\d+]/g,"")}`},o("bdi",{},e))}function x(t){let e=(i,r)=>{let s=document.createElementNS("http://www.w3.org/2000/svg",i);for(let[a,l]of Object.entries(r))s.setAttribute(a,l);return s},n=e("svg",{viewBox:"0 0 24 24","aria-hidden":"true",class:"icon"});return n.append(e("path",{d:t})),n}var H=1e3,Ie=100,k=class{constructor(e,n,i){this.say=e;this.onSend=n;this.speak=i;this.count=o("p",{id:"count",class:"count"});this.error=o("p",{id:"problem",class:"problem"});this.warned="";this.input=o("textarea",{id:"question",rows:"1",dir:"auto",autocomplete:"off",enterkeyhint:"send","aria-describedby":"problem count"}),this.element=o("form",{class:"composer",novalidate:""},o("label",{for:"question"},e("composer.label")),o("div",{class:"row"},this.input,o("button",{type:"submit",class:"send"},e("composer.send"))),this.error,this.count),this.element.addEventListener("submit",r=>{r.preventDefault(),this.submit()}),this.input.addEventListener("input",()=>this.recount()),this.input.addEventListener("keydown",r=>{let s=r.isComposing||r.keyCode===229;r.key!=="Enter"||r.shiftKey||s||(r.preventDefault(),this.submit())})}empty(){this.input.value="",this.recount()}submit(){let e=this.input.value.trim();if(e==="")return this.problem(this.say("composer.empty"));if(this.input.value.length>H)return this.problem(this.overText());this.empty(),this.onSend(e)}overText(){return this.say("composer.over",{count:String(this.input.value.length-H)})}problem(e){this.error.textContent=e,this.input.setAttribute("aria-invalid","true"),this.input.focus(),this.speak(e)}recount(){let e=H-this.input.value.length,n=e<0?"over":e<=Ie?"near":"";this.error.textContent="",this.input.removeAttribute("aria-invalid"),this.count.textContent=n==="over"?this.overText():n==="near"?this.say("composer.left",{count:String(e)}):"",n&&n!==this.warned&&this.speak(this.count.textContent),this.warned=n}};function ne(t){let e=[],n=null,i=r=>(e.push(r),n=r,r);for(let r of t.split(/\r?\n/)){let s=r.trim(),a=/^(-|\d{1,2}\.)\s+(.*)$/.exec(s),l=n;if(s==="")n=null;else if(a){let p=a[1]==="-"?"ul":"ol";(l?.kind===p?l:i({kind:p,items:[]})).items.push(a[2]??"")}else l&&l.kind!=="p"&&/^\s/.test(r)?l.items.push(`${l.items.pop()??""} ${s}`):l?.kind==="p"?l.text+=` ${s}`:i({kind:"p",text:s})}return e}function S(t){return t.flatMap(ne).map(e=>e.kind==="p"?o("p",{},e.text):o(e.kind,{},...e.items.map(n=>o("li",{},n))))}function h(t,{level:e,heading:n,lang:i}){let r=t(`level.${e}`);return n?i||n.toLowerCase().startsWith(r.toLowerCase())?n:`${r}: ${n}`:r}function _e({level:t,call:e},{emergency:n}){return e.length>0||t!=="emergency"?e:[{label:n.display,tel:n.tel}]}function Fe(t,{label:e,tel:n}){let r=(s=>s.replace(/\D/g,""))(e)?e:`${e}: ${n}`;return t("level.call",{label:r})}function ie(t,e,n){let i=_e(e,n);return i.length===0?null:o("p",{class:"calls"},...i.map(r=>w(r.tel,Fe(t,r))))}function R({lang:t}){return t?{lang:t,dir:"auto"}:{}}function re(t,e,n,i){return o("div",{class:`card ${e.level}`},o("h3",R(e),h(t,e)),o("div",R(e),...S(n)),ie(t,e,i))}function oe(t,e,n){return o("section",{class:"banner","aria-label":t("level.emergency")},o("p",R(e),h(t,e)),ie(t,e,n))}var Ne="M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4.4V17H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Z",T=class{constructor(e,n){this.say=e;this.element=d("","launcher",n),this.element.append(x(Ne),o("span",{},e("launcher.label")));for(let[i,r]of[["title",""],["aria-haspopup","dialog"],["aria-controls","panel"]])this.element.setAttribute(i,r);this.show(!1)}show(e){this.element.setAttribute("aria-expanded",String(e)),e&&this.unread(!1)}unread(e){this.element.classList.toggle("unread",e),this.element.setAttribute("aria-label",this.say(e?"launcher.unread":"launcher.label"))}};var je=3;function qe(t,e,n){let[i=[],...r]=e,s=o("tr",{role:"row"},...i.map(l=>l===""?o("td",{role:"cell"}):o("th",{role:"columnheader",scope:"col"},l))),a=r.map(l=>o("tr",{role:"row"},...l.map((p,g)=>g===0?o("th",{role:"rowheader",scope:"row"},p):o("td",{role:"cell","data-head":i[g]??""},p))));return o("table",{role:"table",class:i.length>je?"wide":"","aria-label":t("table.label",{title:n})},o("thead",{role:"rowgroup"},s),o("tbody",{role:"rowgroup"},...a))}function se(t,e){return e.signed?e.by&&e.on?t("review.signed",{by:e.by,on:e.on}):t("review.signed_short"):t("review.draft")}function Be(t,{label:e,url:n}){if(!n)return o("li",{},e);let i=o("a",{href:n,target:"_blank",rel:"noopener noreferrer"},e," ",o("span",{class:"quiet"},t("sources.new_tab")));return o("li",{},i)}function P(t,...e){return[o("h4",{},t),...e]}function Ke(t,e){let{sources:n,certainty:i,review:r}=e,s=r.due?[o("p",{},t("review.due",{due:r.due}))]:[];return[...P(t("sources.heading"),n.length?o("ul",{},...n.map(a=>Be(t,a))):o("p",{},t("sources.none"))),...i?P(t("sources.certainty"),o("p",{},i)):[],...P(t("review.heading"),o("p",{},se(t,r)),...s)]}function Ue({path:t,alt:e,caption:n,width:i,height:r},s){let a=o("img",{src:s+t,alt:e,width:i,height:r,decoding:"async"});return o("figure",{},a,n?o("figcaption",{},n):null)}function ae(t,e,n,i){let r=i?te(`: ${e.title}`):null;return o("div",{class:"supplement"},i?o("h3",{},e.title):null,e.picture?Ue(e.picture,n):null,e.table?qe(t,e.table,e.title):null,o("p",{class:e.review.signed?"review":"review draft"},se(t,e.review)),o("details",{},o("summary",{},t("sources.summary"),r),...Ke(t,e)))}function le(t,{tel:e,display:n}){return o("span",{},o("span",{class:"name"},`${t} `),w(e,n))}function ce(t,{phone:e,emergency:n}){let i=le(t("contact.emergency"),n);return e?[le(t("contact.person"),e),i]:[i]}function pe(t,{phone:e,emergency:n}){return[...e?[t("failure.phone",{phone:e.display})]:[],t("failure.emergency",{emergency:n.display})]}function de(t,e,...n){return o("div",{class:`message ${e}`},o("p",{class:"who"},t),...n)}var E=class{constructor(e,n){this.say=e;this.shown=n;this.trouble=null;this.element=de(e("message.you"),"own",o("p",{class:"bubble",dir:"auto"},n))}failed(e,n,i){let r=this.say,a=[r(e==="offline"?"failure.offline":"failure.server"),r("failure.next"),...pe(r,n)];return this.trouble=o("div",{class:"trouble"},o("h3",{},r("failure.heading")),...a.map(l=>o("p",{},l)),d(r("failure.retry"),"choice",i)),this.element.append(this.trouble),[r("failure.heading"),...a].join(". ").replace(/\.\./g,".")}sendingAgain(){this.trouble?.remove()}};function Ve(t,e,n){return e.length===0?null:o("div",{role:"group","aria-label":t("choices.label"),class:"choices"},...e.map(i=>d(i.title,"choice",()=>n(i))))}function ue(t,e,n,i){let{escalation:r,answers:s,texts:a}=e,l=s.length===0,p=r||s.length!==1?null:o("h3",{},s[0]?.title??""),g=r&&re(t,r,l?a:[],n),ye=r&&l?null:o("div",{class:"bubble"},p,...S(a),...s.map(ve=>ae(t,ve,n.server,p===null)));return de(t("message.assistant"),"theirs",g,ye,Ve(t,e.choices,i))}function me(t,{escalation:e,answers:n,texts:i,choices:r}){let s=n.length===1?n[0]?.title:void 0,a=e?h(t,e):s,l=String(r.length),p=r.length===0?null:t(r.length===1?"choices.spoken_one":"choices.spoken",{count:l});return[`${t("message.assistant")}:`,a&&`${a}.`,...i,p].filter(Boolean).join(" ")}var De=["notice.limits","notice.kept","notice.names"],Ye=["starters.first","starters.second","starters.third"];function he(t,{emergency:e},n){let i=Ye.map(r=>d(t(r),"choice",()=>n(t(r))));return o("div",{class:"opening"},o("section",{class:"notice","aria-labelledby":"notice-heading"},o("h3",{id:"notice-heading"},t("notice.heading")),o("p",{id:"notice"},o("strong",{},t("notice.lead")),` ${t("notice.emergency",{emergency:e.display})}`),o("ul",{},...De.map(r=>o("li",{},t(r))))),o("div",{role:"group","aria-labelledby":"starters",class:"choices"},o("p",{id:"starters",class:"label"},t("starters.label")),...i))}var We="(max-width: 30em), (max-height: 30em)",Ge="M6 4.6 12 10.6 18 4.6 19.4 6 13.4 12 19.4 18 18 19.4 12 13.4 6 19.4 4.6 18 10.6 12 4.6 6Z",C=class{constructor(e,n,i,r){this.say=e;this.parts=n;this.heading=o("h2",{id:"title"});this.contact=o("div",{class:"contact",role:"group"});this.bannerPlace=o("div");this.contact.setAttribute("aria-label",e("contact.label"));let s=d(e("panel.clear"),"plain",i);s.setAttribute("aria-label",e("panel.clear_name"));let a=d("","plain close",r);a.setAttribute("aria-label",e("panel.close")),a.append(x(Ge)),this.element=o("dialog",{id:"panel",class:"panel",title:"",tabindex:"-1","aria-labelledby":"title","aria-describedby":"notice"},o("div",{class:"pinned"},o("div",{class:"head"},this.heading,s,a),this.contact),this.bannerPlace,n.transcript.element,n.composer.element,n.speech.element),this.element.addEventListener("cancel",l=>{l.preventDefault(),r()})}apply(e){this.heading.textContent=e.title??this.say("panel.title"),this.contact.replaceChildren(...ce(this.say,e))}open(){matchMedia(We).matches?this.element.showModal():this.element.show(),this.rest()}close(){this.element.close()}rest(){(matchMedia("(pointer: coarse)").matches?this.element:this.parts.composer.input).focus()}pin(e){this.bannerPlace.replaceChildren(...e?[e]:[])}};var O=250,Ze=5e3,b=class{constructor(){this.polite=[o("div",{"aria-live":"polite"}),o("div",{"aria-live":"polite"})];this.urgent=o("div",{role:"alert"});this.turn=0;this.element=o("div",{class:"spoken"},...this.polite,this.urgent)}say(e){let n=this.polite[this.turn===0?0:1];this.turn=1-this.turn,n.textContent="",setTimeout(()=>n.textContent=e,O),setTimeout(()=>n.textContent="",O+Ze)}alert(e){this.urgent.textContent="",setTimeout(()=>this.urgent.textContent=e,O)}silence(){this.urgent.textContent=""}};var Je=400,Qe=8e3,L=class{constructor(e){this.say=e;this.opening=o("div");this.status=o("div",{role:"status",class:"status"});this.timers=[];this.log=o("div",{role:"log","aria-live":"off","aria-label":e("log.messages")}),this.element=o("div",{class:"transcript",role:"group",tabindex:"0","aria-label":e("log.label")},this.opening,this.log,this.status)}open(e){this.opening.replaceChildren(e)}add(e){this.log.append(e)}show(e){e.scrollIntoView({block:"start"})}clear(){this.log.replaceChildren(),this.waiting(!1),this.element.scrollTop=0}waiting(e){if(this.timers.forEach(clearTimeout),this.timers=[],this.status.replaceChildren(),!e)return;let n=i=>()=>{let r=o("span",{class:"dots","aria-hidden":"true"},o("i"),o("i"),o("i"));this.status.replaceChildren(o("span",{},i),r),this.status.scrollIntoView({block:"nearest"})};this.timers=[window.setTimeout(n(this.say("status.waiting")),Je),window.setTimeout(n(this.say("status.slow")),Qe)]}};var $={"launcher.label":"Ask a question","launcher.unread":"Ask a question: new message waiting","panel.title":"Ask about your back","panel.clear":"Clear","panel.clear_name":"Clear this conversation","panel.cleared":"The conversation is cleared.","panel.close":"Close chat","contact.label":"Talk to a person","contact.person":"Clinic:","contact.emergency":"Emergency:","notice.heading":"Before you start","notice.lead":"This is a computer program. Nobody is watching this chat.","notice.emergency":"It is not for emergencies. In an emergency, call {emergency}.","notice.limits":"It gives general facts. It cannot tell what you have.","notice.kept":"What you type is kept for a short time, then erased.","notice.names":"Please do not type names, birth dates or phone numbers.","starters.label":"You could ask","starters.first":"How long does sacroplasty take?","starters.second":"How do kyphoplasty and vertebroplasty differ?","starters.third":"Which warning signs mean I need help fast?","log.label":"Conversation","log.messages":"Messages","message.you":"You","message.assistant":"Assistant","choices.label":"Suggested replies","choices.spoken":"{count} suggested replies follow.","choices.spoken_one":"One suggested reply follows.","status.waiting":"Looking for an answer","status.slow":"Still looking. This is taking longer than it should.","status.unread":"There is a new message in the chat.","level.emergency":"Emergency","level.urgent":"Call today","level.physician":"See your physician","level.call":"Call {label}","sources.summary":"Sources and review","sources.heading":"Where this comes from","sources.none":"This answer names no source.","sources.certainty":"How sure we are","sources.new_tab":"(opens in a new tab)","review.heading":"Review","review.draft":"Draft: not yet reviewed by a clinician","review.signed":"Reviewed by {by} on {on}","review.signed_short":"Reviewed by a clinician","review.due":"Next review due: {due}","table.label":"Table: {title}","composer.label":"Your question","composer.send":"Send","composer.left":"{count} characters left","composer.over":"{count} characters too many. Please shorten your question.","composer.empty":"Type a question first.","failure.heading":"Not sent","failure.offline":"You seem to be offline. Your message was not sent.","failure.server":"We could not reach the chat just now. Your message got no answer.","failure.next":"Your words are still here. Try again, or talk to a person.","failure.phone":"Call the clinic at {phone}.","failure.emergency":"In an emergency, call {emergency}.","failure.retry":"Try again"};var ge={en:$};function fe(t){let e=t.toLowerCase().split("-")[0]??"";return Object.hasOwn(ge,e)?e:"en"}function be(t){let e=ge[t]??$;return(n,i={})=>e[n].replace(/\{(\w+)\}/g,(r,s)=>i[s]??r)}var M=class extends HTMLElement{constructor(){super(...arguments);this.root=this.attachShadow({mode:"open"});this.conversation=new y(()=>this.settings.server);this.inside=new b;this.outside=new b;this.offered=[];this.awaited=0;this.built=!1;this.onKey=n=>{n.key==="Escape"&&!n.isComposing&&this.isOpen&&this.close()}}connectedCallback(){this.built||this.build(),document.addEventListener("keydown",this.onKey)}disconnectedCallback(){document.removeEventListener("keydown",this.onKey)}attributeChangedCallback(){this.built&&this.applySettings()}get settings(){return Y(this)}get isOpen(){return this.panel.element.open}build(){this.built=!0;let n=fe(this.lang||document.documentElement.lang);this.say=be(n),ee(this.root),this.launcher=new T(this.say,()=>this.isOpen?this.close():this.open()),this.transcript=new L(this.say);let i=new k(this.say,r=>this.typed(r),r=>this.inside.say(r));this.panel=new C(this.say,{transcript:this.transcript,composer:i,speech:this.inside},()=>this.clear(),()=>this.close()),this.root.append(o("div",{class:"widget",lang:n},this.panel.element,this.launcher.element,this.outside.element)),this.applySettings()}applySettings(){this.panel.apply(this.settings),this.transcript.open(he(this.say,this.settings,n=>this.ask(n,n)))}open(){this.launcher.show(!0),this.panel.open()}close(){this.panel.close(),this.launcher.show(!1),this.launcher.element.focus()}clear(){this.conversation.clear(),this.transcript.clear(),this.panel.pin(null),this.inside.silence(),this.outside.silence(),this.offered=[],this.awaited=0,this.panel.rest(),this.inside.say(this.say("panel.cleared"))}typed(n){let i=_(n,this.offered);this.ask(n,i?.payload??n)}ask(n,i){let r=new E(this.say,n);this.transcript.add(r.element),this.deliver(r,i)}async deliver(n,i){this.expect(1),this.transcript.show(n.element);let r=await this.conversation.ask(i);if(r==="cleared")return;if(this.expect(-1),"reply"in r){let a=this.answer(r.reply);this.transcript.show(r.reply.escalation?a:n.element);return}let s=()=>{n.sendingAgain(),this.panel.rest(),this.deliver(n,i)};this.tell(n.failed(r.failure,this.settings,s)),this.transcript.show(n.element)}expect(n){this.awaited+=n,this.transcript.waiting(this.awaited>0)}answer(n){let{say:i,settings:r}=this,s=ue(i,n,r,l=>this.ask(l.title,l.payload));this.transcript.add(s),this.offered=n.choices;let{escalation:a}=n;return a?.level==="emergency"?(this.panel.pin(oe(i,a,r)),this.tell(`${h(i,a)}. ${n.texts.join(" ")}`,!0)):this.tell(me(i,n)),s}tell(n,i=!1){let r=this.isOpen?this.inside:this.outside;i?r.alert(n):r.say(this.isOpen?n:this.say("status.unread")),this.isOpen||this.launcher.unread(!0)}};M.observedAttributes=["title","phone","emergency"];customElements.get("plainspine-chat")||customElements.define("plainspine-chat",M);})();
