"""Prepare the demo's configuration folder: the answers once, port, language and dashboard at every start."""

from pathlib import Path
import shutil

from .dashboard import dashboard
from .storage import read, write

ROOT = Path(__file__).parent.parent


def _link_components(config: Path) -> None:
    """Link the planner from this checkout, the virtual home beside it."""
    components = config / "custom_components"
    components.mkdir(parents=True, exist_ok=True)
    # The planner's checkout is on the path too: a real package here makes this folder the one that counts.
    (components / "__init__.py").touch()
    for source in (
        ROOT / "custom_components" / "v2h_planner",
        ROOT / "demo" / "custom_components" / "v2h_demo",
    ):
        link_component(config, source)


def link_component(config: Path, source: Path) -> None:
    """Link a custom integration, unless it is there."""
    link = config / "custom_components" / source.name
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(source, target_is_directory=True)


def _link_blueprints(config: Path, language: str) -> None:
    """Link each blueprint of the language by itself: Home Assistant does not look into folders behind links."""
    for source in (ROOT / "blueprints").glob("*/*/*.yaml"):
        if source.stem.endswith("_ja") is not (language == "ja"):
            continue
        folder = config / source.relative_to(ROOT).parent
        if folder.is_symlink():  # as an earlier demo left it
            folder.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        link = folder / source.name
        if not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(source)


def _language(config: Path, language: str) -> None:
    """Set the language of the house and its people."""
    core = read(config, "core.config")
    if core is not None and core["language"] != language:
        write(config, "core.config", core | {"language": language}, minor_version=4)
    auth = read(config, "auth") or {}
    for user in auth.get("users", []):
        if not user["system_generated"]:
            key = f"frontend.user_data_{user['id']}"
            kept = read(config, key) or {}
            write(config, key, kept | {"language": {"language": language, "number_format": "language"}})


def prepare(
    config: Path,
    port: int,
    language: str | None,
    shape: str = "echonet_lite",
    *,
    quick: bool = False,
    ask: bool = False,
) -> str:
    """Make the folder ready to start and return the language in effect."""
    core = read(config, "core.config")
    chosen: str = language or (core["language"] if core else "ja")
    if core is None:
        shutil.rmtree(config, ignore_errors=True)
        # Takes seconds to import, which later starts are spared.
        from .first_start import prepare_once

        prepare_once(config, chosen, shape, quick=quick, ask=ask)
    _link_components(config)
    _link_blueprints(config, chosen)
    _language(config, chosen)
    panel = {
        "id": "lovelace",
        "icon": "mdi:home-lightning-bolt",
        "title": "V2H",
        "url_path": "lovelace",
        "require_admin": False,
        "show_in_sidebar": True,
        "mode": "storage",
    }
    write(config, "lovelace_dashboards", {"items": [panel]})
    write(config, "lovelace.lovelace", {"config": dashboard(chosen)})
    write(
        config,
        "http",
        {
            "stable": {
                "server_host": ["127.0.0.1"],
                "server_port": port,
                "cors_allowed_origins": ["https://cast.home-assistant.io"],
                "login_attempts_threshold": -1,
                "ip_ban_enabled": True,
                "ssl_profile": "modern",
                "use_x_frame_options": True,
                "created_at": "2026-01-01T00:00:00+00:00",
                "error": None,
                "error_message": None,
            },
            "pending": None,
            "yaml_migration_done": True,
        },
        version=2,
        minor_version=2,
    )
    return chosen
