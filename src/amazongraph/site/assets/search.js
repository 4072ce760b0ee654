// Search in the index of this language: all words, from the beginning of a word, whatever its accents and case.
(function () {
  "use strict";
  var MOST = 60;
  var field = document.getElementById("q");
  var list = document.getElementById("found");
  var told = document.getElementById("told");

  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/\u2019/g, "'").toLowerCase();
  }

  var rows = AMAZONGRAPH_INDEX.map(function (row) {
    return { row: row, name: " " + fold(row[0]), all: " " + fold([row[0], row[3], row[4]].join(" ")).replace(/[-/(«"]/g, " ") };
  });

  function rank(one, words) {
    var whole = words.join(" ");
    if (one.name === " " + whole) { return 0; }
    if (one.name.indexOf(" " + whole) === 0) { return 1; }
    if (words.every(function (word) { return one.name.indexOf(" " + word) >= 0; })) { return 2; }
    return words.every(function (word) { return one.all.indexOf(" " + word) >= 0; }) ? 3 : -1;
  }

  function show(said) {
    var words = fold(said).split(/\s+/).filter(Boolean);
    var hits = [];
    list.textContent = "";
    told.textContent = "";
    if (!words.length) { return; }
    rows.forEach(function (one, place) {
      var found = rank(one, words);
      if (found >= 0) { hits.push([found, place, one.row]); }
    });
    hits.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    hits.slice(0, MOST).forEach(function (hit) {
      var item = document.createElement("li");
      var link = document.createElement("a");
      var kind = document.createElement("span");
      link.href = hit[2][2];
      link.textContent = hit[2][0];
      kind.className = "detail";
      kind.textContent = " " + [hit[2][1], hit[2][3]].filter(Boolean).join(" · ");
      item.appendChild(link);
      item.appendChild(kind);
      list.appendChild(item);
    });
    var more = hits.length > MOST ? " (" + told.dataset.first + ")" : "";
    told.textContent = hits.length ? told.dataset.found + hits.length + more : told.dataset.none;
  }

  var asked = new URLSearchParams(window.location.search).get("q") || "";
  field.value = asked;
  field.addEventListener("input", function () { show(field.value); });
  show(asked);
})();
