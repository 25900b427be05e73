# %% [markdown]
# A **walk**.

# %%
steps = [3, 4, 5]
print(steps)
# output:
# [3, 4, 5]

# %% [markdown]
# In all it was 12<!-- = sum(steps) --> steps, one by one.
