namespace AutoRec.Tests;

/// <summary>The options that all trainers share, without a trainer.</summary>
internal sealed class TestOptions : AutoRecOptions;
