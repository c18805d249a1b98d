"""Settings, from the environment and a `.env` file; read when first asked for, never at import."""

from datetime import timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from pricetrail import __version__
from pricetrail.errors import UsageError

_DOTENV = Path(".env")
_DOTENV_ENCODING = "utf-8-sig"  # as some editors begin a file
_PREFIX = "PRICETRAIL_"
_ALIKE = 0.6
_MISSPELT = 0.85


class Settings(BaseSettings):
    """All settings with their defaults; secrets, and URLs that may hold one, are not printed."""

    model_config = SettingsConfigDict(
        env_file=_DOTENV,
        env_file_encoding=_DOTENV_ENCODING,
        env_prefix=_PREFIX,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,  # it may be a secret
    )

    store_url: str = Field(
        "",
        repr=False,
        validation_alias="STORE_URL",
        description=(
            "Where history is kept: `sqlite:///file.db`, `cassandra://hosts/keyspace` or "
            "`astra:///bundle.zip?keyspace=name`."
        ),
    )
    redis_url: str | None = Field(
        None,
        repr=False,
        validation_alias="REDIS_URL",
        description="Broker and shared politeness, for several machines.",
    )
    archive_url: str | None = Field(
        None,
        repr=False,
        validation_alias="ARCHIVE_URL",
        description=(
            "Where pages are archived, a folder or any fsspec URL; default: beside the SQLite "
            "file. `off`: nowhere."
        ),
    )
    astra_token: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("ASTRA_DB_APPLICATION_TOKEN", "astra_token"),
        description="Application token of Astra DB, where the store is there.",
    )
    astra_client_id: SecretStr | None = Field(
        None, validation_alias="ASTRA_DB_CLIENT_ID", description="Instead of a token."
    )
    astra_client_secret: SecretStr | None = Field(
        None, validation_alias="ASTRA_DB_CLIENT_SECRET", description="Its secret."
    )
    archive_days: int = Field(
        0, ge=0, description="Days that the pages behind events are archived; 0: for ever."
    )
    archive_failed_days: int = Field(
        30, ge=1, description="Days that the pages of attempts that gave no event are archived."
    )
    archive_max_page_bytes: int = Field(
        5_000_000, ge=1000, description="Largest page that is archived, decompressed."
    )
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("pricetrail"),
        description="Folder of the embedded store.",
    )
    contact: str | None = Field(None, description="URL or mail address that the User-Agent names.")
    egress_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts and networks to allow although they are private, comma-separated.",
    )
    politeness: Literal["on", "off"] = Field(
        "on", description="`off`: no gap between requests, for your own shop only."
    )
    politeness_off_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Hosts without a gap between requests, comma-separated; for your own shops."
    )
    gap_s: float = Field(
        2.0, ge=0, le=3600, description="Least seconds between two requests to one host."
    )
    timeout_s: float = Field(
        30.0, gt=0, le=600, description="Seconds a fetch may take, all redirects included."
    )
    max_page_bytes: int = Field(20_000_000, ge=1000, description="Largest page, decompressed.")
    chromium: str = Field(
        "", description="Chromium's program, for the browser fetcher; default: found on PATH."
    )
    chromedriver: str = Field(
        "", description="The chromedriver that fits it; default: found on PATH."
    )
    browser_sandbox: Literal["on", "off"] = Field(
        "on",
        description=(
            "`off`: Chromium's processes are not locked in. For containers that cannot, and root."
        ),
    )
    browser_pages: int = Field(
        200, ge=1, le=100_000, description="Pages after which a browser is replaced by a new one."
    )
    browser_memory_mb: int = Field(
        1500,
        ge=200,
        description="Megabytes of a browser beyond which it is replaced; twice that ends a page.",
    )
    readers: int = Field(
        0,
        ge=0,
        le=64,
        description=(
            "Processes that read pages beside this one, and give one up after 20 seconds; 0: it "
            "reads alone, and a page takes as long as it takes."
        ),
    )
    interval_s: int = Field(
        21_600, ge=60, description="Seconds between scrapes of a target, unless it says otherwise."
    )
    jump: Decimal = Field(
        Decimal(3),
        ge=0,
        le=1_000_000,
        description=(
            "A price of more than so many times the usual one, or less than that part of it, is "
            "held back until a second fetch agrees; 0: none is."
        ),
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="Least severe log shown."
    )
    log_format: Literal["text", "json"] = Field("text", description="`json`: one object a line.")
    api_token: SecretStr | None = Field(None, description="Bearer token that the API asks for.")

    channels: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        description=(
            "Channels that alerts may name, comma-separated: `name=url`, where the URL is one of "
            "Apprise or a web address that gets signed webhooks."
        ),
    )
    webhook_secret: SecretStr | None = Field(
        None, description="What webhooks are signed with; without it none are sent."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description=(
            "Names and addresses that the server is asked by, beside this machine's own, "
            "comma-separated."
        ),
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description=(
            "Addresses and networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` "
            "tell who the client is, comma-separated; otherwise nobody's do."
        ),
    )
    writes_per_s: float = Field(
        50.0,
        ge=0,
        description=(
            "Changes that one client may ask for in a second, on average; 0: as many as it likes. "
            "A hundred records sent to be stored count as one."
        ),
    )

    @field_validator(
        "egress_allow",
        "politeness_off_hosts",
        "channels",
        "allowed_hosts",
        "trusted_proxies",
        mode="before",
    )
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("jump")
    @classmethod
    def _a_bound(cls, jump: Decimal) -> Decimal:
        if 0 < jump <= 1:
            raise ValueError("it should be 0, or more than 1")
        return jump

    @field_validator("api_token")
    @classmethod
    def _sendable(cls, token: SecretStr | None) -> SecretStr | None:
        """A token that a header can carry; an empty one is none."""
        said = token.get_secret_value() if token is not None else ""
        if said != said.strip():
            raise ValueError("a token has no spaces around it: nobody could send it")
        return token if said else None

    @property
    def resolved_store_url(self) -> str:
        """`store_url`, or the default: an SQLite file in `data_dir`."""
        return self.store_url or f"sqlite:///{self.data_dir / 'pricetrail.db'}"

    @property
    def user_agent(self) -> str:
        """The User-Agent we are honest with: our name, version, and the contact if one is set."""
        about = f" (+{self.contact})" if self.contact else ""
        return f"pricetrail/{__version__}{about}"

    @property
    def interval(self) -> timedelta:
        """Time between scrapes of a target, unless it says otherwise."""
        return timedelta(seconds=self.interval_s)


