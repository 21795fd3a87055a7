/** The looks of "your data", on top of those of every dialog. */
export const dataStyle = `
dialog section{padding:18px 0 6px;border-top:1px solid var(--l)}
dialog .body>p+section{margin-top:10px}
dialog h3{margin:0 0 6px;font-size:17px}
dialog h4{margin:0;font-size:16px}
dialog section>p,dialog section li p{margin:2px 0 4px;font-size:15px}
dialog dl{margin:8px 0}
dialog dl div{margin-bottom:8px}
dialog dt{font-weight:600;font-size:15px}
dialog dd{margin:0 0 2px;font-size:15px;color:var(--m)}
dialog section .quiet{flex:0 1 auto;padding:8px 0;font-size:15px;text-align:left}
dialog .papers{display:flex;flex-wrap:wrap;gap:0 20px}
dialog details{margin:4px 0}
dialog summary{min-height:32px;padding:4px 0;font-size:15px;font-weight:600;cursor:pointer}
.log{list-style:none;margin:0;padding:0}
dialog .log li{display:flex;gap:12px;padding:6px 0;border:0;font-size:15px;line-height:1.45}
.log time{flex:none;color:var(--m);font-variant-numeric:tabular-nums}
.log span{min-width:0;overflow-wrap:anywhere}
dialog .log em{font-size:13px;font-style:italic}
dialog .letters li{padding:10px 0;border:0}
dialog p .quiet{padding:8px 0}
`;
