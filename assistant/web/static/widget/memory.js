// The conversation, kept for this tab's session; a page that allows no storage has none.
const MOST_TURNS = 20;

class Memory {
  #key;

  constructor(name) {
    this.#key = `footnote ${HOME} ${name}`;
  }

  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#key));
      return { open: false, turns: [], ...kept };
    } catch {
      return { open: false, turns: [] };
    }
  }

  write(kept) {
    for (let most = MOST_TURNS; most > 0; most = Math.floor(most / 2)) {
      try {
        sessionStorage.setItem(this.#key, JSON.stringify({ ...kept, turns: kept.turns.slice(-most) }));
        return;
      } catch {
        // full: the oldest turns go
      }
    }
  }
}
