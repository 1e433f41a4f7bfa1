using AutoRec.Native;
using TorchSharp;

// A process of its own for the tests of AutoRec.Native: what has been loaded into a process stays in it.
try
{
    LibTorch.EnsureLoaded();
    using var tensor = torch.arange(5, torch.float32);
    Console.WriteLine($"sum {tensor.sum().item<float>()}");
    return 0;
}
catch (DllNotFoundException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
