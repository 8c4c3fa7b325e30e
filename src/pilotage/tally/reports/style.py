"""The look of the report: one style sheet inside the file, light and dark by the reader's system, fit for paper."""

from typing import Final

CSS: Final = """
:root{color-scheme:light dark;--bg:#fff;--soft:#f6f7f9;--line:#dfe3e8;--ink:#182433;--dim:#5b6675;--accent:#1f5fbf;
--bad:#b3261e;--good:#1b7a3d;--mark:#ffd6d1;--markink:#7a1109;--h0:#f1f3f5;--h1:#dbe7f8;--h2:#b3cef0;--h3:#7fabe3;--h4:#3f7bcb;--h5:#174a96}
@media (prefers-color-scheme:dark){:root{--bg:#151b24;--soft:#1d2530;--line:#323d4b;--ink:#e6eaf0;--dim:#a3aebb;--accent:#8ab6f7;
--bad:#ff9a90;--good:#7dd79a;--mark:#6b231d;--markink:#ffd9d4;--h0:#202935;--h1:#213a5c;--h2:#29507f;--h3:#3a6db0;--h4:#6f9fe0;--h5:#b5d2fa}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:32px 24px 64px;background:var(--bg);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:26px;line-height:1.25;margin:0 0 4px;text-wrap:balance}
h2{font-size:19px;margin:44px 0 8px}
h3{font-size:15px;margin:24px 0 4px}
p{margin:4px 0 12px;max-width:76ch}
.dim,.none{color:var(--dim)}
.none{font-style:italic}
.state{display:inline-block;padding:2px 10px;border-radius:12px;font-weight:600;font-size:13px;margin-bottom:10px;border:1px solid}
.agree{color:var(--good)}.differ{color:var(--bad)}
nav{margin:16px 0;display:flex;flex-wrap:wrap;gap:4px 18px}
a{color:var(--accent);padding:4px 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:20px 0;padding:0;list-style:none}
.tiles li{background:var(--soft);border:1px solid var(--line);border-radius:8px;padding:12px 16px}
.tiles b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums}
.tiles span{color:var(--dim);font-size:13px}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:8px;margin:8px 0 16px}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
table.slim{width:auto}
th,td{padding:7px 12px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tr:last-child td{border-bottom:0}
th{background:var(--soft);font-weight:600;white-space:nowrap}
.n{text-align:right;white-space:nowrap}
.raw{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px;white-space:pre-wrap;overflow-wrap:anywhere;min-width:9em}
.key{overflow-wrap:anywhere;min-width:7em}
mark{background:var(--mark);color:var(--markink);border-radius:2px;padding:0 1px;text-decoration:underline}
ol.patterns{list-style:none;padding:0;margin:12px 0;counter-reset:p}
ol.patterns>li{border:1px solid var(--line);border-radius:8px;padding:12px 16px 4px;margin:0 0 12px}
ol.patterns strong{display:block}
.facts{color:var(--dim);font-size:14px}
details{margin:4px 0 8px}summary{cursor:pointer;color:var(--accent);padding:4px 0}
svg{display:block;margin:8px}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--ink)}
svg .name,svg .tick{text-anchor:end}svg .head,svg .cell{text-anchor:middle}svg .tick,svg .head{fill:var(--dim)}svg .left{text-anchor:start}
svg .tick{font-size:11px}
.h0{fill:var(--h0)}.h1{fill:var(--h1)}.h2{fill:var(--h2)}.h3{fill:var(--h3)}.h4{fill:var(--h4)}.h5{fill:var(--h5)}
svg .t4,svg .t5{fill:var(--bg)}
.below{fill:var(--h4)}.above{fill:var(--h5)}.axis{stroke:var(--dim);stroke-width:1}
.bars{display:flex;flex-wrap:wrap;gap:16px}
.bars figure{margin:0;max-width:100%}
figcaption{font-weight:600;font-size:14px;padding:6px 12px}
@media (max-width:600px){body{padding:20px 14px 48px}h1{font-size:21px}th,td{padding:6px 8px}}
@media print{:root{color-scheme:light;--bg:#fff;--soft:#fff;--ink:#000;--dim:#444;--line:#bbb;--mark:#ffd6d1;--markink:#000;--accent:#000;
--h0:#f1f3f5;--h1:#dbe7f8;--h2:#b3cef0;--h3:#7fabe3;--h4:#3f7bcb;--h5:#174a96;--bad:#b3261e;--good:#1b7a3d}
body{max-width:none;padding:0;font-size:10pt}nav{display:none}.wide{overflow:visible;border:0}tr,figure,ol.patterns>li{break-inside:avoid}
h2,h3{break-after:avoid}svg{max-width:100%;height:auto}}
"""
