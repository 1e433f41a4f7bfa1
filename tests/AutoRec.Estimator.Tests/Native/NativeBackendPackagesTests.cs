using System.Reflection;
using TorchSharp;

namespace AutoRec.Engines.Torch.Native.Tests;

[TestClass]
public sealed class NativeBackendPackagesTests
{
    private static readonly string CpuVersion = NativeBackendPackages.LibTorchVersion;
    private static readonly string GpuVersion = NativeBackendPackages.TorchSharpVersion;

    [TestMethod]
    [DataRow("linux-x64")]
    [DataRow("win-x64")]
    [DataRow("win-arm64")]
    [DataRow("osx-arm64")]
    public void Advice_SupportedPlatform_NamesItsCpuPackageAndVersion(string platform) =>
        Assert.Contains($"dotnet add package libtorch-cpu-{platform} --version {CpuVersion}", NativeBackendPackages.Advice(platform));

    [TestMethod]
    [DataRow("linux-x64", "TorchSharp-cuda-linux")]
    [DataRow("win-x64", "TorchSharp-cuda-windows")]
    public void Advice_PlatformWithGpuPackage_NamesItToo(string platform, string package) =>
        Assert.Contains($"dotnet add package {package} --version {GpuVersion}", NativeBackendPackages.Advice(platform));

    [TestMethod]
    [DataRow("win-arm64")]
    [DataRow("osx-arm64")]
    public void Advice_PlatformWithoutGpuPackage_NamesNone(string platform) =>
        Assert.DoesNotContain("cuda", NativeBackendPackages.Advice(platform));

    [TestMethod]
    [DataRow("osx-x64")]
    [DataRow("linux-arm64")]
    [DataRow("linux-musl-x64")]
    public void Advice_UnsupportedPlatform_SaysSoAndNamesNoPackage(string platform)
    {
        var advice = NativeBackendPackages.Advice(platform);

        Assert.Contains($"no native backend for {platform}", advice);
        Assert.DoesNotContain("dotnet add package", advice);
    }

    [TestMethod]
    public void Versions_AreThoseThatTorchSharpItselfStates()
    {
        LibTorch.EnsureLoaded();
        var torchSharp = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

        Assert.AreEqual(torchSharp.Split('+')[0], GpuVersion);
        Assert.AreEqual(torch.__version__, $"{CpuVersion}.0");
    }
}
