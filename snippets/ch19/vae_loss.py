"""PyTorch での VAE: 標本を通る勾配、損失の書き方、平均と和の取り違え。"""

# --8<-- [start:model]
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

torch.manual_seed(0)


def mlp(n_in, n_hidden, n_out):
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))


class VAE(nn.Module):
    def __init__(self, pixels=784, hidden=64, latent=8):
        super().__init__()
        self.encoder = mlp(pixels, hidden, 2 * latent)  # 平均と対数分散
        self.decoder = mlp(latent, hidden, pixels)

    def forward(self, x):
        mu, log_var = self.encoder(x).chunk(2, dim=1)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        return self.decoder(z), mu, log_var


# --8<-- [end:model]


# --8<-- [start:loss]
def loss(x, logits, mu, log_var):
    """1 枚あたりの −ELBO"""
    rebuild = bce(logits, x, reduction="sum")
    kl = -0.5 * (1 + log_var - mu**2 - log_var.exp()).sum()
    return (rebuild + kl) / len(x)


model, images = VAE(), torch.rand(16, 784).round()
logits, mu, log_var = model(images)
loss(images, logits, mu, log_var).backward()
print(logits.shape, mu.shape)  # 出力: torch.Size([16, 784]) torch.Size([16, 8])
print(model.encoder[0].weight.grad.abs().sum() > 0)  # 出力: tensor(True)
# --8<-- [end:loss]

# --8<-- [start:sample]
posterior = torch.distributions.Normal(mu, torch.exp(0.5 * log_var))
through, blocked = posterior.rsample(), posterior.sample()
print(through.requires_grad, blocked.requires_grad)  # 出力: True False
prior = torch.distributions.Normal(torch.zeros(8), torch.ones(8))
by_torch = torch.distributions.kl_divergence(posterior, prior).sum()
ours = -0.5 * (1 + log_var - mu**2 - log_var.exp()).sum()
print(torch.allclose(by_torch, ours))  # 出力: True
# --8<-- [end:sample]

# --8<-- [start:reduction]
total, mean = bce(logits, images, reduction="sum"), bce(logits, images)
print(round((total / mean).item()), 16 * 784)  # 出力: 12544 12544
# --8<-- [end:reduction]