@cache
def get_settings() -> Settings:
    """The process's settings, read once.

    Raises pydantic's ValidationError for a bad value, and UsageError for a `.env` of which any
    part would be left out: a store that was not read is another store.
    """
    _check_dotenv()
    return Settings()


def load_settings() -> Settings:
    """The settings. Raises UsageError that names the setting with a bad value, or a bad `.env`."""
    try:
        return get_settings()
    except ValidationError as error:
        raise UsageError(_problem(error)) from error


def _problem(error: ValidationError) -> str:
    """The first bad setting, by the name it is set with, and what is wrong with it."""
    from pricetrail.values import reason_of  # noqa: PLC0415 - most often nothing is wrong

    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "a setting"
    variable = name if name.isupper() else f"PRICETRAIL_{name.upper()}"
    return f"setting {variable}: {reason_of(first)}"


def _check_dotenv() -> None:
    path = _DOTENV.absolute()
    if path.is_dir():
        raise UsageError(f"{path} is a folder, settings are read from a file; rename it")
    if not path.is_file():
        return
    from dotenv.parser import parse_stream  # noqa: PLC0415 - most often there is no such file

    try:
        with path.open(encoding=_DOTENV_ENCODING) as lines:
            bad = next((line.original for line in parse_stream(lines) if line.error), None)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if bad is not None:
        raise UsageError(
            f"{path}, line {bad.line}: write NAME=value, and close a quote that is opened"
        )


def variable_of(setting: str) -> str:
    """The environment variable that sets a field of `Settings`."""
    alias = Settings.model_fields[setting].validation_alias
    first = alias.choices[0] if isinstance(alias, AliasChoices) else alias
    return str(first) if first else f"{_PREFIX}{setting.upper()}"


def unknown_variables() -> dict[str, str | None]:
    """Variables that are meant for us and set nothing, each with the nearest one that does.

    They are those of the environment and `.env` that begin with our prefix; and in `.env`, which
    other programs may use too, those that look like a misspelling of one without it.
    """
    known = [variable_of(name) for name in Settings.model_fields]
    stems = {name.removeprefix(_PREFIX): name for name in known}
    in_file = {name.upper() for name in DotEnvSettingsSource(Settings).env_vars}
    in_all = in_file | {name.upper() for name in EnvSettingsSource(Settings).env_vars}
    found: dict[str, str | None] = {}
    for name in sorted(in_all.difference(known)):
        ours = name.startswith(_PREFIX)
        cutoff = _ALIKE if ours else _MISSPELT
        near = get_close_matches(name.removeprefix(_PREFIX), stems, 1, cutoff)
        if ours or (near and name in in_file):
            found[name] = stems[near[0]] if near else None
    return found
