"""The page's parts that need no daemon, run in the browser that runs the page."""

from __future__ import annotations

import pytest
from chromium import Page
from room import room


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with room(folder=tmp_path_factory.mktemp("data")) as opened, Page() as page:
        page.open(f"{opened.url}/web/icon.svg")  # the daemon's origin, without the page
        yield page


def test_sound_waits_in_order_and_is_forgotten_once_safe(page):
    found = page.module("""
      const { SoundBuffer } = await import('/web/script/sound_buffer.js');
      const buffer = new SoundBuffer(1000);
      const piece = (first, length) => Int16Array.from({ length }, (_, at) => first + at);
      const taken = [];
      for (let at = 0; at < 900; at += 100) taken.push(buffer.add(at, piece(at, 100)));
      taken.push(buffer.add(950, piece(950, 100)), buffer.add(950, piece(950, 101)));
      const some = buffer.from(250, 300);
      const rest = buffer.from(850, 1000);
      const behind = buffer.from(900, 10);
      buffer.forget(420);
      return { taken, first: some.first, some: [...some.samples], rest: rest.samples.length, behind: behind.first,
        kept: buffer.kept, oldest: buffer.from(0, 1).first, end: buffer.end, nothing: buffer.from(1050, 5) };
    """)
    assert found["taken"] == [True] * 10 + [False], "full is full, to the sample"
    assert (found["first"], found["some"]) == (250, list(range(250, 550)))
    assert found["rest"] == 50, "up to the hole"
    assert found["behind"] == 950, "behind it"
    assert (found["kept"], found["oldest"], found["end"]) == (600, 400, 1050)
    assert found["nothing"] is None


def test_every_sample_leaves_a_buffer_once_whatever_the_cuts(page):
    assert (
        page.module("""
      const { SoundBuffer } = await import('/web/script/sound_buffer.js');
      let seed = 7;
      const random = (most) => (seed = (seed * 48271) % 2147483647) % most;
      for (let round = 0; round < 200; round += 1) {
        const buffer = new SoundBuffer(1e6);
        let [end, sent, durable] = [0, 0, 0];
        const got = [];
        for (let step = 0; step < 60; step += 1) {
          const length = 1 + random(50);
          buffer.add(end, Int16Array.from({ length }, (_, at) => end + at));
          end += length;
          for (let some = random(3); some > 0; some -= 1) {
            const next = buffer.from(sent, 1 + random(80));
            if (next === null) break;
            if (next.first !== sent) return `round ${round}: ${next.first} for ${sent}`;
            got.push(...next.samples);
            sent += next.samples.length;
          }
          if (random(4) === 0) buffer.forget((durable = durable + random(sent - durable + 1)));
          if (random(9) === 0) { // a new connection: again from what the daemon has
            const have = durable + random(sent - durable + 1);
            got.length = have;
            sent = have;
          }
        }
        for (let next = buffer.from(sent, 99); next; next = buffer.from(sent, 99)) {
          got.push(...next.samples);
          sent += next.samples.length;
        }
        if (got.length !== end || got.some((value, at) => value !== at)) return `round ${round}`;
        buffer.forget(end);
        if (buffer.kept !== 0) return `round ${round}: kept ${buffer.kept}`;
      }
      return true;
    """)
        is True
    )


def test_cells_follow_states_and_diffs_and_a_missing_diff_is_noticed(page):
    found = page.module("""
      const { CellStore } = await import('/web/script/cell_store.js');
      const store = new CellStore();
      const seen = [];
      store.watch(['mode', 'field/'], (changed) => seen.push([...changed].sort()));
      store.apply({ type: 'state', epoch: 'e', seq: 4, cells: { mode: 'listening', 'field/a': [1], other: 1 } });
      store.apply({ type: 'diff', epoch: 'e', seq: 5, set: { other: 2 }, gone: [] });
      store.apply({ type: 'diff', epoch: 'e', seq: 6, set: { mode: 'speaking' }, gone: ['field/a'] });
      store.apply({ type: 'state', epoch: 'f', seq: 1, cells: { mode: 'speaking', other: 2, 'field/b': [] } });
      let missing = '';
      try {
        store.apply({ type: 'diff', epoch: 'f', seq: 3, set: {}, gone: [] });
      } catch (error) { missing = error.name; }
      return { seen, missing, cells: store.cells };
    """)
    assert found["seen"] == [[], ["field/a", "mode", "other"], ["field/a", "mode"], ["field/b"]]
    assert found["missing"] == "RangeError"
    assert found["cells"] == {"mode": "speaking", "other": 2, "field/b": []}


