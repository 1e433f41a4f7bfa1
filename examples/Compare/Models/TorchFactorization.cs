using AutoRec.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoRec.Examples.Compare;

/// <summary>
/// Matrix factorization as the chapter "Matrix Factorization" of Dive into Deep Learning has it, on TorchSharp: r̂ = μ + b_u + c_i + p_u · q_i,
/// with embeddings for all of them, squared error and Adam with weight decay. μ is 0 in the chapter. A user or item that training did not meet
/// has no embedding, and so no score.
/// </summary>
internal sealed class TorchFactorization(string name, string title, TorchFactorization.Options options) : KeyedModel(name, title)
{
    /// <summary>Of a factorization; the defaults are the chapter's.</summary>
    internal sealed record Options
    {
        public int Factors { get; init; } = 30;

        public double LearningRate { get; init; } = 0.002;

        public double WeightDecay { get; init; } = 1e-5;

        /// <summary>
        /// λ of a penalty λ(b_u² + c_i² + ‖p_u‖² + ‖q_i‖²) that each rating adds to its squared error, as ML.NET's factorization has it: who
        /// has many ratings is penalized as often.
        /// </summary>
        public double PenaltyPerRating { get; init; }

        public int Epochs { get; init; } = 20;

        public int BatchSize { get; init; } = 512;

        public double InitialStandardDeviation { get; init; } = 0.01;

        /// <summary>Whether the mean of the training ratings is μ.</summary>
        public bool CentersRatings { get; init; }

        /// <summary>Whether the learning rate falls to 0 along a cosine, epoch by epoch.</summary>
        public bool Cosine { get; init; }
    }

    protected override PairScorer Fit(KeyedRatings train, TrainingTask task)
    {
        LibTorch.EnsureLoaded();
        using var threads = new OneThread();
        using var scope = NewDisposeScope();
        using var noise = new Generator((ulong)task.Seed);
        var mean = options.CentersRatings ? train.Labels.Average() : 0;
        var (users, items) = (train.Users.Max() + 1, train.Items.Max() + 1);
        var network = new Network(users, items, options, noise);
        using var adam = optim.Adam(network.Parameters, options.LearningRate, weight_decay: options.WeightDecay);
        Train(network, adam, train, mean, noise, task);

        var (p, b) = (network.Users.data<float>().ToArray(), network.UserBiases.data<float>().ToArray());
        var (q, c) = (network.Items.data<float>().ToArray(), network.ItemBiases.data<float>().ToArray());
        return new PairScorer(Score, [new[] { mean }, p, b, q, c]);

        float Score(int user, int item)
        {
            if ((uint)user >= (uint)users || (uint)item >= (uint)items)
                return float.NaN;
            var score = mean + b[user] + c[item];
            for (var factor = 0; factor < options.Factors; factor++)
                score += p[(user * options.Factors) + factor] * q[(item * options.Factors) + factor];
            return score;
        }
    }

    private void Train(Network network, optim.Optimizer adam, KeyedRatings train, float mean, Generator noise, TrainingTask task)
    {
        var users = tensor(Array.ConvertAll(train.Users, user => (long)user));
        var items = tensor(Array.ConvertAll(train.Items, item => (long)item));
        var ratings = tensor(Array.ConvertAll(train.Labels, label => label - mean));
        using var penalty = options.PenaltyPerRating.ToScalar();
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            using var ofEpoch = NewDisposeScope();
            if (options.Cosine)
                adam.ParamGroups.First().LearningRate = options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * epoch / options.Epochs));
            foreach (var batch in randperm(train.Labels.Length, generator: noise).split(options.BatchSize))
            {
                task.CancellationToken.ThrowIfCancellationRequested();
                using var ofBatch = NewDisposeScope();
                adam.zero_grad();
                network.Loss(users[batch], items[batch], ratings[batch], penalty).backward();
                adam.step();
            }

            task.Progress((epoch + 1.0) / options.Epochs);
        }
    }

    /// <summary>The operations are so small that sharing them out costs many times what they take.</summary>
    private sealed class OneThread : IDisposable
    {
        private readonly int _before = get_num_threads();

        public OneThread() => set_num_threads(1);

        public void Dispose() => set_num_threads(_before);
    }

    /// <summary>The parameters; the dispose scope in which they are made owns them.</summary>
    private sealed class Network
    {
        public Network(int users, int items, Options options, Generator noise)
        {
            using var deviation = options.InitialStandardDeviation.ToScalar();
            Users = Normal(users, options.Factors);
            Items = Normal(items, options.Factors);
            UserBiases = Normal(users, 1);
            ItemBiases = Normal(items, 1);

            // Not the global generator, which others draw from too.
            Parameter Normal(params long[] size) => new(randn(size, generator: noise).mul_(deviation));
        }

        public Parameter Users { get; }

        public Parameter Items { get; }

        public Parameter UserBiases { get; }

        public Parameter ItemBiases { get; }

        public Parameter[] Parameters => [Users, Items, UserBiases, ItemBiases];

        /// <summary>The mean over a batch.</summary>
        public Tensor Loss(Tensor users, Tensor items, Tensor ratings, Scalar penalty)
        {
            var (p, b) = (Users.index_select(0, users), UserBiases.index_select(0, users));
            var (q, c) = (Items.index_select(0, items), ItemBiases.index_select(0, items));
            var error = (p * q).sum(dim: 1, keepdim: true) + b + c - ratings.unsqueeze(1);
            var loss = error.square().mean();
            if (penalty.ToDouble() == 0)
                return loss;
            var weights = (p.square() + q.square()).sum(dim: 1, keepdim: true) + b.square() + c.square();
            return loss + (weights.mean() * penalty);
        }
    }
}
