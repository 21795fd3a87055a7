/**
 * The looks of banner, placeholder, note and entry, in light and dark.
 *
 * The host declares what a page could break as `!important`: in a shadow tree that wins over any rule of the page.
 * Accept and refuse share one rule; there is no second one that could tell them apart.
 */
export const style = `
:host{all:initial!important;display:block!important}
.k{--a:#0b6b61;--o:#fff;--s:#fff;--t:#16262c;--m:#51636b;--l:#d5dfe2;--r:12px;color-scheme:light;color:var(--t);font:400 16px/1.5 var(--f,system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif);overflow-wrap:break-word}
.k.dark{--a:#6fd3c3;--o:#06201c;--s:#17232a;--t:#e6eff2;--m:#a7b8bf;--l:#32434b;color-scheme:dark}
*{box-sizing:border-box}
[hidden]{display:none!important}
.card{position:fixed;z-index:2147483647;left:16px;right:16px;bottom:16px;max-width:736px;max-height:50vh;margin:0 auto;display:flex;flex-direction:column;padding:22px 26px 18px;background:var(--s);border:1px solid var(--l);border-radius:calc(var(--r) + 6px);box-shadow:0 8px 40px #0b202033}
.top{bottom:auto;top:16px}
.corner{max-width:420px;margin:0}
.text{overflow:auto;min-height:0;flex:1}
h2{margin:0 0 6px;font-size:20px;line-height:1.3;font-weight:650}
.short{display:none}
p{margin:0 0 6px;color:var(--m);font-size:15px}
a{color:inherit}
.row{display:flex;flex-wrap:wrap;gap:10px;margin-top:14px}
button{font:inherit;font-weight:600;line-height:1.25;color:var(--t);background:none;border:2px solid transparent;border-radius:var(--r);min-height:44px;padding:8px 14px;cursor:pointer}
.main,.accept,.refuse{flex:1 1 128px;background:var(--a);border-color:var(--a);color:var(--o)}
.main:hover,.accept:hover,.refuse:hover{box-shadow:inset 0 0 0 99px #8883}
.settings{font-weight:400;text-decoration:underline}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}
.entry{position:fixed;z-index:2147483646;bottom:16px;width:44px;background:linear-gradient(var(--t) 0 0)50% 37%/20px 2px,linear-gradient(var(--t) 0 0)50% 63%/20px 2px,var(--s);background-repeat:no-repeat;border:1px solid var(--l);border-radius:50%;box-shadow:0 8px 40px #0b202033}
.entry::before,.entry::after{content:"";position:absolute;top:11px;left:23px;width:10px;height:10px;border:2px solid;border-radius:50%;background:var(--s)}
.entry::after{top:22px;left:11px}
@media(max-width:520px),(max-height:480px){.card{left:8px;right:8px;bottom:8px;padding:14px 14px 6px;max-height:calc(50vh - 8px)}.top{top:8px;bottom:auto}.short{display:block}.long{display:none}h2{font-size:16px}p{font-size:14px}.row{margin-top:8px;gap:0 8px}@media(max-width:520px){.settings{flex-basis:100%}}
@media(forced-colors:active){button,.card{border:2px solid ButtonText}}
@media print{.card,.entry{display:none}}
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