@pytest.mark.parametrize(
    ("text", "unsure", "underlined", "whole"),
    [
        ("Small right pleural effusion.", ["effusion"], ["effusion."], False),
        ("No effusion, no pneumothorax.", ["No", "no"], ["No", "no"], False),
        ("Nodule of 4 mm.", ["four"], [], True),
        ("Clear lungs.", [], [], False),
        ("Exam: Chest.", ["{colon}", "chest", "{period}"], ["Chest."], False),
        ("Bilateral, bilateral opacities.", ["bilateral"], ["Bilateral,"], False),
    ],
)
def test_doubtful_words_are_found_in_the_written_text(page, text, unsure, underlined, whole):
    found = page.module(
        "const { marked } = await import('/web/script/doubt.js'); return marked(...given);",
        text,
        unsure,
    )
    assert "".join(piece["text"] for piece in found["pieces"]) == text, "nothing is left out"
    assert [piece["text"] for piece in found["pieces"] if piece["unsure"]] == underlined
    assert found["all"] is whole


@pytest.mark.parametrize(
    ("spoken", "shown"),
    [
        ("small effusion {period} no nodule {comma}", "small effusion. no nodule,"),
        ("{period} there is", ". there is"),
        ("stable {new paragraph} impression {colon}", "stable ¶ impression:"),
        ("{next} line} xt line} {odd thing}", "{next} line} xt line} {odd thing}"),
        ("", ""),
    ],
)
def test_spoken_marks_are_readable_in_the_live_line(page, spoken, shown):
    found = page.module(
        "const { readable } = await import('/web/script/live_words.js'); return readable(given[0]);",
        spoken,
    )
    assert found == shown


@pytest.mark.parametrize(
    ("given", "text", "kind"),
    [
        ({"connection": "open", "microphone": "on", "mode": "speaking"}, "Speaking", "speaking"),
        ({"connection": "open", "microphone": "on", "mode": "asleep"}, "Asleep", "asleep"),
        ({"connection": "open", "microphone": "off", "mode": "microphone off"}, "Microphone off", "off"),
        ({"connection": "open", "microphone": "lost", "mode": "listening"}, "Microphone lost", "lost"),
        ({"connection": "waiting", "microphone": "on", "mode": "speaking"}, "Reconnecting", "lost"),
        ({"connection": "open", "microphone": "on", "mode": "listening", "lost": 2}, "Sound lost", "lost"),
        ({"connection": "closed", "microphone": "off"}, "Ended", "off"),
        # The page's own microphone was switched on a moment ago; the daemon does not know yet.
        ({"connection": "open", "microphone": "on", "mode": "microphone off"}, "Listening", "listening"),
    ],
)  # fmt: skip
def test_the_state_in_words(page, given, text, kind):
    found = page.module(
        "const { stateLine } = await import('/web/script/state_line.js'); return stateLine(given[0]);",
        given,
    )
    assert (found["text"], found["kind"]) == (text, kind)


def test_sound_kept_while_the_connection_is_away_is_said(page):
    line = page.module(
        "const { stateLine } = await import('/web/script/state_line.js'); return stateLine(given[0]);",
        {"connection": "waiting", "microphone": "on", "mode": "speaking", "waiting": 4.2},
    )
    assert "4 s of sound kept here" in line["more"]


