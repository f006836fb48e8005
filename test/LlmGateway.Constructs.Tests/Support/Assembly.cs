using System.Runtime.CompilerServices;

// jsii talks to one Node process and is not thread-safe.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace LlmGateway.Constructs.Tests;

/// <summary>Gives the jsii kernel a temporary folder of its own, and takes it away with the process: it leaves 66 MB there.</summary>
internal static class KernelFolder
{
    [ModuleInitializer]
    internal static void Create()
    {
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20");
        var folder = Directory.CreateTempSubdirectory("constructs-tests-").FullName;
        Environment.SetEnvironmentVariable("TMPDIR", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException stillInUse)
            {
                Console.Error.WriteLine($"Left behind: {folder} ({stillInUse.Message})");
            }
        };
    }
}
