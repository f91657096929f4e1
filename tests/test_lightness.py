"""What a start costs: nothing is loaded before somebody needs it."""

from __future__ import annotations

import subprocess
import sys

# What only some installations need, or what is needed only once somebody plays.
LATER = {
    "alembic": "a database to upgrade",
    "aiohttp.web": "METRICS_PORT",
    "anthropic": "a model of that dialect",
    "apscheduler": "the first job, in a thread",
    "asyncpg": "PostgreSQL",
    "bcrypt": "a password",
    "bot.llm.offline": "a table that plays without a vendor",
    "cryptography": "a key that is kept",
    "genai_prices": "a priced request, in a thread",
    "httpx2": "a model",
    "limits": "REDIS_URL",
    "matplotlib": "a chart",
    "numpy": "a chart",
    "openai": "a model of that dialect",
    "PIL": "a picture",
    "prometheus_client": "METRICS_PORT",
    "psutil": "/stats system",
    "sqlalchemy.dialects.postgresql": "PostgreSQL",
    "sqlalchemy.orm": "nothing of Skald's",
}


def test_the_bot_and_all_its_commands_load_nothing_that_waits_for_its_first_use() -> None:
    call = (
        "import importlib, sys, bot.__main__, bot.connection, bot.client\n"
        "for extension in bot.client.EXTENSIONS: importlib.import_module(extension)\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True).stdout.split()
    assert {name: LATER[name] for name in LATER if name in loaded} == {}
