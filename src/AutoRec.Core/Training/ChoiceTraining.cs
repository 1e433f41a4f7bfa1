using AutoRec.Choice;
using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// Fits a <see cref="ChoiceModel"/> by alternating least squares: the factors of all users given the items', then the other way round. Each
/// row takes a few steps of conjugate gradients from its last value (Takács, Pilászy and Tikk 2011), at K values per rating and step.
/// </summary>
internal sealed class ChoiceTraining(int seed, int? threads, Action throwIfCanceled, int sweeps = ChoiceTraining.DefaultSweeps)
{
    public const int FactorCount = 64;
    public const int DefaultSweeps = 10;

    /// <summary>The sweeps from the factors of an earlier model. One ranks as well as ten from the start.</summary>
    public const int ContinuedSweeps = 1;

    private const int Steps = 4;

    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount };

    /// <param name="users">Users × items.</param>
    /// <param name="items">The same ratings, items × users.</param>
    /// <param name="earlier">The first factors of known items; null to draw all.</param>
    public ChoiceModel Train(RatingMatrix users, RatingMatrix items, EarlierModel? earlier = null)
    {
        var scale = RatingScale.Of(users.Values);
        var mean = (float)RatingBaseline.Average(users.Values);
        float Grade(float rating) => ChoiceModel.Grade(rating, scale, mean);
        var (userGrades, itemGrades) = (users.Map(Grade), items.Map(Grade));
        var (ratedUsers, ratedItems) = (users.RatedRows(), items.RatedRows());

        var itemFactors = new float[LengthOf(items.RowCount)];
        var userFactors = new float[LengthOf(users.RowCount)];
        foreach (var item in ratedItems)
        {
            if (earlier?.FactorsOf(item) is { } factors)
            {
                factors.CopyTo(itemFactors, item * FactorCount);
                continue;
            }

            var random = new RandomStream((ulong)(uint)seed, RandomStream.Purpose.ChoiceFactors, item);
            random.FillGaussian(itemFactors.AsSpan(item * FactorCount, FactorCount), 0.1 / Math.Sqrt(FactorCount));
        }

        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            Update(userGrades, ratedUsers, itemFactors, ratedItems.Length, userFactors);
            Update(itemGrades, ratedItems, userFactors, ratedUsers.Length, itemFactors);
        }

        return new ChoiceModel(scale, mean, ratedUsers.Length, users.CountByColumn(), itemFactors, _parallel);
    }

    /// <summary>Checks the arrays of a training that comes later.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too many users or items.</exception>
    public static void CheckSize(int items, int users) => LengthOf(Math.Max(items, users));

    private static int LengthOf(int rows) =>
        ArraySize.Of(rows, FactorCount, "factors of the choice model", "Leave out users or items with few ratings.");

    /// <summary>Moves the factors of every rated row towards its optimum given the other side's factors.</summary>
    private void Update(RatingMatrix grades, int[] rows, float[] others, int otherCount, float[] factors)
    {
        throwIfCanceled();
        var gram = Square(FactorGram.Of(others, FactorCount, _parallel));
        Parallel.ForEach(rows, _parallel, () => new Solver(gram), (row, _, solver) =>
        {
            var penalty = ChoiceModel.PenaltyOf(grades.CountOf(row), otherCount);
            solver.Improve(grades.ColumnsOf(row), grades.ValuesOf(row), others, penalty, factors.AsSpan(row * FactorCount, FactorCount));
            return solver;
        }, _ => { });
    }

    /// <summary>α VᵀV as K × K values, from its lower triangle.</summary>
    private static float[] Square(double[] lower)
    {
        var square = new float[FactorCount * FactorCount];
        for (int i = 0, at = 0; i < FactorCount; i++)
        {
            for (var j = 0; j <= i; j++)
                square[(i * FactorCount) + j] = square[(j * FactorCount) + i] = (float)(ChoiceModel.UnratedWeight * lower[at++]);
        }

        return square;
    }

    /// <summary>Conjugate gradients for one row at a time, with buffers of its own.</summary>
    private sealed class Solver(float[] gram)
    {
        private readonly float[] _residual = new float[FactorCount];
        private readonly float[] _direction = new float[FactorCount];
        private readonly float[] _product = new float[FactorCount];

        public void Improve(ReadOnlySpan<int> others, ReadOnlySpan<float> grades, float[] factors, float penalty, Span<float> w)
        {
            // The residual b − A w, with b = Σ x v, x = (1 + α) · grade, and A = Σ v vᵀ + α VᵀV + r I.
            Multiply(others, factors, penalty, w);
            TensorPrimitives.Negate(_product, _residual);
            for (var n = 0; n < others.Length; n++)
            {
                var factor = factors.AsSpan(others[n] * FactorCount, FactorCount);
                TensorPrimitives.MultiplyAdd(factor, (1 + ChoiceModel.UnratedWeight) * grades[n], _residual, _residual);
            }

            _residual.CopyTo(_direction, 0);
            var square = DotProduct.Of(_residual, _residual);
            for (var step = 0; step < Steps && square > 0; step++)
            {
                Multiply(others, factors, penalty, _direction);
                var length = square / DotProduct.Of(_direction, _product);
                TensorPrimitives.MultiplyAdd(_direction, length, w, w);
                TensorPrimitives.MultiplyAdd(_product, -length, _residual, _residual);
                var next = DotProduct.Of(_residual, _residual);
                TensorPrimitives.MultiplyAdd(_direction, next / square, _residual, _direction);
                square = next;
            }
        }

        /// <summary>Computes A x.</summary>
        private void Multiply(ReadOnlySpan<int> others, float[] factors, float penalty, ReadOnlySpan<float> x)
        {
            for (var i = 0; i < FactorCount; i++)
                _product[i] = DotProduct.Of(gram.AsSpan(i * FactorCount, FactorCount), x) + penalty * x[i];
            foreach (var other in others)
            {
                var factor = factors.AsSpan(other * FactorCount, FactorCount);
                TensorPrimitives.MultiplyAdd(factor, DotProduct.Of(factor, x), _product, _product);
            }
        }
    }
}
