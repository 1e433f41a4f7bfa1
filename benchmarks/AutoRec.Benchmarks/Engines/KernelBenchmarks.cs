using AutoRec.Engines.Sparse.Kernels;
using BenchmarkDotNet.Attributes;

namespace AutoRec.Benchmarks;

/// <summary>
/// The time of each kernel for each vector width of this machine: one column of 11 entries (the mean of MovieLens 1M) in a batch of
/// 256 rows and a slice of 256 hidden units. AddProduct multiplies 16 rows by a dense layer.
/// </summary>
[MemoryDiagnoser]
public unsafe class KernelBenchmarks : IDisposable
{
    private const int Rows = 256;
    private const int Width = 256;
    private const int Entries = 11;

    private readonly RowMatrix _matrix = new(Rows, Width);
    private readonly RowMatrix _row = new(4, Width);
    private readonly RowMatrix _sums = new(16, Width);
    private readonly int[] _rows = [.. Enumerable.Range(0, Entries).Select(i => i * Rows / Entries)];
    private readonly float[] _factors = [.. Enumerable.Repeat(0.5f, Entries)];
    private readonly float[] _products = new float[Entries];
    private readonly StepRates[] _steps = [.. Enumerable.Repeat(new StepRates(1e-9f, 1), 4)];
    private RowKernels _kernels = RowKernels.Widest;

    /// <summary>Scalar, Simd128, Simd256 or Simd512.</summary>
    [ParamsSource(nameof(AllKernels))]
    public string Kernels { get; set; } = "";

    public static IEnumerable<string> AllKernels => RowKernels.Supported.Select(kernels => kernels.ToString()!);

    [GlobalSetup]
    public void Setup()
    {
        _kernels = RowKernels.Supported.First(kernels => kernels.ToString() == Kernels);
        _matrix.Fill(0.01f);
        _row.Fill(0.01f);
    }

    [Benchmark]
    public void AddRows() => _kernels.AddRows(_matrix, _rows, _factors, _row[0]);

    [Benchmark]
    public void AddProduct() => _kernels.AddProduct(_matrix[0], _matrix.Stride, 1, _matrix, Width, _sums, 0, _sums.RowCount);

    [Benchmark]
    public void AddToRows() => _kernels.AddToRows(_matrix, _rows, _factors, _row[0]);

    [Benchmark]
    public void Dot() => _kernels.Dot(_matrix, 0, Width, _rows, _row[0], _products);

    [Benchmark]
    public void AdamOneStep() => _kernels.Adam(_row[1], _row[2], _row[3], _row[0], Width, 1e-6f, _steps.AsSpan(0, 1));

    [Benchmark]
    public void AdamFourSteps() => _kernels.Adam(_row[1], _row[2], _row[3], null, Width, 1e-6f, _steps);

    [GlobalCleanup]
    public void Dispose()
    {
        _matrix.Dispose();
        _row.Dispose();
        _sums.Dispose();
        GC.SuppressFinalize(this);
    }
}
