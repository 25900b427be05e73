steps = 3

# %% [markdown]
# It takes 4<!-- = steps --> steps.
# ```python
# print("never run")
# ```
# <!-- quiz: recall id=q -->

# %%
steps = [3, 4]
print(sum(steps))  # output: 8

# %% [markdown]
# Of 8<!-- = sum(steps) --> steps.

# %% tags=["skip-execution"]
1 + 1  # => 3

# %% [markdown]
steps
