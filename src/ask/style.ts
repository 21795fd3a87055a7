/**
 * The looks of banner, placeholder, note and entry, in light and dark.
 *
 * The host declares what a page could break as `!important`: in a shadow tree that wins over any rule of the page.
 * Accept and refuse share one rule; there is no second one that could tell them apart.
 */
export const style = `
:host{all:initial!important}
:host(kelisim-consent){position:relative!important;z-index:2147483647!important}
.k{--a:#0b6b61;--o:#fff;--s:#fff;--t:#16262c;--m:#51636b;--l:#d5dfe2;--r:12px;color:var(--t);font:16px/1.5 var(--f,system-ui,sans-serif);overflow-wrap:break-word}
@media(prefers-color-scheme:dark){.k:not(.light){--a:#6fd3c3;--o:#06201c;--s:#17232a;--t:#e6eff2;--m:#a7b8bf;--l:#32434b;color-scheme:dark}}
.k.dark{--a:#6fd3c3;--o:#06201c;--s:#17232a;--t:#e6eff2;--m:#a7b8bf;--l:#32434b;color-scheme:dark}
*{box-sizing:border-box}
.card,.entry{position:fixed;bottom:16px;background:var(--s);border:1px solid var(--l);box-shadow:0 8px 40px #0b202033}
.card{left:16px;right:16px;max-width:736px;max-height:50vh;margin:auto;display:flex;flex-direction:column;padding:22px 26px 18px;border-radius:calc(var(--r) + 6px)}
.top{bottom:auto;top:16px}
.corner{max-width:420px;margin:0}
.text{overflow:auto}
h2{margin:0 0 6px;font-size:20px;line-height:1.3}
.short{display:none}
p{margin:0 0 6px;color:var(--m);font-size:15px}
a{color:inherit}
.row{display:flex;flex-wrap:wrap;gap:10px;margin-top:14px}
button{flex:1 1 128px;min-height:44px;padding:8px 14px;font:inherit;font-weight:600;line-height:1.25;color:var(--o);background:var(--a);border:2px solid transparent;border-radius:var(--r);cursor:pointer}
.quiet{flex:none;font-weight:400;color:var(--t);background:none;text-decoration:underline}
.entry{width:44px;border-radius:50%;background:linear-gradient(var(--t) 0 0)50% 36%/22px 2px no-repeat,linear-gradient(var(--t) 0 0)50% 64%/22px 2px no-repeat var(--s)}
.entry::before,.entry::after{content:"";position:absolute;top:11px;left:22px;width:8px;height:8px;border:2px solid var(--t);border-radius:50%;background:var(--s)}
.entry::after{top:22px;left:12px}
@media(max-width:520px),(max-height:480px){.card{left:8px;right:8px;bottom:8px;padding:14px 14px 6px;max-height:calc(50vh - 8px)}.top{top:8px;bottom:auto}.short{display:block}.long{display:none}h2{font-size:16px}p{font-size:14px}.row{margin-top:8px;gap:0 8px}}
@media(max-width:520px){.row .quiet{flex-basis:100%}}
@media print{.k{display:none}}
`;

/** The looks of a shut gate; they go with the gates' chunk. */
export const viewStyle = `
:host(kelisim-placeholder){all:unset!important;display:block!important;position:relative!important}
.panel{display:flex;flex-direction:column;justify-content:safe center;width:100%;height:100%;padding:20px 24px;overflow:auto;background:var(--s);border:1px solid var(--l);border-radius:var(--r)}
.over{position:absolute;top:0;left:0;width:100%;height:100%}
.panel p{color:var(--t)}
.panel .row{max-width:480px}
.note{padding:12px 0}
`;
