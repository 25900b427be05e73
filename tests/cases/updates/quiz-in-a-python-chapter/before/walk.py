# %% [markdown]
# # A walk

# %%
steps = [3, 4, 5]
order = sorted(["ab", "c"], key=len)

# %% [markdown]
# <!-- quiz: single id=walk-one key="max(steps)" -->
# **1.** Which is the longest?
#
# - [x] 4
# - [ ] 5
# <!-- /quiz -->
#
# <!-- quiz: order id=walk-two key="order" -->
# **2.** Shortest first.
#
# 1. `ab`
#
#     Two letters.
#
# 2. `c`
# <!-- /quiz -->
