# %% [markdown]
# A **walk**.

# %%
steps = [3, 4, 5]
print(steps)
# output:

# %% [markdown]
# In all it was 11<!-- = sum(steps) --> steps, one by one.
