/** The looks of the dialog; it shares the tokens of the banner, whose root it lives in. */
export const style = `
dialog{width:min(640px,calc(100vw - 16px));max-height:calc(100vh - 32px);padding:0;border:1px solid var(--l);border-radius:calc(var(--r) + 8px);background:var(--s);color:var(--t);box-shadow:0 24px 80px #0b202055;overflow:hidden;font:inherit}
dialog::backdrop{background:#0a171a80}
dialog.plain{display:block;position:fixed;top:16px;left:0;right:0;margin:0 auto;box-shadow:0 0 0 200vmax #0a171a80}
dialog form{display:flex;flex-direction:column;max-height:calc(100vh - 34px);overflow:auto}
dialog .head{display:flex;align-items:center;justify-content:space-between;gap:12px;padding:20px 16px 12px 28px}
dialog h2{margin:0;font-size:22px}
dialog .x{width:44px;padding:8px;color:var(--m)}
dialog h2,dialog .name span{min-width:0;overflow-wrap:anywhere;hyphens:auto}
dialog .x svg{display:block;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
dialog .body{overflow:auto;min-height:96px;padding:0 28px 8px}
dialog .body>p{font-size:16px}
.langs{margin:0 0 10px -8px;padding:0;border:0}
.langs button{padding:4px 8px;font-size:14px;color:var(--m);text-decoration:none}
.langs [aria-pressed=true]{color:var(--t);text-decoration:underline;text-underline-offset:5px}
dialog ul{list-style:none;margin:8px 0 0;padding:0}
dialog li{padding:14px 0;border-top:1px solid var(--l)}
dialog .name{display:flex;align-items:flex-start;justify-content:space-between;gap:20px;min-height:28px;font-size:16px;font-weight:600;line-height:1.4;color:var(--t)}
dialog label{cursor:pointer}
dialog em{font-style:normal;font-weight:500;font-size:14px;color:var(--m)}
dialog li p{margin:4px 64px 0 0;font-size:14.500px;line-height:1.45}
dialog .to b{font-weight:600;color:var(--t)}
.signal{padding:10px 14px;border-radius:var(--r);background:color-mix(in srgb,var(--a) 12%,transparent);color:var(--t)}
[role=switch]{appearance:none;-webkit-appearance:none;flex:none;position:relative;width:48px;height:28px;margin:0;border:2px solid var(--m);border-radius:99px;background:none;cursor:pointer}
[role=switch]::after{content:"";position:absolute;top:4px;left:4px;width:16px;height:16px;border-radius:50%;background:var(--m)}
[role=switch]:checked{background:var(--a);border-color:var(--a)}
[role=switch]:checked::after{left:24px;background:var(--o)}
.quiet.data{padding:8px 0;margin-bottom:8px}
.who{padding-top:14px;border-top:1px solid var(--l);font-size:13.500px}
dialog [role=status]{margin:0 28px;color:var(--t)}
dialog .foot{display:flex;flex-wrap:wrap;gap:10px;padding:14px 28px 20px;border-top:1px solid var(--l)}
@media(max-width:520px){dialog .head{padding:12px 6px 8px 16px}dialog .body{padding:0 16px}dialog .foot{padding:10px 16px 14px}dialog h2{font-size:17px}dialog li p{margin-right:0}}
@media(max-height:480px){dialog form{display:block}dialog .body{overflow:visible}}
@media(forced-colors:active){[role=switch]{border:2px solid ButtonText}[role=switch]:checked{background:Highlight;forced-color-adjust:none}[role=switch]::after{background:ButtonText}}
@media(prefers-reduced-motion:no-preference){[role=switch]::after{transition:left .12s}}
`;
