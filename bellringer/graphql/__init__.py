"""The counter: speaks GraphQL; translates, never decides.

A bare `import graphql` anywhere in this repository means graphql-core; this package is
always `bellringer.graphql`.
"""

if __name__ == "graphql":
    raise ImportError(
        "bellringer/graphql is shadowing graphql-core, because Python was started from inside "
        "bellringer/. Start it from the root of the repository instead."
    )
