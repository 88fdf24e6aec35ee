"""medvoice serve: the daemon. One recogniser, shared by the page, live sessions and the APIs."""

from __future__ import annotations

import argparse
import importlib.util
import os
import secrets

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.cli.options import recogniser_options, setting, storage_option
from medvoice.faces.compose import DEMONSTRATION, ears_of, house_of
from medvoice.faces.language_model import language_model_of
from medvoice.faces.running_daemon import announced
from medvoice.faces.screens_made import shows_studies
from medvoice.session.resident_memory import settle

HELP = "the daemon: web page, live sessions and APIs over one recogniser"
NEEDED = ("fastapi", "uvicorn", "websockets", "multipart", "prometheus_client", "wyoming")


def arguments(parser: argparse.ArgumentParser) -> None:
    setting(parser, "--host", key="server.host", metavar="ADDRESS", help="address to listen on")
    setting(parser, "--port", key="server.port", metavar="N", help="port; 0: any that is free")
    recogniser_options(parser)
    storage_option(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise CommandError(
            f"medvoice serve needs packages that are not installed: {', '.join(missing)}.",
            advice="pip install 'medvoice[server]'",
        )
    # Late: every other command does without them.
    from medvoice.faces.server.app import make_app
    from medvoice.faces.server.daemon import Daemon
    from medvoice.faces.server.json_logs import log_as_json
    from medvoice.faces.server.running import listen, url_of
    from medvoice.faces.server.running import run as run_app
    from medvoice.faces.server.safety.access import Access
    from medvoice.faces.server.safety.binding import UnsafeAddress, check_binding
    from medvoice.faces.server.safety.token_file import TokenError, read_token, read_users

    settings = context.settings
    server = settings.server
    try:
        token = read_token(server.token_env, server.token_file, os.environ)
        users = read_users(server.users_file)
        token = token or (secrets.token_urlsafe(32) if users else "")  # of the terminal beside it
        check_binding(server.host, token, server.tls_certificate, server.tls_key)
    except (TokenError, UnsafeAddress) as error:
        raise CommandError(f"{error}.", "The daemon was not started.", status=USAGE) from None
    keys = context.vault(begins=True)
    house = house_of(settings)
    with listen(server.host, server.port) as listening, ears_of(settings, context.note) as ears:
        if ears.model.demonstration:
            context.warn(DEMONSTRATION)
        opened = language_model_of(settings, context.note, about_study=shows_studies(settings))
        for notice in opened.notices:
            context.warn(notice)
        daemon = Daemon(
            settings, ears, house, Access(token, users=users), model=opened.model, keys=keys
        )
        app = make_app(daemon)
        url = url_of(listening, bool(server.tls_certificate))
        context.note(f"Listening on {url}")
        log_as_json(debug=arguments.debug)
        settle()
        try:
            with announced(settings.storage.folder, url, token):
                run_app(app, listening, server)
        finally:
            if opened.model is not None:
                opened.model.close()
    context.note("Stopped.")
    return 0
