namespace AutoRec.Tests;

/// <summary>The options that all trainers share, without a trainer.</summary>
internal sealed class TestOptions : AutoRecOptions
{
    public static TestOptions Paper() => new TestOptions().SetPaper<TestOptions>();

    public static TestOptions D2L() => new TestOptions().SetD2L<TestOptions>();
}
