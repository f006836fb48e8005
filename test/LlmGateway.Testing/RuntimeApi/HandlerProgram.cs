namespace LlmGateway.Testing.RuntimeApi;

/// <summary>How to start a handler.</summary>
public sealed record HandlerProgram(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The portable form, as the test's own build put it beside the test.</summary>
    public static HandlerProgram Portable { get; } = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "LlmGateway.Handler.dll")]);

    /// <summary>The native executable.</summary>
    public static HandlerProgram Native(string bootstrap) => new(bootstrap, []);
}
