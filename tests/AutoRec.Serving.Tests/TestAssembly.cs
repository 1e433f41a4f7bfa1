namespace AutoRec.Tests;

/// <summary>Stops what the tests share.</summary>
[TestClass]
public static class TestAssembly
{
    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        await TestBrowser.StopAsync();
        TestDatabase.Stop();
    }
}
