/**
 * The looks of banner, placeholder, note and entry, in light and dark.
 *
 * The host declares what a page could break as `!important`: in a shadow tree that wins over any rule of the page.
 * Accept and refuse share one rule; there is no second one that could tell them apart.
 */
export const style = `
:host{all:initial!important}
:host(kelisim-consent){position:fixed!important;z-index:2147483647!important}
.k{--a:#0b6b61;--o:#fff;--s:#fff;--t:#16262c;--m:#51636b;--l:#8195a04d;--g:16px;--f:system-ui,sans-serif;color:var(--t);font:16px/1.5 var(--f);overflow-wrap:break-word}
@media(prefers-color-scheme:dark){.k:not([data-theme~=light]){--a:#6fd3c3;--o:#06201c;--s:#17232a;--t:#e6eff2;--m:#a7b8bf;color-scheme:dark}}
[data-theme~=dark]{--a:#6fd3c3;--o:#06201c;--s:#17232a;--t:#e6eff2;--m:#a7b8bf;color-scheme:dark}
*{box-sizing:border-box}
.card{position:fixed;bottom:var(--g);background:var(--s);border:1px solid var(--l);box-shadow:0 8px 40px #0b202033;left:var(--g);right:var(--g);max-width:736px;max-height:calc(50vh - var(--g));margin:auto;display:flex;flex-direction:column;padding:22px 26px 18px;border-radius:calc(var(--r) + 6px)}
[data-theme~=top] .card{bottom:auto;top:var(--g)}
[data-theme~=corner] .card{max-width:420px;margin:0}
.text{overflow:auto}
h2{margin:0 0 6px;font-size:20px}
.short{display:none}
p{margin:0 0 6px;color:var(--m);font-size:15px}
a{color:inherit}
.row{display:flex;flex-wrap:wrap;gap:10px;margin-top:14px}
button{flex:1 1 128px;min-height:44px;padding:8px 14px;font:inherit;font-weight:600;line-height:1.25;color:var(--o);background:var(--a);border:1px solid var(--l);border-radius:var(--r);cursor:pointer}
.quiet{flex:none;font-weight:400;color:var(--t);background:none;border:0;text-decoration:underline}
@media(max-width:520px),(max-height:480px){.k{--g:8px}.card{padding:14px 14px 6px}.short{display:block}.long{display:none}h2{font-size:16px}.row{margin-top:8px;gap:0 8px}}
@media(max-width:520px) and (min-height:300px){.row .quiet{flex-basis:100%}}
@media(max-height:299px){.k{--g:0px}.card{padding:4px 8px}.row{flex-wrap:nowrap;margin-top:4px;gap:6px}.row button{flex:1;min-width:0;padding:4px;font-size:13px}}
`;

/** The looks of the small way back and of what only screen readers meet; they go with the reach chunk. */
export const entryStyle = `
.entry{position:fixed;bottom:var(--g);width:44px;padding:8px 10px;background:var(--s);border:1px solid var(--l);border-radius:50%;box-shadow:0 4px 16px #0003;color:var(--t)}
.entry::before{content:"";display:block;height:14px;border:2px solid;border-radius:9px;background:radial-gradient(circle at 7px,currentColor 3px,transparent 0)}
.card~.entry{display:none}
[data-theme$=top] .entry{bottom:auto;top:var(--g)}
@media print{.k{display:none}}
.said{position:absolute;clip-path:inset(50%)}
`;

/** On the page itself: an owner's `.card{display:flex}` would beat the attribute that a shut gate bears. */
export const shutStyle =
  '[data-kelisim][hidden]:not(#_),[data-kelisim-else][hidden]:not(#_),[data-kelisim]>[hidden]:not(#_){display:none!important}';

/** The looks of a shut gate; they go with the gates' chunk. */
export const viewStyle = `
:host(kelisim-placeholder){all:unset!important;display:block!important;position:relative!important}
:host(.full){height:100%!important}
.over,:host(.laid){position:absolute!important;top:0!important;left:0!important;width:100%!important;height:100%!important}
.panel{display:flex;flex-direction:column;justify-content:safe center;height:100%;padding:20px 24px;overflow:auto;background:var(--s);border:1px solid var(--l);border-radius:var(--r)}
small{display:block}
.panel .row{max-width:480px;gap:8px}
`;
