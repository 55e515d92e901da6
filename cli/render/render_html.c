// SPDX-License-Identifier: MIT
/*
 * render_html.c - the drawing of render_svg.c in a page: zoom, search for an address, a table.
 *
 * The script knows nothing of memory. Boxes say their first and last address, rows say theirs, and
 * zooming a row lays its boxes out again, so that words keep their shape. A page without script is
 * the drawing and the table.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/base/text.h"
#include "cli/render/render_svg.h"

static const char script[] =
	"const "
	"L=110,W=1055,$=s=>document.querySelector(s),all=(s,e=document)=>[...e.querySelectorAll("
	"s)];\n"
	"const box=all('.b'),rows=all('.r'),say=$('#say'),n=(e,k)=>Number(e.dataset[k]);\n"
	"for(const r of rows)Object.assign(r,{lo:n(r,'a'),hi:n(r,'b')});\n"
	"for(const b of box){const "
	"t=b.querySelector('title').textContent;b.what=t.split('\\n')[0];\n"
	" b.say=t.replace(/\\n/g,', ');b.addEventListener('click',()=>pin([b]));}\n"
	"const x=(r,a)=>L+W*(a-r.lo)/(r.hi-r.lo);\n"
	"function place(r){\n"
	" const whole=r.lo==n(r,'a')&&r.hi==n(r,'b');\n"
	" for(const o of all('.o',r))o.style.display=whole?'':'none';\n"
	" all('.t',r).forEach((t,i)=>t.textContent='0x'+Math.round(r.lo+(r.hi-r.lo)*i/4)"
	".toString(16));\n"
	" for(const b of all('.b',r)){\n"
	"  const "
	"p=Math.max(L,x(r,n(b,'a'))),q=Math.min(L+W,x(r,n(b,'b')+1)),e=b.querySelector('rect'),"
	"w=Math.max(1.5,q-p);\n"
	"  b.style.display=q<L||p>L+W?'none':'';e.setAttribute('x',p);e.setAttribute('width',w);\n"
	"  let t=b.querySelector('text');const "
	"s=[b.what,b.what.split(',')[0],''].find(s=>w>6.6*s.length"
	"+6||!s);\n"
	"  "
	"if(!t){t=document.createElementNS('http://www.w3.org/2000/"
	"svg','text');t.setAttribute('class',"
	"'m "
	"'+e.getAttribute('class')+'t');t.setAttribute('y',+e.getAttribute('y')+14);b.append(t);}\n"
	"  t.setAttribute('x',p+w/2);t.textContent=s;}\n"
	" mark(r);}\n"
	"function mark(r){const c=r.querySelector('.cur'),a=r.at;c.style.display=a>=r.lo&&a<r.hi?"
	"'inline':'';c.setAttribute('transform','translate('+(a===undefined?0:x(r,a))+')');}\n"
	"function zoom(r,lo,hi){const a=n(r,'a'),b=n(r,'b'),w=Math.max(4096,Math.min(b-a,hi-lo));\n"
	" r.lo=Math.max(a,Math.min(b-w,lo));r.hi=r.lo+w;place(r);}\n"
	"function pin(hits,a){for(const b of box)b.classList.toggle('on',hits.includes(b));\n"
	" for(const r of rows){const h=(r.hi-r.lo)/2;r.at=a;mark(r);\n"
	"  if(a>=n(r,'a')&&a<n(r,'b')&&(a<r.lo||a>=r.hi))zoom(r,a-h,a+h);}\n"
	" say.textContent=hits.map(b=>b.say).join(' | ')||'nothing is known of that address';}\n"
	"const at=a=>pin(box.filter(b=>n(b,'a')<=a&&a<=n(b,'b')),a);\n"
	"for(const r of rows){const where=e=>{const s=$('svg').getBoundingClientRect();\n"
	"  return r.lo+((e.clientX-s.left)/s.width*1180-L)/W*(r.hi-r.lo);};let from=null;\n"
	" r.addEventListener('wheel',e=>{e.preventDefault();const "
	"k=e.deltaY<0?.8:1.25,c=where(e);\n"
	"  zoom(r,c-(c-r.lo)*k,c+(r.hi-c)*k);},{passive:false});\n"
	" r.addEventListener('dblclick',()=>zoom(r,n(r,'a'),n(r,'b')));\n"
	" r.addEventListener('pointerdown',e=>{from=where(e);});\n"
	" r.addEventListener('pointermove',e=>{if(from!==null&&e.buttons){const d=from-where(e);"
	"zoom(r,r.lo+d,r.hi+d);}else from=null;});}\n"
	"$('#find').addEventListener('input',e=>{const t=e.target.value.trim(),a=Number(t);"
	"if(t&&a>=0)at(a);});\n"
	"for(const t of all('tr[data-a]'))t.addEventListener('click',()=>{at(n(t,'a'));"
	"scrollTo(0,0);});\n";

static void put_cells(phys_addr_t base, phys_addr_t end)
{
	char size[32];

	printf("<tr data-a=\"0x%" PRIx64 "\"><td>0x%" PRIx64 "<td>0x%" PRIx64 "<td>%s<td>", base,
	       base, end - 1, text_size(end - base, size, sizeof(size)));
}

static void put_owners(const struct map *map)
{
	size_t i;

	printf("<table><caption>What is taken</caption>"
	       "<tr><th>first<th>last<th>size<th>whose</tr>\n");
	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];

		put_cells(span->base, span->end);
		svg_text(stdout, groups_of_tag(span->owner)->name);
		printf("</tr>\n");
	}
	printf("</table>\n");
}

static void put_differences(const struct drawing *drawing)
{
	struct difference found;
	phys_addr_t pos = 0;

	printf("<table><caption>What differs</caption>"
	       "<tr><th>first<th>last<th>size<th>whose in A<th>whose in B</tr>\n");
	while (next_difference(drawing, &pos, &found)) {
		put_cells(found.base, found.end);
		svg_text(stdout, found.before ? found.before->name : "free");
		printf("<td>");
		svg_text(stdout, found.after ? found.after->name : "free");
		printf("</tr>\n");
	}
	printf("</table>\n");
}

void render_html(const struct drawing *drawing)
{
	struct drawing exact = *drawing;
	size_t nr;

	exact.exact = true;

	printf("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>");
	for (nr = 0; nr < drawing->nr; nr++) {
		printf("%s", nr ? " and " : "");
		svg_text(stdout, drawing->names[nr]);
	}
	printf("</title>\n<style>:root{color-scheme:light dark}"
	       "body{font:13px sans-serif;margin:8px auto;max-width:1180px}"
	       "p{position:sticky;top:0;margin:0;padding:6px;background:Canvas}"
	       "#say{font-weight:bold}svg{width:100%%;height:auto;user-select:none}"
	       ".r{touch-action:none}td,th{padding:1px 8px;text-align:right}"
	       "td:nth-child(n+4),th:nth-child(n+4),caption{text-align:left}"
	       "td{font-variant-numeric:tabular-nums}caption{font-weight:bold;padding:8px}"
	       "tr[data-a]{cursor:pointer}tr[data-a]:hover{background:#8883}</style>\n"
	       "<p><label>Address <input id=\"find\" placeholder=\"0x3fe00000\"></label> "
	       "<small>Wheel "
	       "zooms a row, dragging moves it, a double click shows all of it; click a box or a "
	       "line "
	       "of the table to see what it is.</small><br><span id=\"say\">&nbsp;</span></p>\n");
	render_svg(&exact);
	if (drawing->nr == 1)
		put_owners(drawing->maps[0]);
	else
		put_differences(drawing);
	printf("<script>\n%s</script>\n</html>\n", script);
}
