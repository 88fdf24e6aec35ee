// The session's cells as the daemon sent them (docs/live_protocol.md). Views watch names; none keeps a state of its own.

export class CellStore {
  cells = {};
  epoch = '';
  seq = -1;
  #watchers = [];

  get(name, otherwise = null) {
    return name in this.cells ? this.cells[name] : otherwise;
  }

  /** Cells whose names begin with `prefix`, as [rest of the name, value], by number where the rest is one. */
  under(prefix) {
    return Object.keys(this.cells)
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name.slice(prefix.length), this.cells[name]])
      .sort((a, b) => Number(a[0]) - Number(b[0]) || 0);
  }

  /** names: cells, or prefixes that end in "/". done(changed): called at once and with each change of one. */
  watch(names, done) {
    this.#watchers.push({ names, done });
    done(new Set(Object.keys(this.cells)));
  }

  /** Takes a "state" or "diff"; returns the names that changed. Throws RangeError for a diff that does not follow. */
  apply(message) {
    const changed = new Set();
    if (message.type === 'state') {
      const before = this.cells;
      this.cells = message.cells;
      for (const name of new Set([...Object.keys(before), ...Object.keys(this.cells)])) {
        if (JSON.stringify(before[name]) !== JSON.stringify(this.cells[name])) changed.add(name);
      }
    } else {
      if (message.epoch !== this.epoch || message.seq !== this.seq + 1) throw new RangeError('a diff is missing');
      for (const [name, value] of Object.entries(message.set)) {
        this.cells[name] = value;
        changed.add(name);
      }
      for (const name of message.gone) {
        delete this.cells[name];
        changed.add(name);
      }
    }
    this.epoch = message.epoch;
    this.seq = message.seq;
    this.#tell(changed);
    return changed;
  }

  clear() {
    const changed = new Set(Object.keys(this.cells));
    this.cells = {};
    this.epoch = '';
    this.seq = -1;
    this.#tell(changed);
  }

  #tell(changed) {
    const all = [...changed];
    for (const { names, done } of this.#watchers) {
      const touched = all.some((name) => names.some((n) => n === name || (n.endsWith('/') && name.startsWith(n))));
      if (touched) done(changed);
    }
  }
}
