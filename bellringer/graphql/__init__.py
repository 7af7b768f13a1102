"""The GraphQL surface.

A bare `import graphql` anywhere in this repository means graphql-core; this package is always
`bellringer.graphql`.
"""

if __name__ == "graphql":
    raise ImportError(
        "bellringer/graphql is shadowing graphql-core: Python was started from inside bellringer/. "
        "Run it from the repository root instead."
    )
