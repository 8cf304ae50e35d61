// Looks at the page once a frame and tells when it shows what is expected, in milliseconds.
// `expected` holds any of: words (a line of the empty app), incidents (the headline number), dated
// (the sum of the timeline's bars), placed (the sum over the map's circles and areas).

(() => {
  let pressed = null;
  addEventListener("pointerdown", (event) => {
    if (event.target.closest?.('[role="option"]')) pressed = event.timeStamp;
  }, true);

  const numberIn = (text) => Number((text ?? "").replace(/[^\d]/g, "") || NaN);
  const total = (numbers) => Array.from(numbers).reduce((sum, one) => sum + Number(one), 0);

  function incidents() {
    const card = [...document.querySelectorAll(".unrest-card")].find(
      (one) => one.querySelector(".unrest-card-title")?.textContent === "Incidents");
    const number = card?.querySelector(".unrest-card-value")
      ?? document.querySelector('[data-testid="stMetricValue"]');
    return numberIn(number?.textContent);
  }

  // Figures that are being drawn show nothing that may be counted.
  const plots = () => [...document.querySelectorAll(".js-plotly-plot")].filter(
    (plot) => plot._fullData && (plot.closest(".unrest-figure")?.dataset.state ?? "ready") === "ready");

  function dated() {
    const timeline = plots().find((plot) => plot._fullLayout.xaxis?.type === "date"
      && plot._fullData.length && plot._fullData.every((trace) => trace.type === "bar"));
    return timeline ? total(timeline._fullData.map((trace) => total(trace.y))) : NaN;
  }

  // A circle or an area of the dashboard says its number ('3 incidents'); a plain point is one.
  function placedIn(plot) {
    const places = new Map();
    let points = 0;
    for (const trace of plot._fullData) {
      const drawn = trace.type === "choroplethmap" || trace.mode?.includes("markers");
      if (drawn && plot.closest(".unrest-figure")) {
        for (const [key, , said] of trace.customdata ?? []) places.set(key, numberIn(said));
      } else if (drawn) points += trace.lat.length;
    }
    return points + total(places.values());
  }

  // MapLibre tells of each frame it draws, and when the last one is drawn.
  const idle = new WeakMap();
  function still(map) {
    if (!idle.has(map)) {
      idle.set(map, true);
      map.on("render", () => idle.set(map, false));
      map.on("idle", () => idle.set(map, true));
    }
    return idle.get(map) && map.loaded() && !map.isMoving();
  }

  function placed() {
    const plot = plots().find((one) => one._fullLayout.map?._subplot?.map);
    if (!plot) return NaN;
    const at = plot._fullLayout.map._subplot.map;
    return still(at) ? placedIn(plot) : "a map that still draws";
  }

  const words = () => document.querySelector('[data-testid="stText"]')?.textContent;
  const readers = { words, incidents, dated, placed };
  const look = (expected) =>
    Object.fromEntries(Object.keys(expected).map((name) => [name, readers[name]()]));
  const met = (expected) =>
    Object.entries(expected).every(([name, wanted]) => readers[name]() === wanted);

  // Goes on after the frame was painted: a message's turn comes after it.
  const painted = (then) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(0);
  };

  // `parts` are the milliseconds after which each of them was right for the first time.
  function shown(expected, timeout, since) {
    return new Promise((resolve) => {
      const until = performance.now() + timeout, parts = {};
      const note = () => {
        for (const [name, wanted] of Object.entries(expected)) {
          if (!(name in parts) && readers[name]() === wanted) parts[name] = performance.now() - since();
        }
        return Object.keys(parts).length === Object.keys(expected).length;
      };
      const frame = () => {
        if (since() !== null && note() && met(expected)) {
          painted(() => resolve({ milliseconds: performance.now() - since(), parts }));
        } else if (performance.now() > until) {
          resolve({ seen: { ...look(expected), pressed: since() !== null } });
        } else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
  }

  let answer;
  globalThis.unrestWatch = {
    // Since the page was asked for.
    wait: (expected, timeout) => shown(expected, timeout, () => 0),
    // Since the next press on an option of a list; `result` answers.
    arm: (expected, timeout) => {
      pressed = null;
      look(expected); // hears the map from now on
      answer = shown(expected, timeout, () => pressed);
    },
    result: () => answer,
  };
})();
