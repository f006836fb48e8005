using LlmGateway.Tool.Local.Lambda;

namespace LlmGateway.Tool.Local;

/// <summary>The handler that travels with the tool, as portable .NET.</summary>
internal static class PortableHandler
{
    /// <summary>Its folder; null when the tool was built without it.</summary>
    public static string? Find()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "handler");
        return File.Exists(Path.Combine(folder, FunctionCode.PortableAssembly)) ? folder : null;
    }
}
