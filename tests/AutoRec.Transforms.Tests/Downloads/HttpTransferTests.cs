using AutoRec.Downloads;

namespace AutoRec.Tests.Downloads;

[TestClass]
public sealed class HttpTransferTests
{
    [TestMethod]
    [DataRow("https://example.org/a.zip", "https://example.org/b/c.zip", true)]
    [DataRow("https://example.org/a.zip", "https://EXAMPLE.org:443/a.zip", true)]
    [DataRow("https://example.org/a.zip", "http://example.org/a.zip", false)]
    [DataRow("https://example.org/a.zip", "https://example.org:8443/a.zip", false)]
    [DataRow("https://example.org/a.zip", "https://files.example.org/a.zip", false)]
    [DataRow("https://example.org/a.zip", "https://example.org@example.com/a.zip", false)]
    [DataRow("https://example.org/a.zip", "file:///etc/passwd", false)]
    public void IsSameServer_ProtocolHostAndPort_MustAgree(string from, string to, bool expected) =>
        Assert.AreEqual(expected, HttpTransfer.IsSameServer(new(from), new(to)));
}
