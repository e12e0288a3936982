#!/usr/bin/env python3
"""Submits the sample job with Microsoft's Python client.

    pip install azure-batch azure-identity
    submit.py JOB_ID [--identity | --output-files]

Of the environment it takes BATCH_ACCOUNT_URL and AZURE_STORAGE_ACCOUNT, with AZURE_STORAGE_KEY or,
for --identity, IDENTITY_CLIENT_ID. The helper, `jobshelf`, must be on PATH.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from azure.batch import models

HERE = Path(__file__).parent


def filled(value, values):
    """The JSON with its ${NAMES} replaced, inside of texts only."""
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], value)
    if isinstance(value, list):
        return [filled(one, values) for one in value]
    if isinstance(value, dict):
        return {name: filled(one, values) for name, one in value.items()}
    return value


def load(name, values):
    """A file of this folder, filled."""
    return filled(json.loads((HERE / name).read_text()), values)


def job_and_tasks(values, identity=False, output_files=False):
    """What is submitted, as the client's own models."""
    tasks = "tasks-output-files.json" if output_files else "tasks.json"
    job = "job-identity.json" if identity else "job.json"
    return (
        models.BatchJobCreateOptions(load(job, values)),
        [models.BatchTaskCreateOptions(task) for task in load(tasks, values)],
    )


def jobshelf(*arguments):
    """What the helper prints."""
    done = subprocess.run(["jobshelf", *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def main():
    from azure.batch import BatchClient
    from azure.identity import DefaultAzureCredential

    job_id, *options = sys.argv[1:]
    identity = "--identity" in options
    values = dict(os.environ, JOB_ID=job_id)
    if identity:
        # Whoever runs this creates the container as the pool's identity would.
        os.environ.setdefault("JOBSHELF_IDENTITY", "system")
    jobshelf("prepare", "--job", job_id)
    if not identity:
        values["JOB_CONTAINER_URL"] = jobshelf("sas", "task", "--job", job_id)
    job, tasks = job_and_tasks(values, identity, "--output-files" in options)
    client = BatchClient(os.environ["BATCH_ACCOUNT_URL"], DefaultAzureCredential())
    client.create_job(job)
    client.create_tasks(job_id, tasks)
    if not identity:
        print(jobshelf("sas", "job", "--job", job_id))


if __name__ == "__main__":
    main()
