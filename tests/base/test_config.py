import subprocess
import sys

import pytest
from pydantic import ValidationError

from pricetrail.config import Settings


@pytest.fixture
def env(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("STORE_URL", "REDIS_URL", "PRICETRAIL_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_the_environment_wins_over_the_file(env, tmp_path):
    (tmp_path / ".env").write_text("STORE_URL=sqlite:///file.db\nPRICETRAIL_CONTACT=a@b.example\n")
    env.setenv("STORE_URL", "sqlite:///env.db")
    settings = Settings()
    assert settings.store_url == "sqlite:///env.db"
    assert settings.user_agent.endswith("(+a@b.example)")


def test_the_default_store_lies_in_the_data_folder(env, tmp_path):
    env.setenv("PRICETRAIL_DATA_DIR", str(tmp_path))
    assert Settings().resolved_store_url == f"sqlite:///{tmp_path}/pricetrail.db"


def test_lists_are_comma_separated(env):
    env.setenv("PRICETRAIL_EGRESS_ALLOW", "shop.test, 10.0.0.0/8,")
    assert Settings().egress_allow == ("shop.test", "10.0.0.0/8")


def test_urls_that_may_hold_a_password_do_not_show(env):
    urls = {"redis_url": "redis://:hunter2@host/0", "store_url": "cassandra://me:hunter2@host/k"}
    assert "hunter2" not in repr(Settings(**urls, _env_file=None))


def test_secrets_do_not_show(env):
    env.setenv("PRICETRAIL_API_TOKEN", "hunter2")
    env.setenv("ASTRA_DB_APPLICATION_TOKEN", "AstraCS:hunter2")
    settings = Settings()
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()}"
    assert settings.api_token.get_secret_value() == "hunter2"


@pytest.mark.parametrize("token", [" ", " hunter2", "hunter2\n"])
def test_a_token_that_nobody_could_send_is_refused(env, token):
    env.setenv("PRICETRAIL_API_TOKEN", token)
    with pytest.raises(ValidationError, match="no spaces around it") as caught:
        Settings()
    assert "hunter2" not in str(caught.value)


def test_an_empty_token_is_none(env):
    env.setenv("PRICETRAIL_API_TOKEN", "")
    assert Settings().api_token is None


def test_a_bad_value_names_its_setting(env):
    env.setenv("PRICETRAIL_GAP_S", "soon")
    with pytest.raises(ValidationError, match="gap_s"):
        Settings()


def test_importing_reads_no_setting():
    code = "import os; os.environ['PRICETRAIL_GAP_S'] = 'soon'; import pricetrail.bootstrap"
    subprocess.run([sys.executable, "-c", code], check=True)
