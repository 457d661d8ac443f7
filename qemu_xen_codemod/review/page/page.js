/* SPDX-License-Identifier: GPL-2.0-or-later */
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const $ = (id) => document.getElementById(id);
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const data = JSON.parse($("data").textContent);

  // A browser may refuse to store anything: then the page works without it.
  const store = {
    get(name) {
      try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
    },
    set(name, value) {
      try { localStorage.setItem(name, JSON.stringify(value)); } catch { say("This browser keeps no notes: save the reply before you close the page."); }
    },
  };
  const KEPT = `codemod-review-${data.key}`;
  const kept = { notes: {}, read: {}, ...store.get(KEPT) };
  const save = () => store.set(KEPT, kept);
  const looks = { theme: "", view: "", ...store.get("codemod-review") };
  let told = "";
  function say(text) { told = text; $("mails-say").textContent = text; }

  // Appearance.
  const THEMES = ["", "light", "dark"];
  function look() {
    if (looks.theme) root.dataset.theme = looks.theme; else delete root.dataset.theme;
    if (looks.view) root.dataset.view = looks.view; else delete root.dataset.view;
    $("theme").textContent = { "": "Theme: system", light: "Theme: light", dark: "Theme: dark" }[looks.theme];
    $("view").textContent = looks.view ? "Side by side" : "Unified";
  }
  function set(name, value) { looks[name] = value; store.set("codemod-review", looks); look(); }
  const turnTheme = () => set("theme", THEMES[(THEMES.indexOf(looks.theme) + 1) % THEMES.length]);
  const turnView = () => set("view", looks.view ? "" : "unified");
  look();

  // The reader's position.
  const patches = all("article.patch");
  const hunks = all("section.hunk");
  let here = null;
  function stand(place) {
    if (here) here.classList.remove("here");
    here = place;
    if (here) here.classList.add("here");
  }
  function show(place) {
    for (let at = place.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (place.tagName === "DETAILS") place.open = true;
    const patch = place.closest("article.patch");
    if (patch) patch.classList.remove("is-read");
    place.scrollIntoView();
    if (place.matches("section.hunk")) stand(place);
    went = patch;
  }
  // The patch that the reader last went to, until they scroll away.
  let went = null;
  for (const way of ["wheel", "touchmove"]) addEventListener(way, () => { went = null; }, { passive: true });
  const isAbove = (one) => one.getBoundingClientRect().top <= 130;
  const current = () => (here && here.closest("article")) || went || patches.findLast(isAbove) || null;
  const hidden = (hunk) => hunk.closest(".is-read") || hunk.closest("details").open === false;
  function stepHunk(by) {
    let at = hunks.indexOf(here);
    if (at < 0) {
      // Only the hunks of one patch are measured: the others have no layout yet.
      const patch = current();
      const mine = patch ? all("section.hunk", patch) : [];
      const above = mine.findLast(isAbove);
      at = above ? hunks.indexOf(above) : (mine.length ? hunks.indexOf(mine[0]) : 0) - 1;
      if (by < 0) at += 1;
    }
    do { at += by; } while (hunks[at] && hidden(hunks[at]));
    if (hunks[at]) show(hunks[at]);
  }
  function stepPatch(by) {
    const patch = current();
    const next = patches[patch ? patches.indexOf(patch) + by : by > 0 ? 0 : -1];
    stand(null);
    if (next) { next.scrollIntoView(); went = next; }
    else if (by < 0) { $("cover").scrollIntoView(); went = null; }
  }
  const watched = new Map(all("#list li").map((one) => [one.dataset.patch, one]));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) watched.get(entry.target.dataset.patch).classList.toggle("here", entry.isIntersecting);
  }, { rootMargin: "-90px 0px -70% 0px" });
  patches.forEach((one) => watcher.observe(one));

  // Notes: on a message (p3), a hunk (p3f0h1), or a line of a hunk (p3f0h1-o12: line 12 of the old file).
  const boxes = new Map();
  function place(id) {
    const [where, line] = id.split("-");
    const at = $(where === "p0" ? "cover" : where);
    if (!at) return null;
    if (!line) return at.matches(".hunk") ? at : at.querySelector(".message");
    const side = line[0];
    const cell = all(`.${side}`, at).find((one) => one.firstChild && one.firstChild.textContent === line.slice(1));
    return cell ? cell.parentElement : null;
  }
  function box(id) {
    if (boxes.has(id)) return boxes.get(id);
    const at = place(id);
    if (!at) return null;
    const line = id.split("-")[1];
    const made = document.createElement("div");
    made.className = line ? `note on-${line[0]}` : "note";
    made.dataset.id = id;
    const text = document.createElement("textarea");
    text.setAttribute("aria-label", "Note");
    text.value = kept.notes[id] || "";
    const row = document.createElement("div");
    row.className = "row";
    const drop = document.createElement("button");
    drop.type = "button";
    drop.textContent = "Delete";
    const hint = document.createElement("span");
    hint.textContent = line ? `on line ${line.slice(1)}; kept as you write` : "kept as you write";
    row.append(drop, hint);
    made.append(text, row);
    text.addEventListener("input", () => {
      if (text.value.trim()) kept.notes[id] = text.value; else delete kept.notes[id];
      save();
      count();
    });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.preventDefault(); text.blur(); if (!text.value.trim()) remove(); }
    });
    const remove = () => { delete kept.notes[id]; boxes.delete(id); made.remove(); save(); count(); };
    drop.addEventListener("click", remove);
    if (line) at.after(made); else at.append(made);
    boxes.set(id, made);
    return made;
  }
  function write(id) {
    const made = box(id);
    if (!made) return;
    made.scrollIntoView({ block: "nearest" });
    made.firstChild.focus();
  }
  function count() {
    const ids = Object.keys(kept.notes);
    $("notes").textContent = ids.length;
    for (const [number, item] of watched) {
      const mine = ids.filter((id) => id.match(/^p\d+/)[0] === `p${number}`).length;
      item.querySelector(".mark").textContent = mine ? `✎ ${mine}` : "";
    }
  }
  Object.keys(kept.notes).forEach(box);
  count();
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".add-note");
    if (button) { event.preventDefault(); write(button.dataset.note); return; }
    const number = event.target.closest(".code i");
    if (number) {
      const hunk = number.closest("section.hunk");
      const cell = number.parentElement;
      write(`${hunk.id}-${cell.className[0]}${number.textContent}`);
      return;
    }
    const link = event.target.closest('a[href^="#"]');
    if (link) {
      const target = $(link.getAttribute("href").slice(1));
      if (target) {
        delete root.dataset.list;
        if (target.matches(".function")) mark(target.dataset.name);
        if (target.matches(".hunk, .file, .function, article")) { event.preventDefault(); history.pushState(null, "", link.getAttribute("href")); show(target); }
      }
    }
  });
  addEventListener("hashchange", () => { const at = $(location.hash.slice(1)); if (at) show(at); });
  if (location.hash.length > 1) { const at = $(location.hash.slice(1)); if (at) show(at); }

  // All places of one function.
  function mark(name) {
    all(".fn.marked").forEach((one) => one.classList.remove("marked"));
    all(`a.fn[href="#fn-${CSS.escape(name)}"]`).forEach((one) => one.classList.add("marked"));
  }
  all("details.function").forEach((one) => one.addEventListener("toggle", () => { if (one.open) mark(one.dataset.name); }));

  // Patches marked as read.
  function read(number, is) {
    if (is) kept.read[number] = true; else delete kept.read[number];
    save();
    reads();
  }
  function reads() {
    for (const patch of patches) {
      const is = Boolean(kept.read[patch.dataset.patch]);
      patch.classList.toggle("is-read", is);
      patch.querySelector("[data-read]").checked = is;
      watched.get(patch.dataset.patch).classList.toggle("is-read", is);
    }
    const done = patches.filter((one) => kept.read[one.dataset.patch]).length;
    $("progress").value = done;
    $("progress-text").textContent = `${done} of ${patches.length} read`;
  }
  all("[data-read]").forEach((one) => one.addEventListener("change", () => read(one.dataset.read, one.checked)));
  reads();

  // Replies.
  function lines(hunk) {
    const found = [];
    for (const run of all(".run", hunk)) {
      const same = run.classList.contains("same");
      const cells = (side) => all(`.${side}:not(.e)`, run).map((cell) => {
        const number = cell.firstChild.textContent;
        return { side, number, text: cell.textContent.slice(number.length) };
      });
      if (same) {
        const news = cells("n");
        cells("o").forEach((one, at) => found.push({ raw: ` ${one.text}`, o: one.number, n: news[at].number }));
      } else {
        for (const one of cells("o")) found.push({ raw: `-${one.text}`, o: one.number });
        for (const one of cells("n")) found.push({ raw: `+${one.text}`, n: one.number });
      }
    }
    return found;
  }
  const CONTEXT = 14;
  function quoted(hunk, mine) {
    const out = [`> ${hunk.dataset.head}`];
    const every = lines(hunk);
    const onLine = mine.filter((id) => id.includes("-")).map((id) => {
      const line = id.split("-")[1];
      return { id, at: every.findIndex((one) => one[line[0]] === line.slice(1)) };
    }).sort((a, b) => a.at - b.at);
    let from = 0;
    const quote = (to) => {
      let first = from;
      if (onLine.length && to - first > CONTEXT) { first = to - CONTEXT; out.push("> [...]"); }
      for (let at = first; at < to; at++) out.push(`> ${every[at].raw}`.trimEnd());
      from = Math.max(from, to);
    };
    for (const { id, at } of onLine) { quote(at + 1); out.push("", ...words(id), ""); }
    for (const id of mine.filter((one) => !one.includes("-"))) { quote(every.length); out.push("", ...words(id), ""); }
    return out;
  }
  const words = (id) => kept.notes[id].replace(/\r/g, "").trim().split("\n");
  function message(number) {
    const at = number === "0" ? $("cover") : $(`p${number}`);
    const text = at.querySelector(".message .say").innerText.trim();
    return text.split("\n").flatMap((line) => wrap(line)).map((line) => `> ${line}`.trimEnd());
  }
  function wrap(line) {
    const out = [""];
    for (const word of line.split(" ")) {
      const last = out[out.length - 1];
      if (last && last.length + word.length >= 72) out.push(word); else out[out.length - 1] = last ? `${last} ${word}` : word;
    }
    return out;
  }
  function mail(number) {
    const ids = Object.keys(kept.notes).filter((id) => id.match(/^p(\d+)/)[1] === number);
    const reply = data.replies[number];
    const out = [reply.head, "", reply.opening, ""];
    if (ids.includes(`p${number}`)) out.push(...message(number), "", ...words(`p${number}`), "");
    let path = null;
    for (const hunk of number === "0" ? [] : all("section.hunk", $(`p${number}`))) {
      const mine = ids.filter((id) => id.split("-")[0] === hunk.id);
      if (!mine.length) continue;
      const file = hunk.closest(".file").dataset.path;
      if (file !== path) { out.push(`> diff --git a/${file} b/${file}`); path = file; }
      out.push(...quoted(hunk, mine));
    }
    return `${out.join("\n").trimEnd()}\n`;
  }
  function numbers() {
    return [...new Set(Object.keys(kept.notes).map((id) => id.match(/^p(\d+)/)[1]))].filter((one) => data.replies[one]).sort((a, b) => a - b);
  }
  function reply() {
    const which = $("mails-which");
    which.replaceChildren(...numbers().map((number) => {
      const one = document.createElement("option");
      one.value = number;
      one.textContent = number === "0" ? "Cover letter" : `${number}: ${$(`p${number}`).querySelector("h2").textContent}`;
      return one;
    }));
    const now = current();
    if (now && numbers().includes(now.dataset.patch)) which.value = now.dataset.patch;
    say(numbers().length ? "" : "There is no note yet: press c on a hunk.");
    fill();
    $("mails").showModal();
  }
  function fill() { $("mails-text").value = $("mails-which").value ? mail($("mails-which").value) : ""; }
  function download(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  $("mails-which").addEventListener("change", fill);
  $("mails-copy").addEventListener("click", async () => {
    const text = $("mails-text");
    try { await navigator.clipboard.writeText(text.value); } catch { text.select(); document.execCommand("copy"); }
    say("Copied.");
  });
  $("mails-save").addEventListener("click", () => {
    const number = $("mails-which").value;
    if (number) download(`reply-${number.padStart(4, "0")}.eml`, mail(number));
  });
  $("mails-save-all").addEventListener("click", () => {
    const every = numbers().map((number) => `From nobody Thu Jan  1 00:00:00 1970\n${mail(number).replace(/^(>*From )/gm, ">$1")}\n`);
    if (every.length) download("replies.mbox", every.join(""));
  });

  // Search.
  const code = (hunk) => [hunk.dataset.head, ...all(".o, .n", hunk).map((one) => one.textContent.slice(one.firstChild ? one.firstChild.textContent.length : 0))];
  const targets = () => [...all(".message .say"), ...all("section.hunk")];
  let texts = null;
  let places = [];
  let at = -1;
  const highlights = typeof Highlight === "function" && CSS.highlights;
  function find(words) {
    const box = $("found");
    at = -1;
    places = [];
    if (highlights) CSS.highlights.delete("found");
    box.hidden = words.length < 2;
    if (box.hidden) { box.replaceChildren(); return; }
    texts = texts || targets().map((place) => ({ place, lines: place.matches(".hunk") ? code(place) : [place.textContent] }));
    const wanted = words.toLowerCase();
    const hits = [];
    for (const { place, lines } of texts) {
      const line = lines.find((one) => one.toLowerCase().includes(wanted));
      if (line !== undefined) hits.push({ place, line });
    }
    places = hits.map((one) => one.place);
    const head = document.createElement("p");
    head.textContent = places.length === 1 ? "1 place" : `${places.length} places`;
    box.replaceChildren(head, ...hits.slice(0, 200).map(({ place, line }, number) => {
      const link = document.createElement("a");
      const patch = place.closest("article.patch");
      const file = place.closest(".file");
      const start = line.toLowerCase().indexOf(wanted);
      const where = document.createElement("span");
      where.className = "quiet";
      where.textContent = `${patch ? patch.dataset.patch : "Cover"}${file ? ` ${file.dataset.path}` : ""} `;
      const text = document.createElement("code");
      text.textContent = line.slice(Math.max(0, start - 20), start + words.length + 60).replace(/\s+/g, " ").trim();
      link.append(where, text);
      link.addEventListener("click", () => go(number));
      return link;
    }));
    if (highlights) CSS.highlights.set("found", new Highlight(...ranges(wanted)));
  }
  function* ranges(wanted) {
    let many = 0;
    for (const place of places) {
      const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.data.toLowerCase();
        for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + 1)) {
          if (++many > 5000) return;
          const range = new Range();
          range.setStart(node, from);
          range.setEnd(node, from + wanted.length);
          yield range;
        }
      }
    }
  }
  function go(to) {
    if (!places.length) return;
    at = (to + places.length) % places.length;
    all("#found a").forEach((one, number) => one.classList.toggle("here", number === at));
    show(places[at].matches(".hunk") ? places[at] : places[at].closest("article, section"));
  }
  $("find").addEventListener("input", () => find($("find").value.trim()));
  $("find").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); go(at + (event.shiftKey ? -1 : 1)); }
    if (event.key === "Escape") { $("find").value = ""; find(""); $("find").blur(); }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".find")) $("found").hidden = true; });
  $("find").addEventListener("focus", () => { $("found").hidden = !places.length; });

  // Keys and buttons.
  const keys = {
    j: () => stepHunk(1),
    k: () => stepHunk(-1),
    n: () => stepPatch(1),
    p: () => stepPatch(-1),
    g: () => { stand(null); went = null; $("cover").scrollIntoView(); },
    f: () => { const list = $("functions"); if (list) { stand(null); went = null; list.scrollIntoView(); } },
    c: () => { const patch = current(); write(here ? here.id : patch ? patch.id : "p0"); },
    x: () => {
      const patch = current();
      if (!patch) return;
      stand(null);
      read(patch.dataset.patch, !kept.read[patch.dataset.patch]);
      patch.scrollIntoView();
      went = patch;
    },
    r: reply,
    u: turnView,
    t: turnTheme,
    "/": () => { $("find").focus(); $("find").select(); },
    "?": () => $("keys").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    // A field of a dialog that was closed may still have the focus for a moment.
    if (event.target.closest("textarea, input, select") && !event.target.closest("dialog")) return;
    const run = keys[event.key];
    if (run) { event.preventDefault(); run(); }
  });
  $("theme").addEventListener("click", turnTheme);
  $("view").addEventListener("click", turnView);
  $("reply").addEventListener("click", reply);
  $("help").addEventListener("click", keys["?"]);
  $("menu").addEventListener("click", () => {
    const open = root.dataset.list !== "open";
    if (open) root.dataset.list = "open"; else delete root.dataset.list;
    $("menu").setAttribute("aria-expanded", open);
  });
})();
