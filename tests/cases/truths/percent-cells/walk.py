# ---
# jupyter:
#   kernelspec: {name: python3}
# ---
# tashika: timeout=4

# %% [markdown]
# # A walk
#
# Three stages.

# %% the steps
steps = [3, 4, 5]
print(sum(steps))  # output: 12
len(steps)  # => 3

# %% [markdown]
# Of 12<!-- = sum(steps) --> steps, 5<!-- = max(steps) --> were the longest.
#
# - a list
#     - and one in it
#
# ```text
# print("not code")
# ```

# %%
# %%
steps.append(1)
print(steps)
# output:
# [3, 4, 5, 1]
