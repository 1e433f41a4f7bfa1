namespace AutoRec.Tests;

[TestClass]
public sealed class PlaceholderTests
{
    [TestMethod]
    public void Placeholder() => Assert.AreEqual(4, "four".Length);
}
