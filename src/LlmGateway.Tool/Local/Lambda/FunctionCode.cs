using System.IO.Compression;
using System.Runtime.InteropServices;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>Readies a function's code to run on this machine: unpacks it and finds the program to start.</summary>
/// <param name="scratch">Folder for unpacked code.</param>
/// <param name="portableHandler">The handler that the tool carries, for code that was compiled for another machine; null: none.</param>
/// <param name="notice">Told of what runs in place of what.</param>
internal sealed class FunctionCode(string scratch, string? portableHandler, Action<string> notice)
{
    public const string PortableAssembly = "LlmGateway.Handler.dll";

    /// <exception cref="LocalRunException">The code can't run here.</exception>
    public HandlerLaunch Prepare(LambdaFunction function)
    {
        var root = Directory.Exists(function.CodePath) ? function.CodePath : Unpack(function);
        return function.Runtime.StartsWith("provided", StringComparison.Ordinal) ? Custom(function, root) : Managed(function, root);
    }

    private HandlerLaunch Custom(LambdaFunction function, string root)
    {
        var bootstrap = Path.Combine(root, "bootstrap");
        if (!File.Exists(bootstrap)) throw new LocalRunException($"The code of {function.LogicalId} has no file bootstrap in {function.CodePath}; build the handler again.");
        if (ElfHeader.RunsHere(bootstrap))
        {
            if (!OperatingSystem.IsWindows() && root != function.CodePath)
                File.SetUnixFileMode(bootstrap, File.GetUnixFileMode(bootstrap) | UnixFileMode.UserExecute | UnixFileMode.UserRead);
            return new HandlerLaunch(bootstrap, [], root, function.Handler);
        }
        if (portableHandler is null)
        {
            throw new LocalRunException(
                $"The code of {function.LogicalId} is compiled for {function.Architecture}, which is not this machine's; set the function's architecture to {Here()} and synthesize again.");
        }
        notice($"{function.LogicalId} is compiled for {function.Architecture} on Linux; this machine runs the same handler as portable .NET in its place.");
        return new HandlerLaunch("dotnet", [Path.Combine(portableHandler, PortableAssembly)], portableHandler, function.Handler);
    }

    private static HandlerLaunch Managed(LambdaFunction function, string root)
    {
        // ASSEMBLY for an executable, ASSEMBLY::TYPE::METHOD for a class library, which only Amazon's own bootstrap could load.
        var name = function.Handler.Split("::")[0];
        var assembly = Path.Combine(root, name + ".dll");
        if (!File.Exists(assembly))
            throw new LocalRunException($"The code of {function.LogicalId} has no {name}.dll in {function.CodePath}, which its handler {function.Handler} names; build the handler again.");
        return new HandlerLaunch("dotnet", [assembly], root, function.Handler);
    }

    private string Unpack(LambdaFunction function)
    {
        var folder = Path.Combine(scratch, function.LogicalId);
        try
        {
            ZipFile.ExtractToDirectory(function.CodePath, folder);
        }
        catch (InvalidDataException)
        {
            throw new LocalRunException($"The code of {function.LogicalId}, {function.CodePath}, is not a zip file; synthesize the app again.");
        }
        return folder;
    }

    private static string Here() => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "ARM_64" : "X86_64";
}
