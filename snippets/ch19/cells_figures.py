"""GRU と LSTM のセルの図。記号は式と同じ。"""

# --8<-- [start:gru]
from tashika import figures

d = figures.Diagram(20, 10.6)
d.text(0.2, 9.9, "$h_{t-1}$", align="left")
d.text(19.8, 9.9, "$h_t$", align="right")
keep = d.circle(10, 9, 0.6, "$\\odot$", color=figures.BLUE)
add = d.circle(16, 9, 0.6, "+", color=figures.BLUE)
d.arrow((0.2, 9), keep.left)
d.arrow(keep.right, add.left)
d.arrow(add.right, (19.8, 9))

r = d.box(2.5, 2.6, 3, 1.7, "r: σ", color=figures.ORANGE)
z = d.box(8.5, 5.2, 3, 1.7, "z: σ", color=figures.ORANGE)
candidate = d.box(14.5, 1.7, 3, 1.7, "tanh", color=figures.GREEN)
reset = d.circle(4, 6.05, 0.6, "$\\odot$", color=figures.BLUE)
new = d.circle(16, 6.05, 0.6, "$\\odot$", color=figures.BLUE)
d.arrow((4, 9), reset.top)
d.arrow(r.top, reset.bottom)
d.line(reset.right, (6.8, 6.05), (6.8, 2.55))
d.arrow((6.8, 2.55), candidate.left)
d.text(10.6, 1.9, "$r\\odot h_{t-1}$")
d.arrow(z.top, keep.bottom, "z")
d.arrow(z.right, new.left, "1 − z")
d.arrow(candidate.top, new.bottom)
d.text(16.3, 4.4, "$\\tilde{h}_t$", align="left")
d.arrow(new.top, add.bottom)
for x, top, label in ((4, 2.6, "$x_t, h_{t-1}$"), (10, 5.2, "$x_t, h_{t-1}$"), (16, 1.7, "$x_t$")):
    d.arrow((x, top - 1), (x, top))
    d.text(x, top - 1.4, label)
d.save("gru-cell.svg")
# --8<-- [end:gru]

# --8<-- [start:lstm]
from tashika import figures

d = figures.Diagram(20, 10.2)
d.text(0.2, 9.5, "$c_{t-1}$", align="left")
d.text(19.8, 9.5, "$c_t$", align="right")
forget = d.circle(3.5, 8.6, 0.6, "$\\odot$", color=figures.BLUE)
add = d.circle(9.6, 8.6, 0.6, "+", color=figures.BLUE)
d.arrow((0.2, 8.6), forget.left)
d.arrow(forget.right, add.left)
d.arrow(add.right, (19.8, 8.6))

boxes = {}
for x, text in ((3.5, "f: σ"), (7.4, "i: σ"), (11.8, "g: tanh"), (16, "o: σ")):
    color = figures.GREEN if "tanh" in text else figures.ORANGE
    boxes[text[0]] = d.box(x - 1.4, 2.8, 2.8, 1.6, text, color=color)
    d.arrow((x, 1.4), (x, 2.8))
d.line((0.2, 1.4), (16, 1.4))
d.text(0.2, 0.6, "$x_t, h_{t-1}$", align="left")

write = d.circle(9.6, 6.2, 0.6, "$\\odot$", color=figures.BLUE)
d.arrow(boxes["f"].top, forget.bottom)
d.line(boxes["i"].top, (7.4, 6.2))
d.arrow((7.4, 6.2), write.left)
d.line(boxes["g"].top, (11.8, 6.2))
d.arrow((11.8, 6.2), write.right)
d.arrow(write.top, add.bottom)
squash = d.box(14.9, 6.9, 2.2, 1.1, "tanh", color=figures.GREEN)
out = d.circle(16, 5.5, 0.6, "$\\odot$", color=figures.BLUE)
d.arrow((16, 8.6), squash.top)
d.arrow(squash.bottom, out.top)
d.arrow(boxes["o"].top, out.bottom)
d.arrow(out.right, (19.8, 5.5))
d.text(19.8, 6.3, "$h_t$", align="right")
d.save("lstm-cell.svg")
# --8<-- [end:lstm]