def test_a_stream_is_sent_again_from_where_the_daemon_has_it(page):
    """The sender against a socket of the test's: cut before anything was confirmed."""
    found = page.module("""
      const { SoundSender } = await import('/web/script/sound_sender.js');
      class Wire extends EventTarget {
        state = 'open'; unsent = 0; told = []; sent = [];
        tell(message) { this.told.push(message); }
        send(bytes) { this.sent.push([Number(new DataView(bytes).getBigUint64(0, true)), (bytes.byteLength - 8) / 2]); }
        turn(state) { this.state = state; this.dispatchEvent(new CustomEvent('state', { detail: { state } })); }
        say(detail) { this.dispatchEvent(new CustomEvent('message', { detail })); }
      }
      const wire = new Wire();
      const sender = new SoundSender(wire);
      const stream = sender.begin(16000);
      const have = (have, durable) => wire.say({ type: 'audio', stream: stream.name, have, durable });
      const add = (first) => sender.add(stream, first, new Int16Array(640));
      add(0); // before the daemon has answered: waits
      const early = wire.sent.length;
      have(0, 0);
      add(640);
      wire.turn('waiting');
      add(1280);
      wire.turn('open');
      have(640, 0); // the second piece was lost with the connection
      const again = wire.sent.slice(2);
      sender.end(stream);
      const second = sender.begin(16000);
      const before = wire.told.at(-1).type;
      have(1920, 1000); // a resampler holds the rest until the end is told
      const last = wire.told.at(-1);
      wire.turn('waiting');
      wire.turn('open');
      have(1280, 1280); // the daemon died: it wants the last piece, and the end, again
      const behind = [wire.sent.at(-1), wire.told.at(-1).type];
      have(1920, 1440);
      const ends = wire.told.filter(({ type }) => type === 'audio end').length;
      const kept = sender.waiting;
      have(1920, 1920);
      return { early, again, before, behind, ends, kept, last, next: wire.told.at(-1).stream === second.name, waiting: sender.waiting };
    """)
    assert found["early"] == 0
    assert found["again"] == [[640, 1280]]
    assert found["before"] == "audio", "the end waits until all is taken"
    assert (found["last"]["type"], found["last"]["at"]) == ("audio end", 1920)
    assert found["behind"] == [[1280, 640], "audio"]
    assert found["ends"] == 2
    assert found["kept"] > 0, "what is not on the disk is kept behind the end, too"
    assert found["next"]
    assert found["waiting"] == 0


@pytest.mark.parametrize("told", [True, False])
def test_only_a_stream_that_was_taken_whole_is_given_up_when_it_is_refused(page, told):
    """What was handed to a socket that broke may never have come."""
    found = page.module(
        """
      const { SoundSender } = await import('/web/script/sound_sender.js');
      class Wire extends EventTarget {
        state = 'open'; unsent = 0;
        tell() {}
        send() {}
        turn(state) { this.state = state; this.dispatchEvent(new CustomEvent('state', { detail: { state } })); }
        say(detail) { this.dispatchEvent(new CustomEvent('message', { detail })); }
      }
      const wire = new Wire();
      const sender = new SoundSender(wire);
      const stream = sender.begin(16000);
      let refused = 0;
      sender.addEventListener('refused', () => { refused += 1; });
      const have = (have, durable) => wire.say({ type: 'audio', stream: stream.name, have, durable });
      have(0, 0);
      sender.add(stream, 0, new Int16Array(640));
      sender.end(stream);
      if (given[0]) have(640, 480);
      wire.turn('waiting');
      wire.turn('open');
      wire.say({ type: 'audio refused', stream: stream.name, message: 'no' });
      return { refused, waiting: sender.waiting };
    """,
        told,
    )
    assert (found["refused"], found["waiting"]) == ((0, 0) if told else (1, 640 / 16000))


def test_an_intent_without_an_answer_is_sent_again_with_its_key(page):
    found = page.module("""
      const { Connection } = await import('/web/script/connection.js');
      const { CellStore } = await import('/web/script/cell_store.js');
      const sockets = [];
      class Socket {
        sent = []; bufferedAmount = 0;
        constructor() { sockets.push(this); }
        send(text) { this.sent.push(JSON.parse(text)); }
        close() {}
      }
      const connection = new Connection('ws://nowhere', new CellStore(), () => new Socket());
      connection.start();
      sockets[0].onopen();
      const answer = connection.intend({ do: 'command', name: 'undo' });
      sockets[0].onclose({ code: 1006 });
      while (sockets.length < 2) await new Promise((done) => setTimeout(done, 10));
      sockets[1].onopen();
      const [hello, again] = sockets[1].sent;
      sockets[1].onmessage({ data: JSON.stringify({ type: 'done', key: again.key, outcome: 'done', answer: '' }) });
      const { outcome } = await answer;
      connection.stop();
      return { same: again.key === sockets[0].sent[1].key, hello: hello.type, outcome, left: connection.waiting };
    """)
    assert found == {"same": True, "hello": "hello", "outcome": "done", "left": 0}
