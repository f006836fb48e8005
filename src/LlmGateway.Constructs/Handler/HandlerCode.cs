using Amazon.CDK.AWS.Lambda;
using LlmGateway.Shared;

namespace LlmGateway.Constructs.Handler;

/// <summary>The handler's code for one architecture, and how Lambda runs it.</summary>
/// <param name="Path">A zip, or a folder.</param>
/// <param name="IsNative">Compiled ahead of time, against run by the managed .NET runtime.</param>
internal sealed record HandlerCode(string Path, bool IsNative)
{
    // The managed runtime starts the assembly of this name; the assembly then speaks the Runtime API itself.
    private const string PortableHandler = "LlmGateway.Handler";

    public Code Code => Code.FromAsset(Path);

    // CDK 2.160 does not know this runtime by name.
    public Runtime Runtime => IsNative ? Runtime.PROVIDED_AL2023 : new Runtime("dotnet10", RuntimeFamily.DOTNET_CORE);

    public string HandlerName(string role) => IsNative ? role : PortableHandler;

    /// <summary>Environment by which the handler knows its role where the runtime owns <c>_HANDLER</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment(string role) =>
        IsNative ? new Dictionary<string, string>() : new Dictionary<string, string> { [HandlerContract.Variables.Role] = role };

    /// <summary>The native handler of an architecture where the package brings it; in a build from source, the portable one.</summary>
    /// <param name="handlers">What came with the constructs.</param>
    /// <param name="architecture">The function's.</param>
    /// <exception cref="InvalidOperationException">There is neither.</exception>
    public static HandlerCode Find(NativeHandlers handlers, Architecture architecture)
    {
        if (handlers.Find(architecture.Name == Architecture.ARM_64.Name ? "linux-arm64.zip" : "linux-x64.zip") is { } native) return new HandlerCode(native, IsNative: true);
        var portable = System.IO.Path.Combine(handlers.Folder, "portable");
        if (File.Exists(System.IO.Path.Combine(portable, PortableHandler + ".dll"))) return new HandlerCode(portable, IsNative: false);
        throw new InvalidOperationException(
            $"The gateway's handler is not in {portable}. Building the app puts it there: build again, and keep the folder 'handler' beside the app's assemblies.");
    }
}
